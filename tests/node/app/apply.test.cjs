'use strict';
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { beforeEach, mock, test } = require('node:test');
const Ajv = require('ajv/dist/2020.js').default;
const { install, FakeTwilio } = require('./fake-twilio.cjs');

install();
const schema = JSON.parse(
  readFileSync(join(__dirname, '../../../assets/schema/appointment-record.schema.json'), 'utf8'),
);
const fits = new Ajv({ allowUnionTypes: true }).compile(schema);

const PHONE = '+12025550143';
const TEXTS = {
  reminder_text: 'Owl Health: reminder. Reply CONFIRM APPT',
  reminder_text_confirmed: 'Owl Health: reminder.',
};
const NOW = Date.parse('2026-06-01T12:00:00Z');
let tick = 0;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['Date'], now: NOW });
  mock.method(console, 'error', () => {});
  mock.method(console, 'warn', () => {});
  tick = 0;
});

/** @param {string} type @param {object} [changes] */
function event(type, changes) {
  tick += 1;
  return JSON.stringify({
    event_type: type,
    event_datetime_utc: new Date(Date.now() + tick * 1000).toISOString(),
    appointment_id: 'A-1',
    patient_id: 'P-1',
    patient_phone: PHONE,
    appointment_datetime: '2026-06-10T10:00',
    ...changes,
  });
}

/** @param {FakeTwilio} twilio @param {string} given */
function deliver(twilio, given) {
  return twilio.run(`message-${JSON.parse(given).event_type.toLowerCase()}`, { event: given, ...TEXTS });
}

/**
 * The record and the scheduled Messages agree.
 * @param {FakeTwilio} twilio @param {number} reminders How many still go out, over all appointments.
 */
function consistent(twilio, reminders) {
  const scheduled = twilio.scheduled();
  const known = [...twilio.items]
    .filter(([key]) => key.startsWith('appointments/'))
    .flatMap(([, { data }]) => {
      assert.ok(fits(data), JSON.stringify(fits.errors));
      for (const reminder of data.reminders)
        assert.ok(!['creating', 'obsolete'].includes(reminder.state), reminder.state);
      return data.reminders.filter((/** @type {any} */ reminder) => reminder.state === 'scheduled');
    });
  assert.deepEqual(known.map(({ message_sid: sid }) => sid).sort(), scheduled.map(({ sid }) => sid).sort());
  assert.equal(scheduled.length, reminders);
}

test("an EHR's id becomes the key that pam looks for", () => {
  const keys = JSON.parse(
    readFileSync(join(__dirname, '../../../assets/schema/appointment-keys.example.json'), 'utf8'),
  );
  const { keyOf } = require(/** @type {any} */ (globalThis).Runtime.getFunctions()['record-store'].path);
  for (const [id, key] of Object.entries(keys)) assert.equal(keyOf(id), key, id);
});

test('an appointment lives through all its events', async () => {
  const twilio = new FakeTwilio();
  for (const [type, changes, reminders, asks] of /** @type {[string, object, number, boolean][]} */ ([
    ['BOOKED', {}, 2, true],
    ['RESCHEDULED', { appointment_datetime: '2026-06-12T10:00' }, 2, true],
    ['MODIFIED', { appointment_datetime: '2026-06-12T10:00', appointment_location: 'Elsewhere' }, 2, true],
    ['CONFIRMED', { appointment_datetime: '2026-06-12T10:00' }, 2, false],
    ['REMIND', { appointment_datetime: '2026-06-12T10:00' }, 2, false],
    ['CANCELED', { appointment_datetime: '2026-06-12T10:00' }, 0, false],
  ])) {
    const { status, body } = await deliver(twilio, event(type, changes));
    assert.deepEqual([status, body.outcome, body.text], [200, 'applied', 'send'], type);
    consistent(twilio, reminders);
    for (const { body: text } of twilio.scheduled()) assert.equal(text.includes('CONFIRM APPT'), asks, type);
  }
  assert.equal(twilio.record('A-1').state, 'canceled');
  assert.ok(twilio.messagesSent.length >= 6, 'nothing is deleted');
});

test('a redelivery changes nothing, an older event is stale', async () => {
  const twilio = new FakeTwilio();
  const booked = event('BOOKED');
  const moved = event('RESCHEDULED', { appointment_datetime: '2026-06-12T10:00' });
  await deliver(twilio, booked);
  await deliver(twilio, moved);
  const before = JSON.stringify([...twilio.items]);
  const messages = JSON.stringify(twilio.messagesSent);
  assert.equal((await deliver(twilio, moved)).body.outcome, 'duplicate');
  assert.equal((await deliver(twilio, booked)).body.outcome, 'stale');
  assert.equal(JSON.stringify(twilio.messagesSent), messages);
  assert.equal(
    JSON.stringify([...twilio.items].filter(([key]) => key.startsWith('app'))),
    JSON.stringify(JSON.parse(before).filter((/** @type {any} */ [key]) => key.startsWith('app'))),
  );
});

test('another appointment of the same phone is never touched', async () => {
  const twilio = new FakeTwilio();
  await deliver(twilio, event('BOOKED', { appointment_id: 'B-2', appointment_datetime: '2026-06-20T10:00' }));
  const theirs = twilio.scheduled().map(({ sid }) => sid);
  await deliver(twilio, event('BOOKED'));
  await deliver(twilio, event('NOSHOWED'));
  assert.deepEqual(
    twilio.scheduled().map(({ sid }) => sid),
    theirs,
  );
});

test('a new phone number gets the reminders, the old one none', async () => {
  const twilio = new FakeTwilio();
  await deliver(twilio, event('BOOKED'));
  await deliver(twilio, event('MODIFIED', { patient_phone: '+12025550199' }));
  consistent(twilio, 2);
  for (const { to } of twilio.scheduled()) assert.equal(to, '+12025550199');
  assert.deepEqual(twilio.items.get(`phones/${PHONE}`)?.data.appointments, {});
});

test('a failure at any call, before or after it was carried out, is mended by the redelivery', async () => {
  const story = [
    event('BOOKED'),
    event('RESCHEDULED', { appointment_datetime: '2026-06-12T10:00' }),
    event('CANCELED'),
  ];
  const expected = [2, 2, 0];
  let cases = 0;
  for (const [step, given] of story.entries()) {
    for (const failAfter of [false, true]) {
      for (let failAt = 1; ; failAt += 1) {
        const twilio = new FakeTwilio();
        for (const earlier of story.slice(0, step)) await deliver(twilio, earlier);
        Object.assign(twilio, { calls: 0, failAt, failAfter });
        const { status } = await deliver(twilio, given);
        const reached = twilio.calls >= failAt;
        twilio.failAt = null;
        if (!reached) break;
        cases += 1;
        // Lost Messages are looked for once their creation must be over.
        mock.timers.tick(120_000);
        await deliver(twilio, given);
        mock.timers.setTime(NOW);
        try {
          consistent(twilio, expected[step]);
        } catch (error) {
          throw new Error(`step ${step}, call ${failAt}, after: ${failAfter}, status ${status}`, {
            cause: error,
          });
        }
      }
    }
  }
  assert.ok(cases > 30, `only ${cases} cases`);
});

test('two failures in a row, at every pair of calls, are mended too', async () => {
  const given = event('BOOKED');
  let cases = 0;
  for (let first = 1; first <= 12; first += 1) {
    for (let second = 1; second <= 14; second += 1) {
      for (const failAfter of [false, true]) {
        const twilio = new FakeTwilio();
        for (const failAt of [first, second]) {
          Object.assign(twilio, { calls: 0, failAt, failAfter });
          await deliver(twilio, given);
          mock.timers.tick(120_000);
        }
        twilio.failAt = null;
        await deliver(twilio, given);
        mock.timers.setTime(NOW);
        consistent(twilio, 2);
        cases += 1;
      }
    }
  }
  assert.equal(cases, 336);
});

test('the same event twice at the same time comes once', async () => {
  for (const count of [2, 3, 5]) {
    const twilio = new FakeTwilio();
    const given = event('BOOKED', { appointment_id: `T-${count}` });
    const answers = await Promise.all(Array.from({ length: count }, () => deliver(twilio, given)));
    assert.equal(answers.filter(({ body }) => body.text === 'send').length, 1);
    consistent(twilio, 2);
  }
});

test('appointments booked at the same time share the limit of a day', async () => {
  const twilio = new FakeTwilio();
  const events = [9, 10, 11, 12].map((hour) =>
    event('BOOKED', {
      appointment_id: `D-${hour}`,
      appointment_datetime: `2026-06-10T${String(hour).padStart(2, '0')}:00`,
    }),
  );
  await Promise.all(events.map((given) => deliver(twilio, given)));
  consistent(twilio, 4);
  const days = twilio.scheduled().map(({ sendAt }) => sendAt.toISOString().slice(0, 10));
  assert.deepEqual(days.sort(), ['2026-06-08', '2026-06-08', '2026-06-09', '2026-06-09']);
});

test('an event for another phone than the Execution is refused', async () => {
  const twilio = new FakeTwilio();
  const parts = (/** @type {string} */ to) =>
    twilio.run('get-datetime-parts', { event: event('BOOKED'), to });
  assert.equal((await parts(PHONE)).body.time, '10:00 AM');
  assert.deepEqual(
    [(await parts('+12025550999')).status, (await parts('+12025550999')).body.code],
    [400, 'phone-mismatch'],
  );
});

test('events at once are all applied, and one wins', async () => {
  const twilio = new FakeTwilio();
  await deliver(twilio, event('BOOKED'));
  const times = Array.from({ length: 8 }, (_, day) => `2026-06-${10 + day}T10:00`);
  const events = times.map((at) => event('RESCHEDULED', { appointment_datetime: at }));
  const answers = await Promise.all(events.map((given) => deliver(twilio, given)));
  assert.ok(answers.every(({ status }) => status === 200));
  await deliver(twilio, events[7]);
  consistent(twilio, 2);
  assert.equal(twilio.record('A-1').starts_at, '2026-06-17T14:00:00Z');
});

test('many phones at once do not hinder each other', async () => {
  const twilio = new FakeTwilio();
  const events = Array.from({ length: 40 }, (_, at) =>
    event('BOOKED', { appointment_id: `M-${at}`, patient_phone: `+1202555${String(1000 + at)}` }),
  );
  const answers = await Promise.all(events.map((given) => deliver(twilio, given)));
  assert.ok(answers.every(({ body }) => body.outcome === 'applied'));
  consistent(twilio, 80);
});

test('a record does not outgrow its item', async () => {
  const twilio = new FakeTwilio();
  for (let day = 0; day < 60; day += 1) {
    const at = `2026-06-${10 + (day % 10)}T${String(9 + (day % 7)).padStart(2, '0')}:00`;
    const { status } = await deliver(twilio, event('RESCHEDULED', { appointment_datetime: at }));
    assert.equal(status, 200);
  }
  consistent(twilio, 2);
  assert.ok(JSON.stringify(twilio.record('A-1')).length < 8000);
});

test('a patient who opted out is no error', async () => {
  const twilio = new FakeTwilio();
  const { create } = twilio.messages;
  assert.ok(create);
  Object.defineProperty(twilio, 'messages', {
    get: () => ({
      create: () => Promise.reject(Object.assign(new Error('no'), { status: 400, code: 21610 })),
    }),
  });
  const { status } = await deliver(twilio, event('BOOKED'));
  assert.equal(status, 200);
  assert.deepEqual(
    twilio.record('A-1').reminders.map((/** @type {any} */ { state, reason }) => [state, reason]),
    [
      ['skipped', 'the patient has opted out'],
      ['skipped', 'the patient has opted out'],
    ],
  );
});

test('a refused event is a problem with a code and a field, and changes nothing', async () => {
  const twilio = new FakeTwilio();
  const { status, body } = await deliver(twilio, event('BOOKED', { patient_phone: '((((' }));
  assert.deepEqual([status, body.code, body.field], [400, 'event-invalid', 'patient_phone']);
  assert.equal(twilio.calls, 0);
  assert.ok(!JSON.stringify(body).includes('(((('));
});

test('a reply is asked of the EHR once, signed, and kept while the EHR is down', async (t) => {
  const twilio = new FakeTwilio();
  await deliver(twilio, event('BOOKED'));
  mock.timers.tick(60_000);
  const meant = await twilio.run('message-reply', { from: PHONE, body: 'confirm appt', message_sid: 'SM1' });
  assert.deepEqual([meant.body.meaning, meant.body.appointment_id], ['confirm', 'A-1']);
  /** @type {any[]} */
  const posts = [];
  let ok = false;
  t.mock.method(globalThis, 'fetch', async (/** @type {string} */ url, /** @type {any} */ request) => {
    posts.push({ url, ...request });
    return { ok, status: ok ? 200 : 503 };
  });
  const ask = () => twilio.run('message-confirm', { appointment_id: 'A-1', message_sid: 'SM1' });
  assert.deepEqual((await ask()).body, { outcome: 'applied', delivered: false });
  assert.equal(posts.length, 3, 'it is tried again');
  assert.equal(twilio.record('A-1').requests[0].state, 'waiting');
  ok = true;
  assert.equal((await ask()).body.delivered, true);
  assert.equal((await ask()).body.outcome, 'duplicate');
  assert.equal(posts.length, 4);
  const { body, headers } = posts[3];
  assert.deepEqual([JSON.parse(body).event_type, JSON.parse(body).patient_id], ['CONFIRM', 'P-1']);
  const { createHmac } = require('node:crypto');
  const expected = createHmac('sha256', 'secret')
    .update(`${headers['X-Pam-Timestamp']}.${body}`)
    .digest('hex');
  assert.equal(headers['X-Pam-Signature'], `sha256=${expected}`);
  assert.equal(new Set(posts.map(({ headers: sent }) => sent['Idempotency-Key'])).size, 1);
  assert.ok(fits(twilio.record('A-1')), JSON.stringify(fits.errors));
  await deliver(twilio, event('CANCELED'));
  const after = await twilio.run('message-reply', { from: PHONE, body: 'yes', message_sid: 'SM2' });
  assert.equal(after.body.meaning, 'none');
});
