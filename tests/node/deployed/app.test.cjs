'use strict';

/** Events, replies and reminders through the real Flow and the real functions. */

const assert = require('node:assert/strict');
const { createHash, randomUUID } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { after, before, beforeEach, test } = require('node:test');
const jose = require('jose');
const { Deployment } = require('./deployment.cjs');

const CLINIC = '+12025550123';
const STOP = ' Reply STOP to end these texts.';
const DAY = 24 * 3600 * 1000;
let app;
let phone = 0;
let patient;

before(async () => {
  app = await Deployment.start();
  [app.flow] = (await app.rest('studio.twilio.com/v2/Flows')).flows;
  app.key = Buffer.from((await app.build()).variables.TOKEN_SIGNING_KEY, 'hex');
});
after(() => app?.stop());
beforeEach(() => {
  patient = `+1202555${1000 + phone++}`;
});

const now = async () => Date.parse((await app.advance('1s')).now);

async function event(event_type, more = {}) {
  const at = await now();
  const shipped = JSON.parse(
    readFileSync(join(__dirname, `../../../assets/events/${event_type.toLowerCase()}.json`), 'utf8'),
  );
  return {
    ...shipped,
    event_datetime_utc: new Date(at).toISOString(),
    patient_phone: patient,
    appointment_id: `A-${patient}`,
    appointment_datetime: new Date(at + 10 * DAY).toISOString().replace(/T.*/, 'T14:30:00Z'),
    ...more,
  };
}

/** Starts an Execution as an EHR does, again while the contact has another one. */
async function execute(parameters) {
  const { api_key, api_secret, url } = app.sandbox;
  const body = new URLSearchParams({
    To: parameters.patient_phone,
    From: CLINIC,
    Parameters: JSON.stringify(parameters),
  });
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/studio.twilio.com/v2/Flows/${app.flow.sid}/Executions`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${api_key}:${api_secret}`).toString('base64')}` },
      body,
    });
    const execution = await answer.json();
    if (answer.status === 201) return execution.sid;
    assert.equal(execution.code, 20409, JSON.stringify(execution));
    assert.ok(tries < 2000);
    await new Promise((resolve) =>
      setTimeout(resolve, 100 + Math.random() * Math.min(200 * (tries + 1), 4000)),
    );
  }
}

/** Waits for its end and gives its context. */
async function ended(sid) {
  const execution = `studio.twilio.com/v2/Flows/${app.flow.sid}/Executions/${sid}`;
  for (let pause = 30; (await app.rest(execution)).status !== 'ended'; pause = Math.min(2 * pause, 1000))
    await new Promise((resolve) => setTimeout(resolve, pause));
  return (await app.rest(`${execution}/Context`)).context;
}

/** Whether the Execution of an event says that it is in the record. */
async function applied(parameters) {
  const { widgets } = await ended(await execute(parameters));
  return Boolean(widgets[`message-${parameters.event_type.toLowerCase()}`]?.parsed?.outcome);
}

/** All at once; then, as an EHR does it, one by one what an overloaded machine did not take. */
async function deliverAll(events) {
  const taken = await Promise.all(events.map(applied));
  for (const one of events.filter((_, index) => !taken[index])) {
    for (let tries = 0; !(await applied(one)); tries++) assert.ok(tries < 5, one.appointment_id);
  }
}

const happens = async (...about) => ended(await execute(await event(...about)));
const texts = async (number = patient) =>
  (await app.phone(number)).filter(({ direction }) => direction !== 'inbound').map(({ body }) => body);

async function answer(text, number = patient) {
  const count = (await app.phone(number)).length;
  await app.pam('sandbox', 'reply', number, text, '--to', CLINIC);
  await app.advance('1s');
  return (await app.phone(number)).slice(count + 1).map(({ body }) => body);
}

async function record(id = `A-${patient}`) {
  const { sync_service_sid: sync = (await app.build()).variables.SYNC_SERVICE_SID } = app;
  app.sync_service_sid = sync;
  const key = encodeURIComponent(id);
  const found = /^[A-Za-z0-9._~:-]+$/.test(id)
    ? key
    : `sha256-${createHash('sha256').update(id).digest('hex')}`;
  return (await app.rest(`sync.twilio.com/v1/Services/${sync}/Maps/appointments/Items/${found}`)).data;
}

async function operate(path, body = {}) {
  const seconds = Math.floor((await now()) / 1000);
  const token = await new jose.SignJWT({ aud: 'operate', iss: `pam:${app.domain}`, jti: randomUUID() })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt(seconds)
    .setNotBefore(seconds)
    .setExpirationTime(seconds + 60)
    .sign(app.key);
  const { status, body: said, text } = await app.ask(path, { token, body });
  assert.equal(status, 200, text);
  return said;
}

async function everyPage(path) {
  const pages = [];
  for (let page = null; ; page = pages.at(-1).next) {
    pages.push(await operate(path, { page }));
    if (pages.at(-1).next === null) return pages;
  }
}

/** What Twilio holds for a phone. */
async function scheduledFor(number) {
  const { account_sid } = app.sandbox;
  const query = new URLSearchParams({ To: number, PageSize: '1000' });
  const { messages } = await app.rest(
    `api.twilio.com/2010-04-01/Accounts/${account_sid}/Messages.json?${query}`,
  );
  const scheduled = messages.filter(({ status }) => status === 'scheduled');
  return scheduled.map(({ sid }) => sid).sort();
}

const faults = (...about) => app.pam('sandbox', 'faults', ...about);

test('data goes through the Flow untouched, whatever it holds', async () => {
  const hostile = [
    'a=b, c={d}, {k=v, k2=v2}',
    'patient_phone=+19995550100',
    '{{ flow.data.patient_id }} {{contact.channel.address}}',
    '{% if true %}x{% endif %} {% assign y = 1 %}',
    '{% raw %} {{ "unclosed',
    `"quoted" 'single' \\back\\ \`tick\``,
    'x","event_type":"CANCELED',
    '<script>alert(1)</script> & <b>',
    '$& $1 ${HOME} %s %d {PAM:DOMAIN}',
    'Nguyễn Thị Ánh 王小明 محمد 👩‍⚕️',
  ];
  for (const [index, value] of hostile.entries()) {
    patient = `+1202555${2000 + index}`;
    const appointment_id = index % 2 ? value : `H-${index}`;
    await happens('BOOKED', { appointment_location: value, provider_last_name: value, appointment_id });
    const [text] = await texts();
    assert.equal(text.split(value).length, 3, `${value}: ${text}`);
    const { location, provider, reminders, patient: known } = await record(appointment_id);
    assert.deepEqual([location, provider.last_name, known.phone], [value, value, patient]);
    assert.equal(reminders.length, 2);
    for (const reminder of reminders) assert.equal(reminder.text.split(value).length, 3);
    const answers = await answer('what?');
    assert.equal(answers.length, 1, value);
    assert.ok(answers[0].includes(value), answers[0]);
  }
});

test('line breaks and control characters become blanks in one line of a text', async () => {
  await happens('BOOKED', { appointment_location: 'Suite 4\r\n\tElm\u0000Street\u2028North' });
  assert.match((await texts())[0], /, Suite 4 Elm Street North\. Reply/);
});

test('the first text says how to stop, and no later one', async () => {
  for (const type of ['BOOKED', 'MODIFIED', 'REMIND', 'CONFIRMED', 'REMIND', 'RESCHEDULED', 'CANCELED']) {
    await app.advance('1m');
    await happens(type);
  }
  const all = await texts();
  assert.equal(all.length, 7);
  assert.deepEqual(
    all.map((text) => text.endsWith(STOP)),
    [true, false, false, false, false, false, false],
  );
  const [, , asks, confirmed, confirmedReminder, rescheduled] = all;
  assert.match(asks, /CONFIRM APPT/);
  for (const text of [confirmed, confirmedReminder, rescheduled]) assert.ok(!/CONFIRM APPT/.test(text), text);
});

test('an event whose functions fail or hang still has its own text', async () => {
  for (const [index, fault] of [
    ['--answer', '500'],
    ['--hang-up', 'before'],
    ['--delay', '11000'],
  ].entries()) {
    patient = `+1202555${3000 + index}`;
    await faults(...fault, '--host', 'sync.twilio.com');
    try {
      await happens('BOOKED');
    } finally {
      await faults('--clear');
    }
    const [text, ...more] = await texts();
    assert.deepEqual(more, [], fault.join(' '));
    assert.match(text, /is booked for .*CONFIRM APPT.*Reply STOP to end these texts\.$/, fault.join(' '));
  }
});

test('a wrong event is refused with its field, and no text goes out', async () => {
  for (const [more, field] of [
    [{ appointment_datetime: 'tomorrow' }, 'appointment_datetime'],
    [{ event_type: 'MOVED' }, 'event_type'],
    [{ patient_first_name: '' }, 'patient_first_name'],
  ]) {
    const { widgets } = await happens('BOOKED', more);
    assert.deepEqual(
      [widgets['get-datetime-parts'].parsed.status, widgets['get-datetime-parts'].parsed.field],
      [400, field],
    );
  }
  assert.deepEqual(await texts(), []);
});

test('replies: words, an unclear one, a late one, one to a reminder, none open', async () => {
  assert.match((await answer('yes'))[0], /no coming visit/);
  await happens('BOOKED');
  assert.match(
    (await answer('Confirm  appt!'))[0],
    /Thank you\. We noted that you confirm your visit with Maria Lopez/,
  );
  await happens('CONFIRMED');
  assert.match((await answer('hm?'))[0], /did not understand.*: reply CANCEL APPT to cancel/);
  await app.advance('9d');
  assert.match((await answer('can we talk'))[0], /did not understand/);
  assert.match((await answer('cancel please'))[0], /want to cancel your visit with Maria Lopez on/);
  const { requests } = await app.pam('sandbox', 'inbox');
  const mine = requests
    .map(({ body }) => (typeof body === 'string' ? JSON.parse(body) : body))
    .filter(({ appointment_id }) => appointment_id === `A-${patient}`);
  assert.deepEqual(
    mine.map(({ event_type }) => event_type),
    ['CONFIRM', 'CANCEL'],
  );
  await happens('CANCELED', { appointment_datetime: (await record()).starts_at });
  assert.match((await answer('yes'))[0], /no coming visit/);
});

test('the EHR is down: the request waits, is shown, and the sweep delivers it with the same key', async () => {
  await happens('BOOKED');
  await app.pam('sandbox', 'inbox', '--answer-with', '503');
  assert.equal((await answer('no')).length, 1);
  assert.equal((await record()).requests[0].state, 'waiting');
  await app.pam('sandbox', 'inbox', '--answer-with', '200');
  await app.advance('1m');
  const swept = await operate('/sweep');
  assert.deepEqual([swept.delivered, swept.waiting, swept.failed, swept.next], [1, 0, 0, null]);
  const [request] = (await record()).requests;
  assert.deepEqual([request.state, request.kind, request.attempts], ['delivered', 'cancel', 4]);
});

test('STOP: Twilio answers alone, texts fail and are noted, reminders wait; START lifts it', async () => {
  await happens('BOOKED');
  const stopped = await answer('stop');
  assert.equal(stopped.length, 1, 'only what Twilio itself says');
  assert.ok(!stopped[0].startsWith('Owl Health'), stopped[0]);
  await app.advance('1m');
  const { widgets } = await happens('MODIFIED', { provider_last_name: 'Okafor' });
  assert.equal(widgets['message-failed'].parsed.noted, true);
  assert.equal((await record()).last_failed_text.type, 'MODIFIED');
  assert.deepEqual(
    (await record()).reminders.filter(({ state }) => state === 'parked').map(({ reason }) => reason),
    ['opted-out', 'opted-out'],
  );
  assert.equal((await operate('/sweep')).scheduled, 0);
  await answer('START');
  assert.equal((await operate('/sweep')).scheduled, 2);
  await answer('STOP');
  const before = (await texts()).length;
  await app.advance('11d');
  assert.equal((await texts()).length, before);
  await operate('/sweep');
  assert.deepEqual(
    (await record()).reminders.filter(({ state }) => state === 'failed').map(({ reason }) => reason),
    ['opted-out', 'opted-out'],
  );
});

test('reminders sent and canceled by an operator, and the repair', async () => {
  await happens('BOOKED');
  const { reminders } = await record();
  const [first, second] = reminders.map(({ id }) => ({ appointment_id: `A-${patient}`, id }));
  const said = async (path, ...list) =>
    (await operate(path, { reminders: list })).results.map(({ outcome }) => outcome);
  assert.deepEqual(await said('/reminders-send', first), ['sent']);
  assert.deepEqual(await said('/reminders-send', first), ['already-sent']);
  assert.deepEqual(await said('/reminders-cancel', second, { ...second, id: 'x' }), [
    'canceled',
    'not-found',
  ]);
  const { findings } = await operate('/repair');
  assert.deepEqual(
    findings.filter(({ appointment_id }) => appointment_id === `A-${patient}`),
    [],
  );
  await app.advance('11d');
  assert.equal((await texts()).length, 2);
  await operate('/sweep');
  assert.deepEqual((await record()).reminders.find(({ state }) => state === 'sent').delivery, 'delivered');
});

test('two hundred events at once: for as many phones, and for one that has one Execution at a time', async () => {
  const many = Array.from({ length: 200 }, (_, index) => index);
  const first = await event('BOOKED');
  await deliverAll(
    many.map((index) => ({
      ...first,
      patient_phone: `+1303555${1000 + index}`,
      appointment_id: `many-${index}`,
    })),
  );
  const day = (index) => new Date(Date.parse(first.appointment_datetime) + (index % 20) * DAY).toISOString();
  await deliverAll(
    many.map((index) => ({ ...first, appointment_id: `one-${index}`, appointment_datetime: day(index) })),
  );
  assert.ok((await texts()).length >= 200);
  // What an overloaded machine left unfinished is finished a minute later.
  await app.advance('2m');
  await everyPage('/sweep');
  for (const index of many) {
    const { state, reminders } = await record(`many-${index}`);
    const scheduled = reminders.filter((reminder) => reminder.state === 'scheduled');
    assert.deepEqual([state, scheduled.length], ['booked', 2], String(index));
    const known = scheduled.map(({ message_sid }) => message_sid);
    assert.deepEqual(await scheduledFor(`+1303555${1000 + index}`), known.sort());
  }
  const days = new Map();
  for (const index of many) {
    for (const { state, send_at } of (await record(`one-${index}`)).reminders) {
      if (state === 'scheduled') days.set(send_at.slice(0, 10), (days.get(send_at.slice(0, 10)) ?? 0) + 1);
    }
  }
  assert.ok(days.size >= 20);
  for (const [date, count] of days) assert.ok(count <= 2, `${count} on ${date}`);
  const findings = (await everyPage('/repair')).flatMap((page) => page.findings);
  assert.deepEqual(findings, []);
});
