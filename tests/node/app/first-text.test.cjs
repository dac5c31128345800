'use strict';

/** Which text is a phone's first, and texts that did not go out. */

const assert = require('node:assert/strict');
const { test, beforeEach } = require('node:test');
const { call, clock } = require('./support/runtime.cjs');
const { FakeTwilio } = require('./support/fake-twilio.cjs');
const { START, MINUTE, event, deliver, consistent } = require('./support/story.cjs');

const lines = [];
console.warn = (line) => lines.push(line);
console.error = () => {};

let fake;

beforeEach(() => {
  clock.now = START;
  fake = new FakeTwilio();
});

const first = async (...about) => (await deliver(fake, event(...about))).body.first_text;
const failed = (appointment_id, event_type) =>
  call('message-failed', fake.context(), { appointment_id, event_type });

test('the first text to a phone is known, whatever it is about', async () => {
  for (const type of ['BOOKED', 'RESCHEDULED', 'MODIFIED', 'CONFIRMED', 'CANCELED', 'NOSHOWED', 'REMIND']) {
    fake = new FakeTwilio();
    assert.equal(await first(type), 'yes', type);
    clock.now += MINUTE;
    assert.equal(await first('BOOKED'), 'no', type);
    assert.equal(await first('BOOKED', { appointment_id: 'B' }), 'no', type);
    assert.equal(await first('BOOKED', { appointment_id: 'C', patient_phone: '+12025550177' }), 'yes');
  }
});

test('a changed number has its own first text, a redelivered event none', async () => {
  const booked = event('BOOKED');
  assert.equal((await deliver(fake, booked)).body.first_text, 'yes');
  assert.equal((await deliver(fake, booked)).body.first_text, 'no');
  clock.now += MINUTE;
  assert.equal(await first('MODIFIED', { patient_phone: '+12025550176' }), 'yes');
});

test('an event that lost a race for the record still knows that its text is the first', async () => {
  let lost = false;
  fake.fault = (_, name) => {
    if (name !== 'create appointments' || lost) return null;
    lost = true;
    fake.items.appointments.set('A-20417', {
      key: 'A-20417',
      data: null,
      revision: 'x',
    });
    setImmediate(() => fake.items.appointments.delete('A-20417'));
    return null;
  };
  assert.equal(await first('BOOKED'), 'yes');
  assert.ok(lost);
});

test('when not every reminder is as it should be, the text goes out and is the first', async () => {
  fake.fault = (_, name) => (name === 'create message' ? 'before' : null);
  const { status, body } = await deliver(fake, event('CONFIRMED'));
  assert.deepEqual(
    [status, body.text, body.first_text, body.appointment.state],
    [503, 'send', 'yes', 'confirmed'],
  );
});

test('a text that did not go out is noted: the next one is the first, and a reply is not about it', async () => {
  const booked = event('BOOKED');
  await deliver(fake, booked);
  lines.length = 0;
  assert.deepEqual((await failed('A-20417', 'BOOKED')).body, { noted: true });
  assert.equal(lines.length, 1);
  assert.match(lines[0], /^\/message-failed text-not-sent: /);
  const { last_text_at, last_failed_text } = fake.record('A-20417');
  assert.equal(last_text_at, null);
  consistent(fake);
  assert.deepEqual(last_failed_text, { type: 'BOOKED', at: new Date(clock.now).toISOString() });
  clock.now += MINUTE;
  assert.equal(await first('MODIFIED'), 'yes');
  consistent(fake);
  await failed('A-20417', 'BOOKED');
  assert.ok(fake.record('A-20417').last_text_at, 'an older text says nothing of the last one');
  await failed('A-20417', '');
  assert.equal(fake.record('A-20417').last_failed_text.type, 'REPLY');
  consistent(fake);
  assert.deepEqual((await failed('nobody', 'BOOKED')).body, { noted: false });
  assert.deepEqual((await failed('', '')).body, { noted: false });
});

test('RESCHEDULED to the time that it had keeps a visit confirmed, BOOKED and a new time do not', async () => {
  const state = async (...about) => (await deliver(fake, event(...about))).body.appointment.state;
  await state('BOOKED');
  assert.equal(await state('CONFIRMED'), 'confirmed');
  assert.equal(await state('RESCHEDULED'), 'confirmed');
  assert.equal(await state('RESCHEDULED', { appointment_datetime: '2026-12-10T10:30' }), 'booked');
  assert.equal(await state('CONFIRMED', { appointment_datetime: '2026-12-10T10:30' }), 'confirmed');
  assert.equal(await state('MODIFIED', { appointment_datetime: '2026-12-10T10:30' }), 'confirmed');
  assert.equal(await state('MODIFIED', { appointment_datetime: '2026-12-11T10:30' }), 'booked');
  assert.equal(await state('CANCELED'), 'canceled');
  assert.equal(await state('RESCHEDULED'), 'booked');
  consistent(fake);
});
