'use strict';

/** The sweep and the repair. */

const assert = require('node:assert/strict');
const { test, beforeEach } = require('node:test');
const { call, clock, load } = require('./support/runtime.cjs');
const { FakeTwilio, faultAtEach } = require('./support/fake-twilio.cjs');
const { START, MINUTE, event, deliver, consistent, tidy } = require('./support/story.cjs');

console.warn = console.error = () => {};

const { sweep, repair } = load('upkeep');
const PHONE = '+12025550175';
const DAY = 24 * 60 * MINUTE;
const NOTHING = { checked: 1, scheduled: 0, skipped: 0, delivered: 0, waiting: 0, failed: 0, next: null };
let fake;
let ehr;

beforeEach(() => {
  clock.now = START;
  fake = new FakeTwilio();
  ehr = { posts: [], answers: [] };
});

globalThis.fetch = async (url, options) => {
  ehr.posts.push({ url, ...options });
  const answer = ehr.answers.shift() ?? 200;
  if (answer === 'down') throw new TypeError('fetch failed');
  return new Response('{}', { status: answer });
};

const context = () =>
  fake.context({ IE_ENDPOINT: 'https://ehr.example/requests', EHR_SIGNING_SECRET: 's3cret' });
const record = () => fake.record('A-20417');
const shown = () => record().reminders.map(tidy);
const run = (operation, parameters = {}) => operation(context(), parameters);

async function untilDone(operation) {
  const answers = [];
  for (let page = null; ;) {
    const answer = await run(operation, { page });
    answers.push(answer);
    page = answer.next;
    if (page === null) return answers;
  }
}

test('the sweep schedules what has come within 35 days, and again it does nothing', async () => {
  await deliver(fake, event('BOOKED', { appointment_datetime: '2027-01-20T10:30' }));
  assert.deepEqual(await run(sweep), NOTHING);
  fake.advance(Date.parse('2026-12-15T12:00:00Z'));
  assert.deepEqual(await run(sweep), { ...NOTHING, scheduled: 1 });
  fake.advance(Date.parse('2026-12-16T12:00:00Z'));
  assert.deepEqual(await run(sweep), { ...NOTHING, scheduled: 1 });
  const writes = fake.calls.length;
  assert.deepEqual(await run(sweep), NOTHING);
  assert.deepEqual(fake.calls.slice(writes), ['list appointments']);
  consistent(fake);
});

test('the record of a visit in two years is kept until then, and written seldom', async () => {
  await deliver(fake, event('BOOKED', { appointment_datetime: '2028-11-29T10:30' }));
  fake.calls.length = 0;
  for (let month = 1; month <= 24; month++) {
    fake.advance(START + month * 30 * DAY);
    await run(sweep);
  }
  const writes = fake.calls.filter((name) => name === 'update appointments').length;
  assert.ok(writes <= 14, `${writes} writes`);
  fake.advance(Date.parse('2028-11-20T18:00:00Z'));
  await run(sweep);
  assert.equal(fake.scheduled().length, 2);
  consistent(fake);
});

test('what stayed parked too long is skipped and says so', async () => {
  await deliver(fake, event('BOOKED', { appointment_datetime: '2027-01-20T10:30' }));
  fake.advance(Date.parse('2027-01-19T18:20:00Z'));
  assert.deepEqual(await run(sweep), { ...NOTHING, skipped: 2 });
  assert.deepEqual(shown(), [
    '48h skipped 2027-01-18T18:30:00Z past',
    '24h skipped 2027-01-19T18:30:00Z too-near',
  ]);
});

test('the sweep notes how Messages ended, and asks once', async () => {
  await deliver(fake, event('BOOKED'));
  const [first, second] = fake.scheduled();
  fake.advance(Date.parse('2026-12-07T18:31:00Z'));
  first.status = 'sent';
  assert.deepEqual(await run(sweep), NOTHING);
  assert.equal(record().reminders[0].state, 'sent');
  assert.ok(!record().reminders[0].delivery);
  [first.status, first.errorCode] = ['undelivered', 30003];
  assert.deepEqual(await run(sweep), { ...NOTHING, failed: 1 });
  assert.deepEqual(shown()[0], '48h failed 2026-12-07T18:30:00Z twilio-30003');
  fake.advance(Date.parse('2026-12-08T18:31:00Z'));
  assert.deepEqual(await run(sweep), NOTHING);
  assert.deepEqual([record().reminders[1].state, record().reminders[1].delivery], ['sent', 'delivered']);
  const calls = fake.calls.length;
  await run(sweep);
  assert.deepEqual(fake.calls.slice(calls), ['list appointments']);
  assert.equal(second.status, 'delivered');
  consistent(fake);
});

test('a patient who stopped before a reminder: it failed, later ones wait, START lifts it', async () => {
  await deliver(fake, event('BOOKED'));
  const reply = (Body) =>
    call('message-reply', context(), { message: { From: PHONE, Body, MessageSid: `SM${'a'.repeat(32)}` } });
  fake.refuse = () => 21610;
  assert.deepEqual((await reply('STOP')).body, { meaning: 'opt' });
  fake.advance(Date.parse('2026-12-07T18:31:00Z'));
  assert.deepEqual(await run(sweep), { ...NOTHING, failed: 1 });
  assert.equal(shown()[0], '48h failed 2026-12-07T18:30:00Z opted-out');
  const creates = fake.calls.filter((name) => name === 'create message').length;
  const far = { appointment_id: 'B', appointment_datetime: '2026-12-16T10:30' };
  assert.equal((await deliver(fake, event('BOOKED', far))).status, 200);
  assert.deepEqual(fake.record('B').reminders.map(tidy), [
    '48h parked 2026-12-14T18:30:00Z opted-out',
    '24h parked 2026-12-15T18:30:00Z opted-out',
  ]);
  await run(sweep);
  assert.equal(fake.calls.filter((name) => name === 'create message').length, creates);
  consistent(fake);
  fake.refuse = () => null;
  await reply('start');
  assert.equal(fake.items.phones.get(PHONE).data.opted_out_at, null);
  assert.equal((await run(sweep)).scheduled, 2);
  consistent(fake);
  await reply('Stop');
  await deliver(fake, event('BOOKED', { appointment_id: 'C', appointment_datetime: '2026-12-20T10:30' }));
  fake.advance(Date.parse('2026-12-21T00:00:00Z'));
  await run(sweep);
  assert.deepEqual(fake.record('C').reminders.map(tidy), [
    '48h failed 2026-12-18T18:30:00Z opted-out',
    '24h failed 2026-12-19T18:30:00Z opted-out',
  ]);
});

test('what comes near while the patient is opted out waits for that, and is no disagreement', async () => {
  await deliver(fake, event('BOOKED', { appointment_datetime: '2027-01-20T10:30' }));
  await call('message-reply', context(), { message: { From: PHONE, Body: 'STOP' } });
  fake.advance(Date.parse('2026-12-20T12:00:00Z'));
  assert.equal((await run(sweep)).scheduled, 0);
  assert.deepEqual(shown(), [
    '48h parked 2027-01-18T18:30:00Z opted-out',
    '24h parked 2027-01-19T18:30:00Z opted-out',
  ]);
  assert.deepEqual((await run(repair)).findings, []);
  await call('message-reply', context(), { message: { From: PHONE, Body: 'START' } });
  assert.equal((await run(sweep)).scheduled, 2);
  consistent(fake);
});

test('what Twilio says of opt-outs is recorded, also for a phone without appointments', async () => {
  const reply = (Body, OptOutType) =>
    call('message-reply', context(), {
      message: { From: '+12025550199', Body, OptOutType, MessageSid: `SM${'a'.repeat(32)}` },
    });
  const out = () => fake.items.phones.get('+12025550199')?.data.opted_out_at ?? null;
  assert.deepEqual((await reply('HELP')).body, { meaning: 'opt' });
  assert.equal(fake.items.phones.size, 0);
  await reply('basta', 'STOP');
  assert.ok(out());
  assert.ok(fake.items.phones.get('+12025550199').ttl >= 300 * 86_400);
  await reply('HELP');
  assert.ok(out());
  assert.deepEqual((await reply('yes')).body, { meaning: 'no_appointment' });
  assert.equal(out(), null, 'Twilio takes YES for START');
  await reply('unsubscribe');
  assert.ok(out());
  await reply('hola', 'START');
  assert.equal(out(), null);
});

test('a create refused with 21610 is recorded and no error to the EHR', async () => {
  fake.refuse = () => 21610;
  const { status, body } = await deliver(fake, event('BOOKED'));
  assert.deepEqual([status, body.text], [200, 'send']);
  assert.deepEqual(shown(), [
    '48h parked 2026-12-07T18:30:00Z opted-out',
    '24h parked 2026-12-08T18:30:00Z opted-out',
  ]);
  assert.ok(fake.items.phones.get(PHONE).data.opted_out_at);
  consistent(fake);
});

test('the sweep posts again what the EHR has not taken, with the same key', async () => {
  await deliver(fake, event('BOOKED'));
  ehr.answers = [400];
  const message = { From: PHONE, Body: 'yes', MessageSid: `SM${'b'.repeat(32)}` };
  await call('message-confirm', context(), { appointment_id: 'A-20417', message });
  assert.deepEqual(await run(sweep), { ...NOTHING, waiting: 1 }, 'somebody may be at it');
  assert.equal(ehr.posts.length, 1);
  clock.now += MINUTE;
  ehr.answers = [503];
  assert.deepEqual(await run(sweep), { ...NOTHING, waiting: 1 });
  clock.now += MINUTE;
  assert.deepEqual(await run(sweep), { ...NOTHING, delivered: 1 });
  clock.now += MINUTE;
  assert.deepEqual(await run(sweep), NOTHING);
  assert.equal(ehr.posts.length, 3);
  assert.equal(new Set(ehr.posts.map(({ headers }) => headers['Idempotency-Key'])).size, 1);
  assert.deepEqual(
    record().requests.map(({ state, attempts }) => [state, attempts]),
    [['delivered', 3]],
  );
});

test('an EHR that does not answer is asked once a sweep', async () => {
  for (let index = 0; index < 12; index++) {
    const phone = `+1202555${String(1000 + index)}`;
    await deliver(fake, event('BOOKED', { appointment_id: `M-${index}`, patient_phone: phone }));
    ehr.answers = [400];
    const message = { From: phone, Body: 'yes', MessageSid: `SM${'b'.repeat(32)}` };
    await call('message-confirm', context(), { appointment_id: `M-${index}`, message });
  }
  clock.now += MINUTE;
  ehr = { posts: [], answers: Array(20).fill('down') };
  const answer = await run(sweep);
  assert.deepEqual([answer.waiting, answer.delivered], [12, 0]);
  assert.ok(ehr.posts.length <= 5, String(ehr.posts.length));
});

test('many records: page by page within the time, none left out, none twice', async () => {
  const { now } = performance;
  for (let index = 0; index < 130; index++) {
    const more = {
      appointment_id: `M-${index}`,
      patient_phone: `+1202555${String(1000 + index)}`,
      appointment_datetime: '2027-01-10T10:30',
    };
    await deliver(fake, event('BOOKED', more));
  }
  fake.advance(Date.parse('2026-12-12T12:00:00Z'));
  let time = 0;
  performance.now = () => time;
  fake.pause = async () => {
    time += 15;
  };
  try {
    const answers = await untilDone(sweep);
    assert.ok(answers.length > 2, String(answers.length));
    assert.equal(
      answers.reduce((sum, { checked }) => sum + checked, 0),
      130,
    );
    assert.equal(
      answers.reduce((sum, { scheduled }) => sum + scheduled, 0),
      260,
    );
  } finally {
    performance.now = now;
  }
  consistent(fake);
  await assert.rejects(async () => run(sweep, { page: '!' }), { code: 'invalid-field', field: 'page' });
});

test('what pam canceled in the record alone makes room after the next sweep', async () => {
  const at = (id, hour) =>
    event('BOOKED', { appointment_id: id, appointment_datetime: `2026-12-09T${hour}:00` });
  await deliver(fake, at('A-20417', '09'));
  await deliver(fake, at('B', '11'));
  const item = fake.items.appointments.get('A-20417');
  for (const reminder of item.data.reminders) {
    fake.messages.get(reminder.message_sid).status = 'canceled';
    Object.assign(reminder, { state: 'canceled', reason: 'canceled-by-operator', text: null });
  }
  assert.deepEqual((await run(repair, { dry_run: true })).findings, [], 'no disagreement');
  await run(sweep);
  consistent(fake);
  const updates = () => fake.calls.filter((name) => /^update/.test(name)).length;
  const before = updates();
  await run(sweep);
  assert.equal(updates(), before, 'once');
  await deliver(fake, at('C', '13'));
  assert.equal(fake.scheduled().length, 4);
  consistent(fake);
});

test('two sweeps and an event at the same time do no harm', async () => {
  for (let round = 0; round < 20; round++) {
    clock.now = START;
    fake = new FakeTwilio();
    const booked = event('BOOKED', { appointment_datetime: '2027-01-10T10:30' });
    await deliver(fake, booked);
    fake.advance(Date.parse('2026-12-12T12:00:00Z'));
    fake.pause = async () => {
      for (let turns = (round * 13 + fake.calls.length * 7) % 5; turns > 0; turns--)
        await new Promise(setImmediate);
    };
    const moved = event('RESCHEDULED', { appointment_datetime: '2027-01-11T10:30' });
    await Promise.all([run(sweep), run(sweep), deliver(fake, moved)]);
    fake.pause = async () => {};
    fake.advance(clock.now + 2 * MINUTE);
    await run(sweep);
    consistent(fake);
    assert.equal(fake.scheduled().length, 2);
  }
});

test('a failure at every call of the sweep in turn, then the next sweep', async () => {
  const begin = async () => {
    clock.now = START;
    fake = new FakeTwilio();
    ehr = { posts: [], answers: [400] };
    await deliver(fake, event('BOOKED', { appointment_datetime: '2027-01-10T10:30' }));
    await deliver(
      fake,
      event('BOOKED', { appointment_id: 'soon', appointment_datetime: '2026-12-11T10:30' }),
    );
    const message = { From: PHONE, Body: 'yes', MessageSid: `SM${'b'.repeat(32)}` };
    await call('message-confirm', context(), { appointment_id: 'soon', message });
    fake.advance(Date.parse('2026-12-10T12:00:00Z'));
    fake.calls.length = 0;
  };
  await begin();
  await run(sweep);
  const calls = fake.calls.length;
  assert.ok(calls > 8);
  for (const { fault, where } of faultAtEach(calls)) {
    await begin();
    fake.fault = fault;
    await run(sweep).catch(() => null);
    fake.fault = () => null;
    fake.advance(clock.now + 2 * MINUTE);
    assert.equal((await run(sweep)).failed, 0, where);
    consistent(fake);
    assert.equal(fake.scheduled().length, 3, where);
    assert.equal(fake.record('soon').requests[0].state, 'delivered', where);
  }
});

test('the repair finds what disagrees, and mends it', async () => {
  await deliver(fake, event('BOOKED'));
  await deliver(fake, event('BOOKED', { appointment_id: 'B', appointment_datetime: '2026-12-16T10:30' }));
  assert.deepEqual(await run(repair), { checked: 2, findings: [], next: null });
  const [a1, a2, b1, b2] = fake.scheduled();
  fake.messages.delete(a1.sid);
  a2.status = 'canceled';
  [b1.status, b1.errorCode] = ['failed', 30005];
  b2.status = 'delivered';
  fake.items.phones.get(PHONE).data.appointments.shift();
  const before = JSON.stringify([...fake.items.appointments, ...fake.items.phones]);

  for (const unclear of ['yes', 1, {}, '']) {
    await assert.rejects(run(repair, { dry_run: unclear }), { status: 400, field: 'dry_run' });
  }
  const dry = await run(repair, { dry_run: true });
  assert.equal(JSON.stringify([...fake.items.appointments, ...fake.items.phones]), before);
  const wet = await run(repair);
  assert.deepEqual(
    wet.findings.map(({ appointment_id, problem, action }) => `${appointment_id} ${problem} ${action}`),
    [
      'A-20417 message-missing scheduled',
      'A-20417 message-canceled marked-canceled',
      'A-20417 not-listed-by-phone listed',
      'B message-failed marked-failed',
      'B sent-early marked-sent',
    ],
  );
  assert.deepEqual(
    dry.findings.map(({ action }) => action),
    wet.findings.map(({ action }) => `would be ${action}`),
  );
  assert.deepEqual((await run(repair)).findings, []);
  assert.equal(fake.scheduled().length, 1);
  assert.equal(fake.record('B').reminders[0].reason, 'twilio-30005');
  consistent(fake);
});

test('the repair cancels what is still scheduled, and finishes what was begun', async () => {
  await deliver(fake, event('BOOKED'));
  await deliver(fake, event('CANCELED'));
  const [message] = fake.messages.values();
  message.status = 'scheduled';
  const { findings } = await run(repair);
  assert.deepEqual(
    findings.map(({ problem, action }) => [problem, action]),
    [['still-scheduled', 'canceled']],
  );
  assert.equal(fake.scheduled().length, 0);
  consistent(fake);
  fake.fault = (_, name) => (name === 'create message' ? 'after' : null);
  await deliver(fake, event('BOOKED'));
  fake.fault = () => null;
  clock.now += 2 * MINUTE;
  assert.equal((await run(repair)).findings.filter(({ problem }) => problem === 'unfinished').length, 2);
  assert.deepEqual((await run(repair)).findings, []);
  assert.equal(fake.scheduled().length, 2);
  consistent(fake);
});

test('a failure at every call of the repair in turn, then the next repair', async () => {
  const begin = async () => {
    clock.now = START;
    fake = new FakeTwilio();
    await deliver(fake, event('BOOKED'));
    await deliver(fake, event('BOOKED', { appointment_id: 'B', appointment_datetime: '2026-12-16T10:30' }));
    const [missing, canceled] = fake.scheduled();
    fake.messages.delete(missing.sid);
    canceled.status = 'canceled';
    fake.calls.length = 0;
  };
  await begin();
  await run(repair);
  const calls = fake.calls.length;
  assert.ok(calls > 8);
  for (const { fault, where } of faultAtEach(calls)) {
    await begin();
    fake.fault = fault;
    await run(repair).catch(() => null);
    fake.fault = () => null;
    fake.advance(clock.now + 2 * MINUTE);
    await run(repair);
    assert.deepEqual((await run(repair)).findings, [], where);
    assert.equal(fake.scheduled().length, 3, where);
    consistent(fake);
  }
});
