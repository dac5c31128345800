'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { load } = require('./support/runtime.cjs');

const time = load('time');
const outreach = load('outreach');
const at = (text) => Date.parse(text);

test('zones are read from offsets and IANA names, and nothing else', () => {
  for (const [text, zone] of [
    ['-0700', '-07:00'],
    ['-07:00', '-07:00'],
    ['+0530', '+05:30'],
    ['+0000', 'UTC'],
    ['-00:00', 'UTC'],
    ['Z', 'UTC'],
    ['utc', 'UTC'],
    ['America/Denver', 'America/Denver'],
    ['america/denver', 'America/Denver'],
    [
      'Asia/Kathmandu',
      new Intl.DateTimeFormat('en', { timeZone: 'Asia/Kathmandu' }).resolvedOptions().timeZone,
    ],
  ]) {
    assert.equal(time.parseZone(text), zone, text);
  }
  for (const text of [
    '',
    '7',
    '-7',
    '-07',
    '+2500',
    '+0575',
    'Mars/Olympus',
    'America Denver',
    '../etc',
    '+07:00:00',
  ]) {
    assert.equal(time.parseZone(text), null, text);
  }
});

test('dates are strict', () => {
  const wall = Date.UTC(2026, 2, 8, 10, 30);
  assert.deepEqual(time.parseDateTime('2026-03-08T10:30'), { wall, zone: null });
  assert.deepEqual(time.parseDateTime('2026-03-08 10:30:00'), { wall, zone: null });
  assert.deepEqual(time.parseDateTime('2026-03-08T10:30:00.250Z'), { wall: wall + 250, zone: 'UTC' });
  assert.deepEqual(time.parseDateTime('2026-03-08T10:30:00-0800'), { wall, zone: '-08:00' });
  for (const text of [
    '2026-W10',
    '2026-03-08',
    '2026-02-29T10:00',
    '2026-13-01T10:00',
    '2026-03-08T24:00',
    '2026-03-08T10:60',
    '2026-03-08T10:30:00+9900',
    '20260308T1030',
    'tomorrow',
  ]) {
    assert.equal(time.parseDateTime(text), null, text);
  }
});

test('wall time in a gap moves forward, in an overlap it is the first', () => {
  const cases = [
    ['America/Los_Angeles', '2026-03-08T01:59', '2026-03-08T09:59:00Z'],
    ['America/Los_Angeles', '2026-03-08T02:30', '2026-03-08T10:30:00Z'],
    ['America/Los_Angeles', '2026-03-08T03:00', '2026-03-08T10:00:00Z'],
    ['America/Los_Angeles', '2026-11-01T00:59', '2026-11-01T07:59:00Z'],
    ['America/Los_Angeles', '2026-11-01T01:30', '2026-11-01T08:30:00Z'],
    ['America/Los_Angeles', '2026-11-01T02:00', '2026-11-01T10:00:00Z'],
    ['Europe/Berlin', '2026-03-29T02:15', '2026-03-29T01:15:00Z'],
    ['Europe/Berlin', '2026-10-25T02:15', '2026-10-25T00:15:00Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00Z'],
    ['Asia/Kathmandu', '2026-06-01T09:00', '2026-06-01T03:15:00Z'],
    ['Pacific/Kiritimati', '2026-06-01T09:00', '2026-05-31T19:00:00Z'],
    ['America/Phoenix', '2026-07-01T09:00', '2026-07-01T16:00:00Z'],
    ['-07:00', '2026-07-01T09:00', '2026-07-01T16:00:00Z'],
    ['UTC', '2026-07-01T09:00', '2026-07-01T09:00:00Z'],
  ];
  for (const [zone, wall, expected] of cases) {
    assert.equal(time.utc(time.instantOf(zone, time.parseDateTime(wall).wall)), expected, `${zone} ${wall}`);
  }
});

test('every instant of a year survives the way over wall time, but for the second half of an overlap', () => {
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    for (
      let instant = at('2026-01-01T00:00:00Z');
      instant < at('2027-01-01T00:00:00Z');
      instant += 50.75 * time.HOUR
    ) {
      const back = time.instantOf(zone, time.wallOf(zone, instant));
      if (back !== instant) {
        assert.ok(back < instant, `${zone} ${time.utc(instant)}`);
        assert.equal(time.wallOf(zone, back), time.wallOf(zone, instant));
      }
      assert.equal(at(time.localIso(zone, instant)), instant, zone);
    }
  }
});

test('texts say the wall time in GSM-7 characters', () => {
  assert.deepEqual(time.parts('America/Los_Angeles', at('2026-03-09T05:30:00Z')), {
    weekday: 'Sunday',
    date: 'March 8',
    year: '2026',
    time: '10:30 PM',
    zone: 'PDT',
  });
  assert.equal(time.parts('America/Los_Angeles', at('2026-01-09T20:00:00Z')).time, '12:00 PM');
  assert.equal(time.parts('America/Los_Angeles', at('2026-01-09T08:05:00Z')).time, '12:05 AM');
  assert.equal(time.parts('Europe/Berlin', at('2026-01-09T08:05:00Z')).zone, 'UTC+1');
  assert.equal(time.parts('-07:00', at('2026-01-09T08:05:00Z')).zone, 'UTC-07:00');
});

const WINDOW = { start: 8 * 60, finish: 20 * 60 };
const LA = 'America/Los_Angeles';

function one(startsAt, duration, now, more = {}) {
  return outreach.plan({
    startsAt: at(startsAt),
    zone: LA,
    offsets: [{ name: 'x', duration }],
    window: WINDOW,
    taken: [],
    now: at(now),
    ...more,
  })[0];
}

test('a send time outside the window goes to its earlier edge, else to the later one', () => {
  const now = '2026-11-20T18:00:00Z';
  const send = (...about) => {
    const planned = one(...about);
    return `${planned.slot} ${time.localIso(LA, planned.send_at).slice(0, 16)} ${planned.reason}`;
  };
  assert.equal(send('2026-11-25T17:00:00Z', 48 * time.HOUR, now), 'scheduled 2026-11-23T09:00 null');
  // edges are inside
  assert.equal(send('2026-11-25T16:00:00Z', 24 * time.HOUR, now), 'scheduled 2026-11-24T08:00 null');
  assert.equal(send('2026-11-26T04:00:00Z', 24 * time.HOUR, now), 'scheduled 2026-11-24T20:00 null');
  // 07:59 the day before, and 20:01 the same day
  assert.equal(send('2026-11-25T15:59:00Z', 24 * time.HOUR, now), 'scheduled 2026-11-23T20:00 null');
  assert.equal(send('2026-11-26T04:01:00Z', 24 * time.HOUR, now), 'scheduled 2026-11-24T20:00 null');
  // the earlier edge is past (now 20:30 local)
  assert.equal(
    send('2026-11-22T06:00:00Z', 24 * time.HOUR, '2026-11-21T04:30:00Z'),
    'scheduled 2026-11-21T08:00 null',
  );
  // both edges: past, and after the appointment
  assert.equal(
    send('2026-11-21T15:30:00Z', 2 * time.HOUR, '2026-11-21T04:30:00Z'),
    'skipped 2026-11-21T08:00 outside-outreach-window',
  );
});

test('15 minutes and slack to 35 days', () => {
  const now = '2026-11-20T18:00:00Z';
  const minutes = (n) => new Date(at(now) + n * time.MINUTE).toISOString();
  assert.equal(one(minutes(60 + 16), time.HOUR, now).slot, 'scheduled');
  assert.equal(one(minutes(60 + 15), time.HOUR, now).reason, 'too-near');
  assert.equal(one(minutes(60), time.HOUR, now).reason, 'past');
  assert.equal(one(minutes(30), time.HOUR, now).reason, 'past');
  assert.equal(one(minutes(35 * 24 * 60 + 60), time.HOUR, now).slot, 'scheduled');
  assert.deepEqual(one(minutes(35 * 24 * 60 + 61), time.HOUR, now).slot, 'parked');
});

test('two reminders a phone and local day, and not two at one time', () => {
  const now = '2026-11-20T18:00:00Z';
  const starts = '2026-11-25T17:00:00Z';
  const taken = ['2026-11-24T16:00:00Z', '2026-11-25T03:59:00Z'].map(at);
  assert.equal(one(starts, 24 * time.HOUR, now, { taken: taken.slice(1) }).slot, 'scheduled');
  assert.equal(one(starts, 24 * time.HOUR, now, { taken }).reason, 'daily-limit');
  // 2026-11-24 in UTC, but the evening before in Los Angeles
  assert.equal(
    one(starts, 24 * time.HOUR, now, { taken: [taken[0], at('2026-11-24T03:59:00Z')] }).slot,
    'scheduled',
  );
  const both = outreach.plan({
    startsAt: at('2026-11-25T14:00:00Z'),
    zone: LA,
    offsets: [
      { name: '8h', duration: 8 * time.HOUR },
      { name: '6h', duration: 6 * time.HOUR },
    ],
    window: WINDOW,
    taken: [],
    now: at(now),
  });
  assert.deepEqual(
    both.map(({ slot, reason }) => [slot, reason]),
    [
      ['scheduled', null],
      ['skipped', 'same-time'],
    ],
  );
});

test('whatever the zone, the time and the window: inside the window, inside the limits, at most two a day', () => {
  let seed = 20261125;
  const random = (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC', '-07:00', '+05:45'];
  let scheduled = 0;
  for (let round = 0; round < 20_000; round++) {
    const zone = zones[random(zones.length)];
    const start = random(23 * 60);
    const window = { start, finish: start + 1 + random(24 * 60 - start) };
    const now = at('2026-01-01T00:00:00Z') + random(365 * 24 * 60) * time.MINUTE;
    const startsAt = now + random(60 * 24 * 60) * time.MINUTE;
    const offsets = [1, 2, 3].map((n) => ({ name: `${n}`, duration: (1 + random(72 * 60)) * time.MINUTE }));
    const planned = outreach.plan({ startsAt, zone, offsets, window, taken: [], now });
    assert.equal(planned.length, 3);
    const days = new Map();
    for (const { slot, send_at, reason } of planned) {
      const about = JSON.stringify({ round, zone, window, now, startsAt, send_at });
      if (slot === 'skipped') {
        assert.ok(reason, about);
        continue;
      }
      scheduled++;
      const wall = new Date(time.wallOf(zone, send_at));
      const minutes = wall.getUTCHours() * 60 + wall.getUTCMinutes() + wall.getUTCSeconds() / 60;
      const inside = minutes >= window.start && minutes <= window.finish;
      assert.ok(inside || (window.finish === 24 * 60 && minutes === 0), about);
      assert.ok(send_at < startsAt, about);
      assert.ok(send_at >= now + 15 * time.MINUTE, about);
      assert.equal(slot === 'parked', send_at > now + 35 * time.DAY, about);
      const day = time.localDay(zone, send_at);
      days.set(day, (days.get(day) ?? 0) + 1);
      assert.ok(days.get(day) <= 2, about);
    }
  }
  assert.ok(scheduled > 10_000);
});
