'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { files, load, readJson } = require('./support/runtime.cjs');

const { countSegments } = load('segments');

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
  const deployed = files.filter((file) => file.endsWith('.protected.js'));
  assert.deepEqual(deployed.map((file) => file.replace('.protected.js', '')).sort(), functions.sort());
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
        [`{{widgets.message-${name}.parsed.status}}`, 'regex', '40[09]'],
      ],
    );
  }
  assert.equal(next('event_refused', 'noMatch'), 'send_fallback');
  for (const text of strings(byName.get('send_fallback'))) assert.ok(!text.includes('widgets.'), text);
});

test('every function is told which Execution calls it', () => {
  for (const { name, type, properties } of flow.states) {
    if (type !== 'run-function') continue;
    const told = properties.parameters.filter(({ key }) => key === 'execution_sid');
    assert.deepEqual(told, [{ key: 'execution_sid', value: '{{flow.sid}}' }], name);
  }
});

test('data reaches functions as JSON', () => {
  for (const { name, type, properties } of flow.states) {
    if (type !== 'run-function') continue;
    for (const { key, value } of properties.parameters) {
      if (key === 'event' || key === 'message') assert.match(value, /^\{\{[a-z.-]+ \| to_json\}\}$/, name);
      else assert.match(value, /^(\{\{[a-z_.-]+\}\})+$/, name);
    }
  }
});

const PARTS = {
  weekday: 'Wednesday',
  date: 'September 30',
  time: '10:30 AM',
  provider: 'Christopher Hernandez',
  callback_phone: '202-555-0199',
  location: 'Owl Health, 1200 Elm Street, Suite 4',
  'event.patient_first_name': 'Alexandria',
  'event.appointment_location': 'Owl Health, 1200 Elm Street, Suite 4',
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
const variables = new Map();
for (const { name, type, properties } of flow.states) {
  if (type === 'send-message') texts.set(name, properties.body);
  if (type !== 'set-variables') continue;
  for (const { key, value } of properties.variables) {
    variables.set(`flow.variables.${key}`, value);
    if (name === 'reminder_texts') texts.set(key, value);
  }
}

/** As much of Liquid as the texts use; the engine itself is asked in the sandbox. */
function render(template, values) {
  const chosen = template.replace(
    /\{% if (\S+) (==|!=) '(\w+)' %\}(.*?)(?:\{% else %\}(.*?))?\{% endif %\}/g,
    (_, name, operator, value, then, otherwise = '') => {
      assert.match(name, /\.(first_text|state)$/);
      return (values[name.split('.').at(-1)] === value) === (operator === '==') ? then : otherwise;
    },
  );
  return chosen.replace(/\{\{([^}]+)\}\}/g, (_, key) => {
    const value = VALUES[key] ?? (variables.has(key) ? render(variables.get(key), values) : undefined);
    assert.ok(value !== undefined, key);
    return value;
  });
}

const versions = [
  { first_text: 'yes', state: 'booked' },
  { first_text: 'no', state: 'booked' },
  { first_text: 'yes', state: 'confirmed' },
  { first_text: 'no', state: 'confirmed' },
  {},
].map((values) => [values, new Map([...texts].map(([name, template]) => [name, render(template, values)]))]);

test('texts name the clinic first and fit two GSM-7 segments', () => {
  assert.equal(texts.size, 17);
  for (const [, rendered] of versions) {
    for (const [name, text] of rendered) {
      assert.ok(text.startsWith('Owl Health Downtown: '), name);
      assert.ok(!/\s\s|\s$|[{}%]/.test(text), text);
      const { encoding, segments } = countSegments(text);
      assert.equal(encoding, 'GSM-7', `${name}: ${text}`);
      assert.ok(segments <= 2, `${name} takes ${segments} segments: ${text}`);
    }
  }
});

test('a name that GSM-7 lacks makes texts of at most five segments', () => {
  for (const [, rendered] of versions) {
    for (const [name, text] of rendered) {
      const { segments } = countSegments(text.replace('Alexandria', 'María Luisa'));
      assert.ok(segments <= 5, `${name} takes ${segments} segments`);
    }
  }
});

test('clinic and the way to stop stand in one place each', () => {
  assert.equal(variables.get('flow.variables.clinic'), '{PAM:CUSTOMER_NAME}');
  assert.equal(variables.get('flow.variables.stop_hint'), 'Reply STOP to end these texts.');
  const all = [...strings(flow)];
  assert.equal(all.filter((text) => text.includes('{PAM:CUSTOMER_NAME}')).length, 1);
  assert.equal(all.filter((text) => /\bSTOP\b/.test(text)).length, 1);
});

test('the first text to a phone says how to stop, whatever it is about, and later ones do not', () => {
  const always = ['send_fallback', 'send_help', 'send_no_appointment', 'send_reply_failed'];
  const about = ['booked', 'rescheduled', 'modified', 'confirmed', 'canceled', 'noshowed', 'remind'];
  const events = [...about.map((name) => `send_${name}`), 'send_remind_confirmed'];
  for (const [{ first_text }, rendered] of versions) {
    for (const [name, text] of rendered) {
      const expected = always.includes(name) || (events.includes(name) && first_text !== 'no');
      assert.equal(/ Reply STOP to end these texts\.$/.test(text), expected, `${name}: ${text}`);
    }
  }
});

test('texts offer no word that opts out, but for STOP', () => {
  for (const [, rendered] of versions) {
    for (const [name, text] of rendered) {
      assert.ok(!/\bCANCEL\b(?! APPT)/.test(text), name);
      assert.ok(!/\b(END|QUIT|REVOKE|OPTOUT|UNSUBSCRIBE)\b/.test(text), name);
    }
  }
});

test('no text about a confirmed visit asks to confirm it', () => {
  const asking = ['send_rescheduled', 'send_help', 'send_booked', 'reminder_text', 'send_remind'];
  // BOOKED makes a visit unconfirmed; the two of the reminder are not used for a confirmed one.
  const unused = ['send_booked', 'reminder_text', 'send_remind'];
  for (const [{ state }, rendered] of versions) {
    for (const [name, text] of rendered) {
      const asks = asking.includes(name) && (state !== 'confirmed' || unused.includes(name));
      assert.equal(/CONFIRM APPT to confirm or .*CANCEL APPT/.test(text), asks, `${name}: ${text}`);
    }
  }
  const confirmed = byName.get('remind_text').transitions.find((one) => one.next === 'send_remind_confirmed');
  assert.equal(confirmed.conditions[0].value, 'confirmed');
});

test('a text that Twilio does not take is noted', () => {
  for (const { name, type } of flow.states) {
    if (type === 'send-message') assert.equal(next(name, 'failed'), 'message-failed', name);
  }
});
