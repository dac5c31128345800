'use strict';

/** Many events at the same time, their calls to Twilio in any order. */

const assert = require('node:assert/strict');
const { test, beforeEach } = require('node:test');
const { call, clock, load } = require('./support/runtime.cjs');
const { FakeTwilio } = require('./support/fake-twilio.cjs');
const { START, MINUTE, event, deliver, consistent } = require('./support/story.cjs');

console.warn = console.error = () => {};

const { sweep } = load('upkeep');
const MANY = 200;
let fake;

beforeEach(() => {
  clock.now = START;
  fake = new FakeTwilio();
  let seed = 11;
  const random = () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32) * 4;
  fake.pause = async () => {
    for (let turns = random(); turns > 1; turns--) await new Promise(setImmediate);
  };
});

/** As an EHR does it: what is not taken for now is sent again. */
async function delivered(one) {
  for (let tries = 0; tries < 20; tries++) {
    const { status, body } = await deliver(fake, one);
    if (status === 200) return body;
    assert.equal(status, 503, JSON.stringify(body));
  }
  throw new Error('never taken');
}

test('two hundred events for two hundred phones: all applied, none lost', async () => {
  const events = Array.from({ length: MANY }, (_, index) =>
    event('BOOKED', { appointment_id: `M-${index}`, patient_phone: `+1202555${1000 + index}` }),
  );
  const answers = await Promise.all(events.map(delivered));
  assert.ok(answers.every(({ outcome }) => outcome === 'applied'));
  assert.equal(fake.items.appointments.size, MANY);
  assert.equal(fake.scheduled().length, 2 * MANY);
  consistent(fake);
});

test('two hundred appointments of one phone: all applied, two reminders a day', async () => {
  const events = Array.from({ length: MANY }, (_, index) =>
    event('BOOKED', {
      appointment_id: `M-${index}`,
      appointment_datetime: `2026-12-${String(2 + (index % 25)).padStart(2, '0')}T${10 + (index % 8)}:30`,
    }),
  );
  const answers = await Promise.all(events.map(delivered));
  for (const { outcome } of answers) assert.ok(outcome === 'applied' || outcome === 'duplicate');
  assert.equal(answers.filter(({ first_text }) => first_text === 'yes').length, 1);
  assert.equal(fake.items.appointments.size, MANY);
  const days = new Map();
  for (const { sendAt } of fake.scheduled()) {
    const day = new Date(Date.parse(sendAt) - 8 * 60 * MINUTE).toISOString().slice(0, 10);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  for (const [day, count] of days) assert.ok(count <= 2, `${count} on ${day}`);
  assert.ok(fake.scheduled().length >= 40, String(fake.scheduled().length));
  const wanted = [...fake.items.appointments.values()].flatMap(({ data }) =>
    data.reminders.filter(({ state }) => state === 'scheduled').map(({ message_sid }) => message_sid),
  );
  assert.deepEqual(
    fake
      .scheduled()
      .map(({ sid }) => sid)
      .sort(),
    wanted.sort(),
  );
});

test('two hundred events of one appointment in any order: the newest stands, each is known', async () => {
  const events = Array.from({ length: MANY }, (_, index) =>
    event(index === 0 ? 'BOOKED' : 'RESCHEDULED', {
      event_datetime_utc: new Date(START - 1000 * (MANY - index)).toISOString(),
      appointment_datetime: `2026-12-09T10:${String(index % 60).padStart(2, '0')}`,
    }),
  );
  const shuffled = events.map((one, index) => events[(index * 77) % MANY]);
  const answers = await Promise.all(shuffled.map(delivered));
  assert.ok(answers.every(({ outcome }) => ['applied', 'stale', 'duplicate'].includes(outcome)));
  fake.advance(clock.now + 2 * MINUTE);
  await sweep(fake.context(), {});
  await delivered(events.at(-1));
  assert.equal(fake.record('A-20417').last_event.at, events.at(-1).event_datetime_utc.replace('.000', ''));
  assert.equal(fake.scheduled().length, 2);
  consistent(fake);
});

test('two events in the same second, two family members on one phone', async () => {
  const at = new Date(START).toISOString();
  const members = ['Ana', 'Ben'].map((patient_first_name, index) =>
    event('BOOKED', { patient_first_name, appointment_id: `F-${index}`, event_datetime_utc: at }),
  );
  await Promise.all(members.map(delivered));
  assert.equal(fake.scheduled().length, 4);
  await delivered(event('CANCELED', { appointment_id: 'F-0' }));
  assert.equal(fake.scheduled().length, 2);
  assert.ok(fake.scheduled().every(({ body }) => body.includes('Ben')));
  const message = { From: '+12025550175', Body: 'C', MessageSid: `SM${'d'.repeat(32)}` };
  const { body } = await call('message-reply', fake.context(), { message });
  assert.equal(body.appointment_id, 'F-1');
  consistent(fake);
});
