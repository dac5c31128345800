'use strict';

/** Whatever events come in whatever order, in any zone and with any settings: what the patient gets stays right. */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { clock, load } = require('./support/runtime.cjs');
const { FakeTwilio } = require('./support/fake-twilio.cjs');
const { MINUTE, event, deliver, consistent } = require('./support/story.cjs');
const { generator } = require('./support/random.cjs');

console.warn = console.error = () => {};

const time = load('time');
const { sweep } = load('upkeep');
const { sendReminders, cancelReminders } = load('reminder-operations');
const TYPES = ['BOOKED', 'RESCHEDULED', 'MODIFIED', 'CONFIRMED', 'CANCELED', 'NOSHOWED', 'REMIND'];
/** Half of them have clock changes, some at odd hours or by odd steps. */
const ZONES = [
  'America/New_York',
  'America/St_Johns',
  'America/Los_Angeles',
  'Europe/London',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Africa/Casablanca',
  'America/Phoenix',
  'UTC',
];
const STATES = new Set(['scheduled', 'parked', 'skipped', 'sent', 'canceled', 'failed']);

const clockTime = (minutes) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function settingsOf({ below, pick }) {
  const start = below(22 * 60);
  const duration = () => pick([`${1 + below(96)}h`, `${20 + below(3000)}m`, `${1 + below(5)}d`, 'off']);
  const finish = start + 1 + below(24 * 60 - start);
  return {
    zone: pick(ZONES),
    window: { start, finish },
    variables: {
      REMINDER_OUTREACH_START: clockTime(start),
      REMINDER_OUTREACH_FINISH: clockTime(finish),
      REMINDER_FIRST_TIMING: duration(),
      REMINDER_SECOND_TIMING: duration(),
    },
  };
}

/** What holds of every Message that went out or will go out at its own time. */
function holds(fake, { zone, window }, where) {
  const days = new Map();
  for (const { sendAt, status, sid } of fake.messages.values()) {
    if (!sendAt || !['scheduled', 'delivered'].includes(status)) continue;
    const at = Date.parse(sendAt);
    const wall = time.wallOf(zone, at);
    const minutes = (((wall % time.DAY) + time.DAY) % time.DAY) / MINUTE;
    const edge = window.finish === 24 * 60 && minutes === 0;
    assert.ok((minutes >= window.start && minutes <= window.finish) || edge, `${where}: ${sid} at ${sendAt}`);
    const day = time.localDay(zone, at);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  for (const [day, count] of days) assert.ok(count <= 2, `${where}: ${count} on ${day}`);
}

/** Each configured offset of an open appointment is scheduled, parked, out, or says why not. */
function nothingLost(fake, where) {
  for (const { data } of fake.items.appointments.values()) {
    for (const reminder of data.reminders) {
      assert.ok(STATES.has(reminder.state), where);
      const explained = ['skipped', 'failed', 'canceled', 'parked'].includes(reminder.state);
      if (explained) assert.ok(reminder.reason, `${where}: ${JSON.stringify(reminder)}`);
      if (reminder.state === 'scheduled') assert.ok(fake.messages.has(reminder.message_sid), where);
    }
  }
}

async function story(seed, operators) {
  const random = generator(seed);
  const settings = settingsOf(random);
  // A week around the clock changes of spring and autumn, now and then.
  const beginnings = ['2026-03-05', '2026-10-28', '2026-03-26', '2026-09-25', '2026-06-10', '2026-12-28'];
  clock.now = Date.parse(`${random.pick(beginnings)}T00:00:00Z`) + random.below(7 * 24 * 60) * MINUTE;
  const fake = new FakeTwilio();
  const context = () => fake.context({ TIME_ZONE: settings.zone, ...settings.variables });
  for (let step = 0; step < 14; step++) {
    const where = `seed ${seed} step ${step}`;
    fake.advance(clock.now + random.below(random.pick([60, 24 * 60, 6 * 24 * 60])) * MINUTE);
    const startsAt =
      clock.now + (1 + random.below(random.pick([24 * 60, 6 * 24 * 60, 50 * 24 * 60]))) * MINUTE;
    const one = event(random.pick(TYPES), {
      appointment_id: `A-${random.below(4)}`,
      event_datetime_utc: new Date(clock.now - random.below(3) * 60 * MINUTE).toISOString(),
      appointment_datetime: time.localIso(settings.zone, Math.floor(startsAt / 1000) * 1000),
    });
    const { status } = await deliver(fake, one, context());
    assert.ok(status === 200 || status === 409, where);
    if (operators && random.below(3) === 0) {
      const record = random.pick([...fake.items.appointments.values()])?.data;
      const reminders = (record?.reminders ?? []).map(({ id }) => ({
        appointment_id: record.appointment_id,
        id,
      }));
      const operation = random.pick([sendReminders, cancelReminders]);
      if (reminders.length > 0) await operation(context(), { reminders: reminders.slice(0, 2) });
    }
    holds(fake, settings, where);
    nothingLost(fake, where);
    // Before a sweep the record does not say what went out since.
    if (random.below(2) === 0) continue;
    await sweep(context(), {});
    consistent(fake);
  }
  for (let day = 0; day < 70; day += 10) {
    fake.advance(clock.now + 10 * time.DAY);
    await sweep(context(), {});
  }
  const where = `seed ${seed} at the end`;
  holds(fake, settings, where);
  nothingLost(fake, where);
  for (const { data } of fake.items.appointments.values()) {
    assert.ok(!data.reminders.some(({ state }) => state === 'parked' || state === 'scheduled'), where);
  }
  return [...fake.messages.values()].filter((message) => message.status === 'delivered').length;
}

test('events: inside the window, at most two a local day, never lost silently', async () => {
  let sent = 0;
  for (let seed = 1; seed <= 150; seed++) sent += await story(seed, false);
  assert.ok(sent > 150, String(sent));
});

test('events and operators: the same', async () => {
  let sent = 0;
  for (let seed = 1001; seed <= 1120; seed++) sent += await story(seed, true);
  assert.ok(sent > 120, String(sent));
});
