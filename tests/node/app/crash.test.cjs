'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { clock, load } = require('./support/runtime.cjs');
const { FakeTwilio, faultAtEach } = require('./support/fake-twilio.cjs');
const { START, MINUTE, event, deliver, consistent } = require('./support/story.cjs');

console.warn = console.error = () => {};

const { sweep } = load('upkeep');

const STORIES = {
  booked: ['BOOKED'],
  rescheduled: ['BOOKED', ['RESCHEDULED', { appointment_datetime: '2026-12-11T10:30' }]],
  modified: ['BOOKED', 'MODIFIED'],
  'phone changed': ['BOOKED', ['MODIFIED', { patient_phone: '+12025550176' }]],
  confirmed: ['BOOKED', 'CONFIRMED'],
  canceled: ['BOOKED', 'CANCELED'],
  noshowed: ['BOOKED', 'NOSHOWED'],
  remind: ['BOOKED', 'REMIND'],
};

async function begin(story) {
  clock.now = START;
  const fake = new FakeTwilio();
  await deliver(fake, event('BOOKED', { appointment_id: 'other', appointment_datetime: '2026-12-09T14:00' }));
  const events = STORIES[story].map((one) => (typeof one === 'string' ? event(one) : event(...one)));
  for (const one of events.slice(0, -1)) assert.equal((await deliver(fake, one)).status, 200);
  clock.now += MINUTE;
  fake.calls.length = 0;
  return { fake, last: events.at(-1) };
}

const other = (fake) =>
  JSON.stringify([fake.record('other'), fake.scheduled(({ body }) => body.includes('T14:00'))]);

for (const story of Object.keys(STORIES)) {
  test(`${story}: a failure at every call in turn, then the same event again`, async () => {
    const clean = await begin(story);
    await deliver(clean.fake, clean.last);
    consistent(clean.fake);
    const expected = clean.fake.scheduled().map(({ sendAt, to, body }) => `${sendAt} ${to} ${body}`);
    const calls = clean.fake.calls.length;
    assert.ok(calls >= 4);

    for (const { fault, where: how } of faultAtEach(calls)) {
      const { fake, last } = await begin(story);
      const untouched = other(fake);
      const where = `${story}: ${how}`;
      fake.fault = fault;
      await deliver(fake, last);
      fake.fault = () => null;
      fake.advance(clock.now + 2 * MINUTE);
      const again = await deliver(fake, last);
      assert.equal(again.status, 200, where);
      assert.deepEqual(
        fake
          .scheduled()
          .map(({ sendAt, to, body }) => `${sendAt} ${to} ${body}`)
          .sort(),
        [...expected].sort(),
        where,
      );
      consistent(fake);
      assert.equal(other(fake), untouched, where);
    }
  });
}

for (const story of Object.keys(STORIES)) {
  test(`${story}: cut off at every call in turn, and nothing comes after it: no wrong reminder, none twice`, async () => {
    const ofIt = (fake) =>
      [...fake.messages.values()]
        .filter(({ body, status }) => !body.includes('T14:00') && ['scheduled', 'delivered'].includes(status))
        .map(({ sendAt, to, body }) => `${sendAt} ${to} ${body}`);
    const clean = await begin(story);
    const before = ofIt(clean.fake);
    await deliver(clean.fake, clean.last);
    const after = ofIt(clean.fake);
    const events = (fake) => fake.record('A-20417')?.earlier_events.length;
    const calls = clean.fake.calls.length;
    assert.ok(calls >= 4);
    for (const { fault, where } of faultAtEach(calls)) {
      const { fake, last } = await begin(story);
      fake.fault = fault;
      await deliver(fake, last);
      fake.fault = () => null;
      fake.advance(clock.now + 20 * 24 * 60 * MINUTE);
      const got = ofIt(fake);
      const right = events(fake) === events(clean.fake) ? after : before;
      assert.deepEqual(
        got.filter((text) => !right.includes(text)),
        [],
        where,
      );
      assert.equal(new Set(got).size, got.length, where);
    }
  });
}

test('two failures in a row, at every pair of calls', async () => {
  for (const when of ['before', 'after']) {
    for (let first = 1; first <= 9; first++) {
      for (let second = 1; second <= 14; second++) {
        const { fake, last } = await begin('rescheduled');
        for (const nth of [first, second]) {
          fake.calls.length = 0;
          fake.fault = (number) => (number >= nth ? when : null);
          await deliver(fake, last);
          fake.advance(clock.now + 2 * MINUTE);
        }
        fake.fault = () => null;
        assert.equal((await deliver(fake, last)).status, 200);
        assert.equal(fake.scheduled().length, 4, `${when} ${first} ${second}`);
        consistent(fake);
      }
    }
  }
});

test('what cannot be canceled keeps its successor back, so that nothing comes twice, and the next delivery does both', async () => {
  for (const story of ['rescheduled', 'confirmed']) {
    const { fake, last } = await begin(story);
    const before = fake.scheduled().length;
    fake.fault = (_, name) => (name === 'cancel message' ? 'before' : null);
    const { status, body } = await deliver(fake, last);
    assert.deepEqual([status, body.code, body.outcome], [503, 'unfinished', 'applied'], story);
    assert.equal(fake.scheduled().length, before, story);
    const states = () => fake.record('A-20417').reminders.map(({ state }) => state);
    assert.deepEqual(states(), ['obsolete', 'obsolete', 'creating', 'creating'], story);
    fake.fault = () => null;
    const again = await deliver(fake, last);
    assert.deepEqual([again.status, again.body.outcome, again.body.text], [200, 'duplicate', 'skip'], story);
    assert.deepEqual(states(), ['canceled', 'canceled', 'scheduled', 'scheduled'], story);
    consistent(fake);
  }
});

test('a crash and then a newer event: nothing of the crashed one goes out', async () => {
  for (const type of ['CANCELED', 'RESCHEDULED']) {
    for (const when of ['before', 'after']) {
      for (let nth = 1; nth <= 9; nth++) {
        const { fake, last } = await begin('rescheduled');
        fake.fault = (number) => (number >= nth ? when : null);
        await deliver(fake, last);
        fake.fault = () => null;
        fake.advance(clock.now + 2 * MINUTE);
        const newer = event(type, { appointment_datetime: '2026-12-15T10:30' });
        assert.equal((await deliver(fake, newer)).status, 200);
        assert.equal(fake.scheduled().length, type === 'CANCELED' ? 2 : 4, `${type} ${when} ${nth}`);
        consistent(fake);
      }
    }
  }
});

test('a crash that is noticed after the first reminder went out: neither is sent twice', async () => {
  // Both say the same, so only their times tell them apart, which Twilio does not tell.
  for (const [noticed, sent] of [
    ['2026-12-07T18:00:00Z', 2],
    ['2026-12-07T18:20:00Z', 1],
    ['2026-12-07T20:00:00Z', 2],
    ['2026-12-08T18:20:00Z', 2],
    ['2026-12-08T20:00:00Z', 2],
  ]) {
    clock.now = START;
    const fake = new FakeTwilio();
    let created = false;
    fake.fault = (_, name) => {
      if (name === 'create message') return (created = true) && 'after';
      return created ? 'before' : null;
    };
    await deliver(fake, event('BOOKED'));
    assert.equal(fake.scheduled().length, 2);
    fake.fault = () => null;
    fake.advance(Date.parse(noticed));
    for (let round = 0; round < 2; round++) {
      await sweep(fake.context(), {});
      fake.advance(clock.now + 2 * MINUTE);
    }
    fake.advance(Date.parse('2026-12-09T18:00:00Z'));
    await sweep(fake.context(), {});
    const texts = [...fake.messages.values()].filter(({ status }) => status === 'delivered');
    assert.equal(new Set(texts.map(({ sendAt }) => sendAt)).size, texts.length, `${noticed}: one a time`);
    assert.equal(texts.length, sent, noticed);
    const { reminders } = fake.record('A-20417');
    assert.deepEqual(
      reminders
        .filter(({ state }) => state === 'sent')
        .map(({ message_sid }) => message_sid)
        .sort(),
      texts.map(({ sid }) => sid).sort(),
      noticed,
    );
  }
});

test('an invocation that is still at work is not disturbed by a redelivery', async () => {
  const { fake, last } = await begin('booked');
  let release;
  const held = new Promise((resolve) => (release = resolve));
  let holding = false;
  fake.pause = async () => {
    if (fake.calls.at(-1) === 'create message' && !holding) {
      holding = true;
      await held;
    }
  };
  const first = deliver(fake, last);
  while (!holding) await new Promise(setImmediate);
  const second = await deliver(fake, last);
  assert.deepEqual([second.body.outcome, second.body.text], ['duplicate', 'skip']);
  release();
  assert.equal((await first).status, 200);
  assert.equal(fake.scheduled().length, 4);
  consistent(fake);
});

test('events at the same time: whatever the order of their calls, the newest wins', async () => {
  let seed = 7;
  const random = () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32) * 4;
  for (let round = 0; round < 60; round++) {
    clock.now = START;
    const fake = new FakeTwilio();
    fake.pause = async () => {
      for (let turns = random(); turns > 1; turns--) await new Promise(setImmediate);
    };
    const events = ['09:00', '10:00', '11:00', '12:00'].map((hour, index) =>
      event(index === 0 ? 'BOOKED' : 'RESCHEDULED', {
        event_datetime_utc: new Date(START + index * 1000).toISOString(),
        appointment_datetime: `2026-12-09T${hour}`,
      }),
    );
    const answers = await Promise.all(events.map((one) => deliver(fake, one)));
    for (const { status } of answers) assert.equal(status, 200);
    assert.equal(answers.at(-1).body.outcome, 'applied');
    // What a slower writer left in the phone's item, the next delivery puts right.
    await deliver(fake, events[3]);
    assert.equal(fake.record('A-20417').starts_at, '2026-12-09T20:00:00Z');
    assert.equal(fake.scheduled().length, 2);
    consistent(fake);
  }
});

test('many appointments of one phone at the same time: all applied, two reminders a day', async () => {
  clock.now = START;
  const fake = new FakeTwilio();
  fake.pause = () => new Promise(setImmediate);
  const events = Array.from({ length: 12 }, (_, index) =>
    event('BOOKED', {
      appointment_id: `M-${index}`,
      appointment_datetime: `2026-12-09T${10 + (index % 8)}:30`,
    }),
  );
  const answers = await Promise.all(events.map((one) => deliver(fake, one)));
  for (const { status, body } of answers) assert.deepEqual([status, body.outcome], [200, 'applied']);
  assert.equal(fake.items.appointments.size, 12);
  assert.equal(fake.scheduled().length, 4);
  consistent(fake);
});

test('one call that Twilio does not answer, or answers with an error, loses no event', async () => {
  for (const story of Object.keys(STORIES)) {
    const clean = await begin(story);
    await deliver(clean.fake, clean.last);
    const writes = clean.fake.calls.flatMap((name, index) => (/message/.test(name) ? [] : [index + 1]));
    for (const when of ['before', 'after']) {
      for (const nth of writes) {
        const { fake, last } = await begin(story);
        fake.fault = (number) => (number === nth ? when : null);
        const { status, body } = await deliver(fake, last);
        assert.deepEqual(
          [status, body.outcome, body.text],
          [200, 'applied', 'send'],
          `${story} ${when} ${nth}`,
        );
        consistent(fake);
      }
    }
  }
});
