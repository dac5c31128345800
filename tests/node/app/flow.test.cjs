'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { files, readJson } = require('./support/runtime.cjs');

const flow = readJson('studio-templates/appointment-management.json');
const byName = new Map(flow.states.map((state) => [state.name, state]));
const next = (name, event) => byName.get(name).transitions.find((one) => one.event === event)?.next;

const EVENTS = {
  trigger: [
    'incomingMessage',
    'incomingCall',
    'incomingConversationMessage',
    'incomingRequest',
    'incomingParent',
  ],
  'set-variables': ['next'],
  'run-function': ['success', 'fail'],
  'split-based-on': ['noMatch', 'match'],
  'send-message': ['sent', 'failed'],
};

function* strings(value) {
  if (typeof value === 'string') yield value;
  else if (value && typeof value === 'object') for (const one of Object.values(value)) yield* strings(one);
}

test('every widget is well formed, wired and reached', () => {
  assert.equal(byName.size, flow.states.length);
  assert.equal(flow.flags.allow_concurrent_calls, true);
  const reached = new Set([flow.initial_state]);
  for (const name of reached) {
    for (const transition of byName.get(name).transitions) {
      if (transition.next === undefined) continue;
      assert.ok(byName.has(transition.next), `${name} -> ${transition.next}`);
      reached.add(transition.next);
    }
  }
  assert.deepEqual(
    flow.states.map(({ name }) => name).filter((name) => !reached.has(name)),
    [],
  );
  for (const { name, type, transitions, properties } of flow.states) {
    assert.deepEqual(
      [...new Set(transitions.map(({ event }) => event))].sort(),
      [...EVENTS[type]].sort(),
      name,
    );
    assert.ok(Number.isInteger(properties.offset.x) && Number.isInteger(properties.offset.y), name);
    for (const { event, conditions } of transitions) {
      assert.equal(event === 'match', conditions !== undefined, name);
      for (const condition of conditions ?? []) {
        assert.deepEqual(Object.keys(condition).sort(), ['arguments', 'friendly_name', 'type', 'value']);
        assert.ok(strings(condition).next().value !== undefined);
      }
    }
  }
  const places = flow.states.map(({ properties: { offset } }) => `${offset.x} ${offset.y}`);
  assert.equal(new Set(places).size, places.length, 'no widget lies on another');
});

test('placeholders are whole tokens, and the functions they name exist and are protected', () => {
  const found = new Set();
  for (const text of strings(flow)) {
    for (const [token] of text.matchAll(/\{PAM:[^}]*\}/g)) found.add(token);
    assert.ok(!/YOUR_|PAM(?!:)/.test(text), text);
  }
  const functions = flow.states.filter(({ type }) => type === 'run-function').map(({ name }) => name);
  assert.deepEqual(
    [...found].sort(),
    [
      '{PAM:CUSTOMER_NAME}',
      '{PAM:DOMAIN}',
      '{PAM:ENVIRONMENT_SID}',
      '{PAM:SERVICE_SID}',
      ...functions.map((name) => `{PAM:FUNCTION_SID:${name}}`),
    ].sort(),
  );
  for (const name of functions) {
    const { properties } = byName.get(name);
    assert.equal(properties.function_sid, `{PAM:FUNCTION_SID:${name}}`);
    assert.equal(properties.url, `https://{PAM:DOMAIN}/${name}`);
    assert.ok(files.includes(`${name}.protected.js`), name);
  }
  const signed = files.filter((file) => file.endsWith('.protected.js'));
  assert.deepEqual(signed.map((file) => file.replace('.protected.js', '')).sort(), functions.sort());
});

test('an event runs through its function to its own text, also when the function fails', () => {
  for (const name of ['booked', 'rescheduled', 'modified', 'confirmed', 'canceled', 'noshowed', 'remind']) {
    const branch = byName
      .get('event_type')
      .transitions.find(({ conditions }) => conditions?.[0].value === name.toUpperCase());
    assert.equal(branch.next, `message-${name}`);
    assert.equal(next(`message-${name}`, 'success'), `${name}_text`);
    assert.equal(next(`message-${name}`, 'fail'), `${name}_text`);
    assert.equal(next(`${name}_text`, 'noMatch'), `send_${name}`);
    const ends = byName.get(`${name}_text`).transitions.filter((one) => one.event === 'match' && !one.next);
    assert.deepEqual(
      ends.map(
        ({
          conditions: [
            {
              type,
              value,
              arguments: [argument],
            },
          ],
        }) => [argument, type, value],
      ),
      [
        [`{{widgets.message-${name}.parsed.text}}`, 'equal_to', 'skip'],
        [`{{widgets.message-${name}.parsed.status}}`, 'regex', '4[0-9][0-9]'],
      ],
    );
  }
  assert.equal(next('event_refused', 'noMatch'), 'send_fallback');
  for (const text of strings(byName.get('send_fallback'))) assert.ok(!text.includes('widgets.'), text);
});

test('data reaches functions as JSON', () => {
  for (const { name, type, properties } of flow.states) {
    if (type !== 'run-function') continue;
    for (const { key, value } of properties.parameters) {
      if (key === 'event' || key === 'message') assert.match(value, /^\{\{[a-z.-]+ \| to_json\}\}$/, name);
      else assert.match(value, /^\{\{[a-z_.-]+\}\}$/, name);
    }
  }
});

const GSM7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '^{}\\[~]|€';

function segments(text) {
  let units = 0;
  for (const character of text) {
    if (GSM7.includes(character)) units += 1;
    else if (EXTENSION.includes(character)) units += 2;
    else assert.fail(`${JSON.stringify(character)} is no GSM-7 character: ${text}`);
  }
  return units <= 160 ? 1 : Math.ceil(units / 153);
}

const PARTS = {
  weekday: 'Wednesday',
  date: 'September 30',
  time: '10:30 AM',
  provider: 'Christopher Hernandez',
  callback_phone: '202-555-0199',
  location: 'Owl Health, 1200 Elm Street, Suite 400',
  'event.patient_first_name': 'Alexandria',
  'event.appointment_location': 'Owl Health, 1200 Elm Street, Suite 400',
};
const VALUES = {
  'flow.variables.clinic': 'Owl Health Downtown',
  'flow.data.patient_first_name': 'Alexandria',
  'flow.data.provider_callback_phone': '+12025550199',
  ...Object.fromEntries(
    Object.entries(PARTS).flatMap(([key, value]) => [
      [`widgets.get-datetime-parts.parsed.${key}`, value],
      [`widgets.message-reply.parsed.${key}`, value],
    ]),
  ),
};

const texts = new Map();
for (const { name, type, properties } of flow.states) {
  if (type === 'send-message') texts.set(name, properties.body);
  if (name === 'reminder_texts') for (const { key, value } of properties.variables) texts.set(key, value);
}

test('texts name the clinic first and fit two GSM-7 segments', () => {
  assert.equal(texts.size, 17);
  for (const [name, template] of texts) {
    if (/^\{\{flow\.variables\.reminder_text(_confirmed)?\}\}$/.test(template)) continue;
    assert.ok(template.startsWith('{{flow.variables.clinic}}: '), name);
    const text = template.replace(/\{\{([^}]+)\}\}/g, (_, key) => {
      assert.ok(key in VALUES, `${name}: ${key}`);
      return VALUES[key];
    });
    assert.ok(segments(text) <= 2, `${name} takes ${segments(text)} segments: ${text}`);
  }
});

test('texts offer no word that opts out, but for STOP in the first text', () => {
  for (const [name, template] of texts) {
    assert.equal(/\bSTOP\b/.test(template), name === 'send_booked', name);
    assert.ok(!/\bCANCEL\b(?! APPT)/.test(template), name);
    assert.ok(!/\b(END|QUIT|REVOKE|OPTOUT|UNSUBSCRIBE)\b/.test(template), name);
  }
  for (const name of ['send_booked', 'send_rescheduled', 'reminder_text', 'send_help']) {
    assert.match(texts.get(name), /CONFIRM APPT .*CANCEL APPT/);
  }
  assert.ok(!texts.get('reminder_text_confirmed').includes('CONFIRM APPT'));
});
