'use strict';

const assert = require('node:assert/strict');
const { test, beforeEach } = require('node:test');
const { call, clock } = require('./support/runtime.cjs');
const { FakeTwilio } = require('./support/fake-twilio.cjs');
const { START, MINUTE, event, deliver, consistent, tidy } = require('./support/story.cjs');

const DAY = 24 * 60 * MINUTE;
let fake;

beforeEach(() => {
  clock.now = START;
  fake = new FakeTwilio();
});

const later = (ms) => fake.advance(clock.now + ms);
const reminders = (id = 'A-20417') => fake.record(id).reminders.map(tidy);

async function applied(one) {
  const { status, body } = await deliver(fake, one);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([body.outcome, body.text], ['applied', 'send']);
  consistent(fake);
  return body;
}

test('BOOKED writes the record and schedules both reminders', async () => {
  const answer = await applied(event('BOOKED'));
  assert.deepEqual(answer.appointment, {
    appointment_id: 'A-20417',
    state: 'booked',
    starts_at: '2026-12-09T18:30:00Z',
    timezone: 'America/Los_Angeles',
  });
  assert.deepEqual(answer.reminders.map(tidy), [
    '48h scheduled 2026-12-07T18:30:00Z',
    '24h scheduled 2026-12-08T18:30:00Z',
  ]);
  assert.equal(
    fake.items.appointments.get('A-20417').ttl,
    (Date.parse('2026-12-09T18:30:00Z') + 30 * DAY - START) / 1000,
  );
  assert.ok(!JSON.stringify(answer).includes('Ana'));
});

test('a redelivered event changes nothing, an older one is stale', async () => {
  const booked = event('BOOKED');
  const before = event('MODIFIED', { event_datetime_utc: '2026-11-25T17:00:00Z' });
  await applied(booked);
  const items = JSON.stringify([...fake.items.appointments, ...fake.items.phones]);
  for (const [one, outcome] of [
    [booked, 'duplicate'],
    [before, 'stale'],
  ]) {
    const calls = fake.calls.length;
    later(5 * MINUTE);
    const { body } = await deliver(fake, one);
    assert.deepEqual([body.outcome, body.text], [outcome, 'skip']);
    // It looks whether Twilio still holds the reminders, and writes nothing.
    const asked = ['fetch appointments', 'fetch phones', 'fetch message', 'fetch message'];
    assert.deepEqual(fake.calls.slice(calls), asked);
    assert.equal(JSON.stringify([...fake.items.appointments, ...fake.items.phones]), items);
  }
});

test('of two events in the same second neither comes twice', async () => {
  const at = { event_datetime_utc: '2026-11-25T17:59:00Z' };
  const [booked, confirmed] = [event('BOOKED', at), event('CONFIRMED', at)];
  await applied(booked);
  await applied(confirmed);
  assert.equal((await deliver(fake, booked)).body.outcome, 'duplicate');
  assert.equal(fake.record('A-20417').state, 'confirmed');
});

test("RESCHEDULED replaces this appointment's reminders and no other's", async () => {
  await applied(event('BOOKED'));
  await applied(event('BOOKED', { appointment_id: 'B-2', appointment_datetime: '2026-12-16T09:00' }));
  const others = fake.record('B-2');
  later(MINUTE);
  const before = fake.calls.length;
  await applied(event('RESCHEDULED', { appointment_datetime: '2026-12-11T10:30' }));
  assert.deepEqual(reminders(), [
    '48h canceled 2026-12-07T18:30:00Z replaced-by-rescheduled',
    '24h canceled 2026-12-08T18:30:00Z replaced-by-rescheduled',
    '48h scheduled 2026-12-09T18:30:00Z',
    '24h scheduled 2026-12-10T18:30:00Z',
  ]);
  assert.deepEqual(fake.record('B-2'), others);
  const order = fake.calls.slice(before).filter((name) => /message$|appointments$/.test(name));
  assert.deepEqual(order, [
    'fetch appointments',
    ...['cancel message', 'cancel message', 'update appointments'],
    ...['create message', 'create message', 'update appointments'],
  ]);
});

test('whatever event comes: a reminder that Twilio does not hold any more is created again', async () => {
  const booked = event('BOOKED');
  for (const one of [
    booked,
    event('REMIND'),
    event('MODIFIED', { event_datetime_utc: '2026-11-25T17:00:00Z' }),
  ]) {
    await applied(booked);
    const [lost, kept] = fake.scheduled();
    fake.messages.get(lost.sid).status = 'canceled';
    assert.equal((await deliver(fake, one)).status, 200);
    assert.deepEqual(reminders(), [
      '48h scheduled 2026-12-07T18:30:00Z',
      '24h scheduled 2026-12-08T18:30:00Z',
    ]);
    assert.deepEqual(fake.messages.get(kept.sid).status, 'scheduled');
    consistent(fake);
    fake = new FakeTwilio();
  }
});

test('CONFIRMED and MODIFIED: the text follows the state', async () => {
  await applied(event('BOOKED'));
  await applied(event('CONFIRMED'));
  assert.ok(fake.scheduled().every(({ body }) => !body.includes('CONFIRM APPT')));
  await applied(event('MODIFIED'));
  assert.equal(fake.record('A-20417').state, 'confirmed');
  assert.ok(fake.scheduled().every(({ body }) => body.includes('Okafor') && !body.includes('CONFIRM APPT')));
  await applied(event('RESCHEDULED', { appointment_datetime: '2026-12-10T10:30' }));
  assert.equal(fake.record('A-20417').state, 'booked');
  assert.ok(fake.scheduled().every(({ body }) => body.includes('CONFIRM APPT')));
});

test('an event that changes nothing that a reminder says leaves it alone', async () => {
  await applied(event('BOOKED'));
  const sids = fake.scheduled().map(({ sid }) => sid);
  await applied(event('REMIND'));
  await applied(event('BOOKED'));
  assert.deepEqual(
    fake.scheduled().map(({ sid }) => sid),
    sids,
  );
});

test('in its last minutes a reminder that is right goes out, and one that is wrong does not', async () => {
  // 48 hours before lies outside the window: it goes out at the edge before, and a later edge is no better.
  const early = { appointment_datetime: '2026-12-09T07:00' };
  await applied(event('BOOKED', early));
  const [{ sid }] = fake.scheduled();
  fake.advance(Date.parse('2026-12-07T03:50:00Z'));
  await applied(event('REMIND', early));
  await applied(event('BOOKED', early));
  assert.equal(fake.messages.get(sid).status, 'scheduled');
  assert.deepEqual(reminders(), ['48h scheduled 2026-12-07T04:00:00Z', '24h scheduled 2026-12-08T04:00:00Z']);
  await applied(event('CONFIRMED', early));
  assert.equal(fake.messages.get(sid).status, 'canceled');

  for (const type of ['CONFIRMED', 'CANCELED']) {
    fake = new FakeTwilio();
    clock.now = START;
    await applied(event('BOOKED'));
    fake.advance(Date.parse('2026-12-07T18:20:00Z'));
    await applied(event('REMIND'));
    assert.equal(reminders()[0], '48h scheduled 2026-12-07T18:30:00Z');
    await applied(event(type));
    assert.equal(reminders()[0], `48h canceled 2026-12-07T18:30:00Z replaced-by-${type.toLowerCase()}`);
  }
});

test('CANCELED and NOSHOWED cancel; a closed appointment is not modified or reminded of', async () => {
  for (const type of ['CANCELED', 'NOSHOWED']) {
    await applied(event('BOOKED'));
    assert.equal(fake.scheduled().length, 2);
    await applied(event(type));
    assert.equal(fake.scheduled().length, 0);
    for (const late of ['MODIFIED', 'REMIND']) {
      const { status, body } = await deliver(fake, event(late));
      assert.deepEqual([status, body.code], [409, 'appointment-closed']);
    }
  }
  await applied(event('CONFIRMED'));
  assert.equal(fake.scheduled().length, 2);
});

test('an event for an unknown appointment makes its record', async () => {
  for (const [type, state, scheduled] of [
    ['CANCELED', 'canceled', 0],
    ['NOSHOWED', 'noshowed', 0],
    ['REMIND', 'booked', 0],
    ['MODIFIED', 'booked', 2],
    ['CONFIRMED', 'confirmed', 2],
    ['RESCHEDULED', 'booked', 2],
  ]) {
    fake = new FakeTwilio();
    await applied(event(type));
    assert.equal(fake.record('A-20417').state, state, type);
    assert.equal(fake.scheduled().length, scheduled, type);
  }
});

test('what was sent stays sent, and is not sent again', async () => {
  await applied(event('BOOKED'));
  fake.advance(Date.parse('2026-12-08T00:00:00Z'));
  await applied(event('MODIFIED'));
  assert.deepEqual(reminders(), [
    '48h sent 2026-12-07T18:30:00Z',
    '24h canceled 2026-12-08T18:30:00Z replaced-by-modified',
    '24h scheduled 2026-12-08T18:30:00Z',
  ]);
  fake.advance(Date.parse('2026-12-09T20:00:00Z'));
  await applied(event('NOSHOWED'));
  assert.deepEqual([...fake.messages.values()].map(({ status }) => status).sort(), [
    'canceled',
    'delivered',
    'delivered',
  ]);
});

test('a changed phone number takes the reminders along', async () => {
  await applied(event('BOOKED'));
  await applied(event('MODIFIED', { patient_phone: '+12025550176' }));
  assert.deepEqual(
    fake.scheduled().map(({ to }) => to),
    ['+12025550176', '+12025550176'],
  );
  assert.deepEqual(fake.items.phones.get('+12025550175').data.appointments, []);
});

test('beyond 35 days reminders are parked, and taken up when they come near', async () => {
  const booked = event('BOOKED', { appointment_datetime: '2027-01-20T10:30' });
  await applied(booked);
  assert.deepEqual(reminders(), [
    '48h parked 2027-01-18T18:30:00Z more-than-35-days',
    '24h parked 2027-01-19T18:30:00Z more-than-35-days',
  ]);
  fake.advance(Date.parse('2026-12-15T12:00:00Z'));
  assert.equal((await deliver(fake, booked)).body.text, 'skip');
  assert.deepEqual(reminders(), [
    '48h scheduled 2027-01-18T18:30:00Z',
    '24h parked 2027-01-19T18:30:00Z more-than-35-days',
  ]);
  consistent(fake);
});

test('a visit in two hours gets its text and no reminder, with the reason', async () => {
  await applied(event('BOOKED', { appointment_datetime: '2026-11-25T12:00' }));
  assert.deepEqual(reminders(), [
    '48h skipped 2026-11-23T20:00:00Z past',
    '24h skipped 2026-11-24T20:00:00Z past',
  ]);
});

test('at most two reminders a phone and local day, over all its appointments', async () => {
  for (const [id, hour] of [
    ['A', '09'],
    ['B', '11'],
    ['C', '13'],
  ]) {
    await applied(event('BOOKED', { appointment_id: id, appointment_datetime: `2026-12-09T${hour}:00` }));
  }
  assert.deepEqual(reminders('C'), [
    '48h skipped 2026-12-07T21:00:00Z daily-limit',
    '24h skipped 2026-12-08T21:00:00Z daily-limit',
  ]);
});

test('what Twilio refuses is recorded and is no error', async () => {
  fake.refuse = () => 21211;
  await applied(event('BOOKED'));
  assert.deepEqual(reminders(), [
    '48h failed 2026-12-07T18:30:00Z twilio-21211',
    '24h failed 2026-12-08T18:30:00Z twilio-21211',
  ]);
});

test('ids that do not fit a URL have their own key, and big records fit into an item', async () => {
  for (const id of ['..', 'a/b?c', 'Ä'.repeat(256), '🦉', `${'x'.repeat(129)}`]) {
    await applied(event('BOOKED', { appointment_id: id, appointment_datetime: '2026-12-09T10:30' }));
  }
  for (const key of fake.items.appointments.keys()) assert.match(key, /^sha256-[0-9a-f]{64}$/);
  const full = '漢'.repeat(100);
  for (let round = 0; round < 30; round++) {
    later(2 * MINUTE);
    const more = { appointment_id: 'big', patient_first_name: full, provider_last_name: full };
    await applied(event('RESCHEDULED', { ...more, appointment_datetime: `2026-12-09T10:${10 + round}` }));
  }
  for (let round = 0; round < 60; round++) {
    const answer = await deliver(fake, event('BOOKED', { appointment_id: `${'漢'.repeat(250)}${round}` }));
    assert.equal(answer.status, 200);
  }
  const listed = fake.items.phones.get('+12025550175').data.appointments;
  assert.match(listed.at(-1).appointment_id, /59$/);
});

test("other services' messages are never touched", async () => {
  await applied(event('BOOKED'));
  const body = fake.scheduled()[0].body;
  const foreign = {
    sid: 'SMforeign',
    to: '+12025550175',
    body,
    messagingServiceSid: 'MGother',
    status: 'scheduled',
  };
  fake.messages.set(foreign.sid, foreign);
  for (const type of ['RESCHEDULED', 'CANCELED', 'NOSHOWED']) await applied(event(type));
  assert.equal(foreign.status, 'scheduled');
});

test('a function takes its own event type, and needs its texts only where it schedules', async () => {
  const wrong = await call('message-booked', fake.context(), { event: event('CANCELED') });
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'wrong-event-type']);
  const bare = await call('message-booked', fake.context(), { event: event('BOOKED'), reminder_text: ' ' });
  assert.deepEqual([bare.status, bare.body.code], [500, 'invalid-parameter']);
  assert.equal((await call('message-canceled', fake.context(), { event: event('CANCELED') })).status, 200);
  const { SYNC_SERVICE_SID: _, ...without } = fake.context();
  const unset = await call('message-canceled', without, { event: event('CANCELED') });
  assert.deepEqual([unset.status, unset.body.code], [500, 'missing-setting']);
});

test('an unexpected failure says nothing of its inside', async () => {
  const lines = [];
  const { error } = console;
  console.error = (line) => lines.push(line);
  try {
    fake.fault = () => 'before';
    const { status, body } = await deliver(fake, event('BOOKED'));
    assert.deepEqual([status, body.code, body.stack], [500, 'internal', undefined]);
    assert.ok(!JSON.stringify([body, lines]).match(/Ana|2025550175|socket/), JSON.stringify(lines));
    assert.equal(lines.length, 1);
  } finally {
    console.error = error;
  }
});
