'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { install } = require('./fake-twilio.cjs');

install();
const load = (/** @type {string} */ name) =>
  require(/** @type {any} */ (globalThis).Runtime.getFunctions()[name].path);
const time = load('time');
const schedule = load('schedule');
const reply = load('reply');
const reader = load('event-reader');

const at = (/** @type {string} */ text) => Date.parse(text);

test('a wall time is an instant, around every kind of clock change', () => {
  for (const [zone, wall, expected] of [
    ['America/New_York', '2026-03-08T01:59:59', '2026-03-08T06:59:59Z'],
    ['America/New_York', '2026-03-08T02:30:00', '2026-03-08T07:30:00Z'],
    ['America/New_York', '2026-03-08T03:00:00', '2026-03-08T07:00:00Z'],
    ['America/New_York', '2026-11-01T01:30:00', '2026-11-01T05:30:00Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:15:00', '2026-10-03T15:45:00Z'],
    ['Pacific/Apia', '2026-06-01T00:00:00', '2026-05-31T11:00:00Z'],
    ['Asia/Kolkata', '2026-06-01T00:00:00', '2026-05-31T18:30:00Z'],
    ['UTC', '2026-06-01T00:00:00', '2026-06-01T00:00:00Z'],
    ['-0700', '2026-06-01T00:00:00', '2026-06-01T07:00:00Z'],
    ['+05:45', '2026-06-01T00:00:00', '2026-05-31T18:15:00Z'],
  ]) {
    const { wall: read } = time.parseDateTime(wall);
    assert.equal(time.iso(time.instantOf(read, time.parseZone(zone))), expected, `${zone} ${wall}`);
  }
});

test('what is no time and no zone is refused', () => {
  for (const text of [
    '',
    '2026-W10',
    '2026-02-30T10:00',
    '2026-03-09',
    '2026-03-09T24:00',
    '2026-13-01T10:00',
    'now',
  ]) {
    assert.equal(time.parseDateTime(text), undefined, text);
  }
  for (const text of ['', 'Mars/Olympus', '+9999', '-07', '../etc', 'UTC+99']) {
    assert.equal(time.parseZone(text), undefined, text);
  }
});

test('texts print the wall time of the clinic', () => {
  const parts = time.parts(at('2026-03-09T06:30:00Z'), 'America/Los_Angeles');
  assert.deepEqual([parts.date, parts.time, parts.year], ['Sunday, March 8', '11:30 PM', '2026']);
  assert.equal(time.parts(at('2026-03-09T00:05:00Z'), 'UTC').time, '12:05 AM');
  assert.equal(time.parts(at('2026-03-09T12:00:00Z'), 'UTC').time, '12:00 PM');
});

const OFFSETS = [
  { offset: '48h', lead: 48 * 3_600_000 },
  { offset: '24h', lead: 24 * 3_600_000 },
];
const plan = (/** @type {object} */ input) =>
  schedule.plan({
    zone: 'America/New_York',
    offsets: OFFSETS,
    opens: 480,
    closes: 1200,
    taken: [],
    ...input,
  });

test('reminders move to the edge of the window that is earlier, else later, else are skipped', () => {
  const send = (/** @type {string} */ startsAt, /** @type {string} */ now) =>
    plan({ startsAt: at(startsAt), now: at(now) }).map((/** @type {any} */ slot) =>
      slot.at === null ? slot.state : time.iso(slot.at),
    );
  // 10:00 in New York: both as they are.
  assert.deepEqual(send('2026-06-10T14:00:00Z', '2026-06-01T12:00:00Z'), [
    '2026-06-08T14:00:00Z',
    '2026-06-09T14:00:00Z',
  ]);
  // 07:00: the evening before.
  assert.deepEqual(send('2026-06-10T11:00:00Z', '2026-06-01T12:00:00Z'), [
    '2026-06-08T00:00:00Z',
    '2026-06-09T00:00:00Z',
  ]);
  // 22:00: the same evening at 20:00.
  assert.deepEqual(send('2026-06-11T02:00:00Z', '2026-06-01T12:00:00Z'), [
    '2026-06-09T00:00:00Z',
    '2026-06-10T00:00:00Z',
  ]);
  // The evening before is over, so the morning; the first one's time has passed.
  assert.deepEqual(send('2026-06-10T11:30:00Z', '2026-06-09T11:00:00Z'), ['skipped', '2026-06-09T12:00:00Z']);
  // Too near for anything.
  assert.deepEqual(send('2026-06-10T14:00:00Z', '2026-06-10T13:00:00Z'), ['skipped', 'skipped']);
});

test('what lies more than 35 days ahead is parked', () => {
  const states = plan({ startsAt: at('2026-09-01T14:00:00Z'), now: at('2026-06-01T12:00:00Z') });
  assert.deepEqual(
    states.map((/** @type {any} */ slot) => slot.state),
    ['parked', 'parked'],
  );
});

test('a patient gets at most two reminders on one local day', () => {
  const taken = [at('2026-06-08T15:00:00Z'), at('2026-06-08T16:00:00Z')];
  const [first, second] = plan({
    startsAt: at('2026-06-10T14:00:00Z'),
    now: at('2026-06-01T12:00:00Z'),
    taken,
  });
  assert.match(first.reason, /that day already/);
  assert.equal(second.state, 'creating');
});

test('no appointment, zone or offset gets a reminder outside the window or outside what Twilio takes', () => {
  // A generator of its own, so that a failure can be repeated.
  let seed = 42;
  const random = (/** @type {number} */ below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const zones = [
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Pacific/Apia',
    'Europe/London',
    'UTC',
    -570,
  ];
  for (let round = 0; round < 3000; round += 1) {
    const now = at('2026-01-01T00:00:00Z') + random(365 * 24 * 60) * 60_000;
    const startsAt = now + random(60 * 24 * 60) * 60_000;
    const zone = zones[random(zones.length)];
    const opens = random(1200);
    const closes = opens + 1 + random(1439 - opens);
    const offsets = [1, 2].map(() => ({ offset: '1h', lead: (15 + random(40 * 24 * 60)) * 60_000 }));
    const taken = [now + random(30 * 24 * 60) * 60_000];
    const slots = schedule.plan({ startsAt, now, zone, offsets, opens, closes, taken });
    assert.equal(slots.length, 2);
    /** @type {Map<string, number>} */
    const days = new Map(taken.map((sent) => [time.dayOf(sent, zone), 1]));
    for (const slot of slots) {
      if (slot.at === null) {
        assert.ok(slot.reason, 'a skipped reminder says why');
        continue;
      }
      const { hour, minute } = time.wallOf(slot.at, zone);
      const minutes = hour * 60 + minute;
      const context = JSON.stringify({ now, startsAt, zone, opens, closes, slot });
      // A clock that jumps over the window's edge moves it by at most the jump.
      assert.ok(minutes >= opens - 60 && minutes <= closes + 60, context);
      assert.ok(slot.at >= now + 15 * 60_000 && slot.at < startsAt, context);
      assert.equal(slot.state, slot.at > now + schedule.FARTHEST ? 'parked' : 'creating', context);
      const day = time.dayOf(slot.at, zone);
      days.set(day, (days.get(day) ?? 0) + 1);
      assert.ok((days.get(day) ?? 0) <= 2, context);
    }
  }
});

test('a reply means what a patient would think', () => {
  for (const [meaning, texts] of /** @type {[string, string[]][]} */ ([
    ['confirm', ['CONFIRM APPT', 'confirm appt', ' Confirm  Appt. ', 'Yes!', 'c', '1', 'confirm-appt']],
    ['cancel', ['CANCEL APPT', 'cancel appt ', 'Cancel my appointment', 'no', 'X', '2']],
    ['carrier', ['CANCEL', 'cancel', 'STOP', 'Start', 'help']],
    ['unclear', ['', 'maybe', 'CONFIRM APPT or not', 'cancel pls', '👍', 'ich kann nicht']],
  ])) {
    for (const text of texts) assert.equal(reply.meaning(text), meaning, text);
  }
});

test('the appointment of the latest text is answered, a reminder that went out counts as one', () => {
  const entry = (
    /** @type {string} */ starts,
    /** @type {string} */ text,
    /** @type {string[]} */ ...sends
  ) => ({
    starts_at: starts,
    last_text_at: text,
    sends,
  });
  const phone = {
    appointments: {
      old: entry('2026-06-01T10:00:00Z', '2026-05-30T10:00:00Z'),
      one: entry(
        '2026-06-10T10:00:00Z',
        '2026-06-01T10:00:00Z',
        '2026-06-03T10:00:00Z',
        '2026-06-09T10:00:00Z',
      ),
      two: entry('2026-06-12T10:00:00Z', '2026-06-02T10:00:00Z'),
    },
  };
  assert.deepEqual(reply.candidates(phone, at('2026-06-02T11:00:00Z')), ['two', 'one']);
  assert.deepEqual(reply.candidates(phone, at('2026-06-03T11:00:00Z')), ['one', 'two']);
  assert.deepEqual(reply.candidates(null, 0), []);
});

const EVENT = {
  event_type: 'BOOKED',
  event_datetime_utc: '2026-06-01T12:00:00Z',
  appointment_id: 'A-1',
  patient_phone: '(202) 555-0143',
  appointment_datetime: '2026-06-10T10:00',
};
const read = (/** @type {object} */ changes) =>
  reader.read(
    JSON.stringify({ ...EVENT, ...changes }),
    { zone: 'America/New_York' },
    at('2026-06-01T12:00:00Z'),
  );

test('an event may hold any text, in any script, and is put into one form', () => {
  const event = read({
    patient_first_name: 'Nguyễn "{{x}}"\n=,}',
    appointment_location: 'Suite 3, Main St = A&B',
  });
  assert.equal(event.patient.phone, '+12025550143');
  assert.equal(event.patient.first_name, 'Nguyễn "{{x}}" =,}');
  assert.equal(event.location, 'Suite 3, Main St = A&B');
  assert.equal(time.iso(event.startsAt), '2026-06-10T14:00:00Z');
});

test('what is wrong with an event is named by its field, without its value', () => {
  for (const [field, changes] of /** @type {[string, object][]} */ ([
    ['event_type', { event_type: 'MOVED' }],
    ['event_datetime_utc', { event_datetime_utc: 'yesterday' }],
    ['appointment_id', { appointment_id: null }],
    ['patient_phone', { patient_phone: null }],
    ['patient_phone', { patient_phone: '((((' }],
    ['patient_phone', { patient_phone: { a: 1 } }],
    ['appointment_datetime', { appointment_datetime: '2026-W10' }],
    ['appointment_datetime', { appointment_datetime: '2020-01-01T10:00' }],
    ['appointment_timezone', { appointment_timezone: 'Nowhere' }],
    ['patient_last_name', { patient_last_name: 'x'.repeat(201) }],
  ])) {
    assert.throws(
      () => read(changes),
      (/** @type {any} */ error) =>
        error.status === 400 && error.field === field && !error.message.includes('(((('),
      field,
    );
  }
  const naive = () => reader.read({ ...EVENT }, {}, 0);
  assert.throws(naive, (/** @type {any} */ error) => error.field === 'appointment_timezone');
});
