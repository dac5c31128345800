'use strict';

const assert = require('node:assert/strict');
const { test, beforeEach } = require('node:test');
const { call, clock, files, load, readJson } = require('./support/runtime.cjs');
const { FakeTwilio, SERVICE } = require('./support/fake-twilio.cjs');
const { START, MINUTE, event, deliver } = require('./support/story.cjs');
const { ADMINISTRATOR, deployment, ask, signIn } = require('./support/routes.cjs');

const { countSegments } = load('segments');
const { DEADLINE_MS } = load('helpers');

console.info = console.warn = console.error = () => {};

const PHONE = '+12025550175';
const CLINIC = '+12025550123';
let fake;
let context;
let token;

beforeEach(async () => {
  clock.now = START;
  fake = new FakeTwilio();
  context = deployment(fake);
  ({ token } = await signIn(fake, context));
  fake.calls.length = 0;
});

const get = (name, query) => ask(name, context, { token, query });
const post = (name, body) => ask(name, context, { token, body });
const simulate = (more = {}) => post('simulation-event', { event: event('BOOKED', more) });

test('the form is filled with an event that is valid as it stands, on a working day and in the clinic’s zone', async () => {
  for (let day = 0; day < 14; day++) {
    clock.now = START + day * 24 * 60 * MINUTE;
    fake.items.phones.clear();
    ({ token } = await signIn(fake, context));
    const { status, body } = await get('simulation-parameters');
    assert.equal(status, 200);
    assert.deepEqual(
      [body.clinic, body.time_zone, body.phone_number],
      ['Owl Health', 'America/Los_Angeles', CLINIC],
    );
    assert.equal(Date.parse(body.now), clock.now);
    assert.equal(body.event_types.length, 7);
    assert.deepEqual(
      Object.keys(body.event).sort(),
      Object.keys(readJson('assets/events/booked.json')).sort(),
    );
    assert.ok(Object.values(body.event).every((value) => value !== ''));
    assert.match(body.event.appointment_datetime, /^\d{4}-\d\d-\d\dT10:30$/);
    const weekday = new Date(`${body.event.appointment_datetime}Z`).getUTCDay();
    assert.ok(weekday >= 1 && weekday <= 5);
    const sent = await post('simulation-event', { event: body.event });
    assert.equal(sent.status, 201, sent.text);
    // Both reminders find their place.
    const delivered = await call('message-booked', context, {
      event: sent.body.event,
      reminder_text: 'a',
      reminder_text_confirmed: 'b',
    });
    assert.deepEqual(
      delivered.body.reminders.map(({ state }) => state),
      ['scheduled', 'scheduled'],
    );
  }
});

test('an event is checked, brought into its one form, and starts an Execution with it', async () => {
  const { status, body } = await simulate({
    patient_phone: '(202) 555-0175',
    patient_first_name: ' Zoë, {{x}} = "1"\n',
  });
  assert.equal(status, 201);
  assert.equal(body.execution_sid, `FN${'4'.repeat(32)}`);
  assert.deepEqual(fake.executions, [{ to: PHONE, from: CLINIC, parameters: body.event }]);
  assert.equal(body.event.patient_first_name, 'Zoë, {{x}} = "1"');
  assert.equal(body.event.appointment_datetime, '2026-12-09T10:30:00-08:00');
  const undated = await simulate({ event_datetime_utc: undefined });
  assert.equal(Date.parse(undated.body.event.event_datetime_utc), clock.now);
});

test('an event that is none is refused with its field, and nothing is started', async () => {
  for (const [more, code, field] of [
    [{ patient_phone: 'call me' }, 'invalid-phone', 'patient_phone'],
    [{ event_type: 'LATE' }, 'unknown-event-type', 'event_type'],
    [{ appointment_datetime: '2020-01-01T10:00' }, 'appointment-in-past', 'appointment_datetime'],
    [{ appointment_id: '' }, 'missing-field', 'appointment_id'],
    [{ patient_id: { $ne: 1 } }, 'invalid-field', 'patient_id'],
  ]) {
    const answer = await simulate(more);
    assert.deepEqual([answer.status, answer.body.code, answer.body.field], [400, code, field]);
  }
  for (const body of [{}, { event: 'x' }, { event: null }, { event: [] }]) {
    const answer = await post('simulation-event', body);
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid-json']);
  }
  assert.equal(fake.executions.length, 0);
});

test('a contact that is busy, a refusal and a silence of Twilio’s are told apart', async () => {
  fake.refuse = () => 20409;
  const busy = await simulate();
  assert.deepEqual([busy.status, busy.body.code], [409, 'contact-busy']);
  fake.refuse = () => 21211;
  const bad = await simulate();
  assert.deepEqual([bad.status, bad.body.code, bad.body.twilio_code], [502, 'twilio-refused', 21211]);
  assert.ok(!bad.text.includes(PHONE));
  fake.refuse = () => null;
  fake.fault = (_, name) => (name === 'create execution' ? 'after' : null);
  const silent = await simulate();
  assert.deepEqual([silent.status, silent.body.code], [502, 'twilio-unanswered']);
});

test('a conversation is what went between the clinic and the phone, oldest first', async () => {
  const at = (minutes) => ({
    dateCreated: new Date(START + minutes * MINUTE),
    dateSent: new Date(START + minutes * MINUTE),
  });
  const texts = [
    { from: CLINIC, to: PHONE, body: 'booked', ...at(1) },
    { from: PHONE, to: CLINIC, body: 'YES', direction: 'inbound', status: 'received', ...at(3) },
    { from: CLINIC, to: PHONE, body: 'lost', status: 'undelivered', errorCode: 30003, ...at(2) },
    {
      from: null,
      messagingServiceSid: SERVICE,
      to: PHONE,
      body: 'thanks',
      status: 'accepted',
      ...at(4),
      dateSent: null,
    },
    {
      from: null,
      messagingServiceSid: SERVICE,
      to: PHONE,
      body: 'later',
      status: 'scheduled',
      ...at(0),
      dateSent: null,
    },
    {
      from: null,
      messagingServiceSid: SERVICE,
      to: PHONE,
      body: 'never',
      status: 'canceled',
      ...at(0),
      dateSent: null,
    },
    { from: '+12025550188', to: PHONE, body: 'another number of the account', ...at(5) },
    { from: PHONE, to: '+12025550188', body: 'to another number', direction: 'inbound', ...at(5) },
    { from: CLINIC, to: '+12025550176', body: 'another patient', ...at(5) },
  ];
  texts.forEach((text) => fake.arrive(text));
  const { status, body } = await post('conversation', { phone: '202-555-0175' });
  assert.equal(status, 200);
  assert.deepEqual(
    body.messages.map(({ direction, body: text, status: state, error_code }) => [
      direction,
      text,
      state,
      error_code,
    ]),
    [
      ['sent', 'booked', 'delivered', null],
      ['sent', 'lost', 'undelivered', 30003],
      ['received', 'YES', 'received', null],
      ['sent', 'thanks', 'accepted', null],
    ],
  );
  assert.equal(body.messages[0].at, '2026-11-25T18:01:00.000Z');
  for (let n = 0; n < 60; n++) fake.arrive({ from: CLINIC, to: PHONE, body: `text ${n}`, ...at(10 + n) });
  const { messages } = (await post('conversation', { phone: PHONE })).body;
  assert.deepEqual([messages.length, messages[0].body, messages[49].body], [50, 'text 10', 'text 59']);
});

test('a conversation with the administrator’s own phone shows no code', async () => {
  const { body } = await post('conversation', { phone: ADMINISTRATOR });
  assert.deepEqual(body.messages, []);
  for (const phone of [undefined, '', 'x', '1'.repeat(500), { a: 1 }]) {
    const answer = await post('conversation', { phone });
    assert.deepEqual([answer.status, answer.body.code, answer.body.field], [400, 'invalid-phone', 'phone']);
  }
});

test('reminders are those to come, with what a person needs to choose among them', async () => {
  await deliver(fake, event('BOOKED', { appointment_datetime: '2027-01-20T10:30' }));
  const { status, body } = await get('reminders');
  assert.equal(status, 200);
  assert.equal(body.next, null);
  const [first] = body.reminders;
  const record = fake.record('A-20417');
  assert.deepEqual(first, {
    appointment_id: 'A-20417',
    id: record.reminders[0].id,
    patient: 'Ana Whitfield',
    phone: PHONE,
    appointment_at: '2027-01-20T18:30:00Z',
    appointment_local: '2027-01-20T10:30:00-08:00',
    offset: '48h',
    send_at: '2027-01-18T18:30:00Z',
    send_at_local: '2027-01-18T10:30:00-08:00',
    time_zone: 'America/Los_Angeles',
    state: 'parked',
    message_sid: null,
    segments: countSegments(record.reminders[0].text).segments,
  });
  assert.deepEqual(
    body.reminders.map(({ offset }) => offset),
    ['48h', '24h'],
  );
});

test('a reminder whose time has come, was canceled or skipped is none to come', async () => {
  await deliver(fake, event('BOOKED', { appointment_id: 'near', appointment_datetime: '2026-11-27T12:00' }));
  await deliver(fake, event('BOOKED', { appointment_id: 'gone', appointment_datetime: '2026-12-10T12:00' }));
  await deliver(
    fake,
    event('CANCELED', { appointment_id: 'gone', appointment_datetime: '2026-12-10T12:00' }),
  );
  const listed = async () =>
    (await get('reminders')).body.reminders.map(
      ({ appointment_id, offset }) => `${appointment_id} ${offset}`,
    );
  assert.deepEqual(await listed(), ['near 48h', 'near 24h']);
  fake.advance(Date.parse('2026-11-25T20:00:00Z'));
  ({ token } = await signIn(fake, context));
  assert.deepEqual(await listed(), ['near 24h']);
  fake.advance(Date.parse('2026-11-26T20:00:00Z'));
  ({ token } = await signIn(fake, context));
  assert.deepEqual(await listed(), []);
});

test('a reminder that is still to be canceled is shown, with the time that it says', async () => {
  await deliver(fake, event('BOOKED', { appointment_datetime: '2026-12-10T12:00' }));
  fake.fault = (_, name) => (name === 'cancel message' ? 'before' : null);
  await deliver(fake, event('RESCHEDULED', { appointment_datetime: '2026-12-14T12:00' }));
  fake.fault = () => null;
  const { reminders } = (await get('reminders')).body;
  assert.deepEqual(
    reminders.map(({ state, appointment_local, message_sid }) => {
      return [state, appointment_local.slice(0, 10), message_sid !== null];
    }),
    [
      ['obsolete', '2026-12-10', true],
      ['obsolete', '2026-12-10', true],
      ['creating', '2026-12-14', false],
      ['creating', '2026-12-14', false],
    ],
  );
});

test('records come in pages, one request each, and all of them come', async () => {
  for (let n = 0; n < 230; n++) {
    const id = `A-${String(n).padStart(4, '0')}`;
    const phone = `+1202556${String(1000 + n)}`;
    await deliver(fake, event('BOOKED', { appointment_id: id, patient_phone: phone }));
  }
  const seen = [];
  let page;
  let requests = 0;
  do {
    fake.calls.length = 0;
    const { status, body } = await get('reminders', page ? { page } : {});
    assert.equal(status, 200);
    assert.deepEqual(fake.calls, ['fetch logins', 'list appointments']);
    seen.push(...body.reminders.map(({ appointment_id }) => appointment_id));
    page = body.next;
    requests++;
  } while (page);
  assert.equal(requests, 3);
  assert.deepEqual([seen.length, new Set(seen).size], [460, 230]);
  for (const wrong of ['nonsense', 'x'.repeat(3000), ['a', 'b']]) {
    const answer = await get('reminders', { page: wrong });
    assert.deepEqual([answer.status, answer.body.code, answer.body.field], [400, 'invalid-page', 'page']);
  }
});

test('requests are those that the EHR has not taken', async () => {
  globalThis.fetch = async () => new Response('', { status: 503 });
  const settings = { IE_ENDPOINT: 'https://ehr.example', EHR_SIGNING_SECRET: 's3cret' };
  context = { ...context, ...settings };
  await deliver(fake, event('BOOKED'));
  const message = { From: PHONE, To: CLINIC, Body: 'no', MessageSid: `SM${'5'.repeat(32)}` };
  await call('message-confirm', context, { appointment_id: 'A-20417', message });
  await call('message-cancel', context, { appointment_id: 'A-20417', message });
  const { status, body } = await get('requests');
  assert.equal(status, 200);
  const [, request] = fake.record('A-20417').requests;
  assert.deepEqual(body, {
    requests: [
      {
        appointment_id: 'A-20417',
        id: request.id,
        kind: 'cancel',
        at: request.at,
        attempts: 3,
        last_attempt_at: request.last_attempt_at,
        last_status: 503,
      },
    ],
    next: null,
  });
});

test('whatever Twilio does, a function answers before Twilio ends it', async (t) => {
  assert.ok(DEADLINE_MS < 10_000);
  const routes = files.filter((file) => !file.endsWith('.private.js'));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (const file of routes) {
    const name = file.replace(/(\.protected)?\.js$/, '');
    fake.pause = () => new Promise(() => {});
    const method = ['reminders', 'requests', 'simulation-parameters'].includes(name) ? undefined : {};
    const body =
      name === 'login' ? { password: 'correct horse battery' } : name === 'mfa' ? { code: '123456' } : method;
    const given = name === 'mfa' ? await load('session').codeToken(context, 'x', '123456') : { token };
    const booked = event(
      /message-(booked|canceled|confirmed|modified|noshowed|remind|rescheduled)$/.exec(name)?.[1] ?? 'BOOKED',
    );
    const message = { From: PHONE, Body: 'yes', MessageSid: 'SM1' };
    const answering = file.includes('.protected.')
      ? call(name, context, {
          event: booked,
          reminder_text: 'a',
          reminder_text_confirmed: 'b',
          appointment_id: 'A',
          message,
        })
      : ask(name, context, { token: given.token, body });
    // What is no timer (a key's derivation, a signature) is let finish first.
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    t.mock.timers.tick(DEADLINE_MS);
    const { status, body: answer } = await answering;
    if (name === 'get-datetime-parts') assert.equal(status, 200);
    else assert.deepEqual([status, answer.code], [503, 'timeout'], name);
  }
});
