'use strict';

/** Reminders canceled and sent by a person. */

const assert = require('node:assert/strict');
const { test, beforeEach } = require('node:test');
const { clock, load } = require('./support/runtime.cjs');
const { FakeTwilio, faultAtEach } = require('./support/fake-twilio.cjs');
const { START, MINUTE, event, deliver, consistent, tidy } = require('./support/story.cjs');

console.warn = console.error = () => {};

const { cancelReminders, sendReminders } = load('reminder-operations');
const { sweep } = load('upkeep');
const PHONE = '+12025550175';
let fake;

beforeEach(() => {
  clock.now = START;
  fake = new FakeTwilio();
});

const record = () => fake.record('A-20417');
const ids = () => record().reminders.map(({ id }) => id);
const choose = (list) => ({ reminders: list.map((id) => ({ appointment_id: 'A-20417', id })) });
const outcomes = async (operation, list) =>
  (await operation(fake.context(), choose(list))).results.map(({ outcome }) => outcome);
const shown = () => record().reminders.map(tidy);

test('canceled ones do not go out, and no later event of the same time brings them back', async () => {
  await deliver(fake, event('BOOKED'));
  const [first, second] = ids();
  assert.deepEqual(await outcomes(cancelReminders, [first]), ['canceled']);
  consistent(fake);
  assert.equal(fake.scheduled().length, 1);
  assert.deepEqual(await outcomes(cancelReminders, [first, second, 'nobody']), [
    'canceled',
    'canceled',
    'not-found',
  ]);
  for (const type of ['MODIFIED', 'CONFIRMED', 'BOOKED']) {
    await deliver(fake, event(type));
    assert.equal(fake.scheduled().length, 0, type);
    consistent(fake);
  }
  clock.now += MINUTE;
  await deliver(fake, event('RESCHEDULED', { appointment_datetime: '2026-12-11T10:30' }));
  assert.equal(fake.scheduled().length, 2, 'a moved visit is reminded of anew');
  consistent(fake);
});

test('a canceled reminder makes room for another one of that day', async () => {
  const at = (id, hour) =>
    event('BOOKED', { appointment_id: id, appointment_datetime: `2026-12-09T${hour}:00` });
  await deliver(fake, at('A-20417', '09'));
  await deliver(fake, at('B', '11'));
  await cancelReminders(fake.context(), choose(ids()));
  await deliver(fake, at('C', '13'));
  assert.equal(fake.scheduled().length, 4);
  consistent(fake);
});

test('sent at once: one text now, none at its time, and none after a later event', async () => {
  await deliver(fake, event('BOOKED'));
  const [first] = ids();
  assert.deepEqual(await outcomes(sendReminders, [first]), ['sent']);
  consistent(fake);
  assert.deepEqual(
    fake.texts(PHONE).map(({ body }) => body),
    [fake.scheduled()[0].body],
  );
  assert.deepEqual(shown(), [
    '48h canceled 2026-12-07T18:30:00Z sent-by-operator',
    '48h sent 2026-11-25T18:00:00Z sent-by-operator',
    '24h scheduled 2026-12-08T18:30:00Z',
  ]);
  assert.deepEqual(await outcomes(sendReminders, [first]), ['already-sent']);
  assert.deepEqual(await outcomes(cancelReminders, [first]), ['already-sent']);
  await deliver(fake, event('MODIFIED'));
  consistent(fake);
  fake.advance(Date.parse('2026-12-10T00:00:00Z'));
  assert.equal(fake.texts(PHONE).length, 2);
});

test('parked ones can be sent and canceled too', async () => {
  await deliver(fake, event('BOOKED', { appointment_datetime: '2027-02-20T10:30' }));
  const [first, second] = ids();
  assert.deepEqual(await outcomes(sendReminders, [first]), ['sent']);
  assert.deepEqual(await outcomes(cancelReminders, [second]), ['canceled']);
  assert.deepEqual(fake.texts().length, 1);
  assert.equal(fake.scheduled().length, 0);
  consistent(fake);
});

test('what has gone out, is skipped or goes out this minute is not sent again', async () => {
  await deliver(fake, event('BOOKED'));
  const [first, second] = ids();
  fake.advance(Date.parse('2026-12-08T18:29:30Z'));
  assert.deepEqual(await outcomes(sendReminders, [first, second]), ['already-sent', 'already-sent']);
  assert.deepEqual(await outcomes(cancelReminders, [first]), ['already-sent']);
  assert.deepEqual(await outcomes(cancelReminders, [second]), ['canceled']);
  fake = new FakeTwilio();
  clock.now = START;
  await deliver(fake, event('BOOKED', { appointment_datetime: '2026-11-25T12:00' }));
  assert.deepEqual(await outcomes(sendReminders, ids()), ['failed', 'failed']);
  assert.equal(fake.texts().length, 0);
  fake = new FakeTwilio();
  await deliver(fake, event('BOOKED'));
  const chosen = ids();
  await deliver(fake, event('CANCELED'));
  assert.deepEqual(await outcomes(sendReminders, chosen), ['canceled', 'canceled']);
  assert.equal(fake.texts().length, 0);
});

test('what Twilio refuses now is scheduled again, and parked while the patient has opted out', async () => {
  for (const [code, reason, shownThen] of [
    [
      21610,
      /opted-out/,
      ['48h parked 2026-12-07T18:30:00Z opted-out', '24h parked 2026-12-08T18:30:00Z opted-out'],
    ],
    [21703, /twilio-21703/, ['48h scheduled 2026-12-07T18:30:00Z', '24h scheduled 2026-12-08T18:30:00Z']],
  ]) {
    clock.now = START;
    fake = new FakeTwilio();
    await deliver(fake, event('BOOKED'));
    fake.refuse = (_, sendAt) => (sendAt ? null : code);
    const { results } = await sendReminders(fake.context(), choose(ids()));
    for (const { outcome, detail } of results) {
      assert.equal(outcome, 'failed');
      assert.match(detail, reason);
    }
    assert.equal(Boolean(fake.items.phones.get(PHONE).data.opted_out_at), code === 21610);
    assert.deepEqual(shown(), shownThen);
    assert.equal(fake.texts().length, 0);
    consistent(fake);
  }
});

test('its scheduled Message is canceled before it is sent, never after', async () => {
  await deliver(fake, event('BOOKED'));
  fake.calls.length = 0;
  await sendReminders(fake.context(), choose(ids().slice(0, 1)));
  const calls = fake.calls.filter((name) => /message$|update appointments/.test(name));
  assert.deepEqual(calls, ['update appointments', 'cancel message', 'create message', 'update appointments']);
});

test('an event between a send that was cut off and its discovery does not make it two', async () => {
  for (const [type, more] of [
    ['MODIFIED', { appointment_location: 'Owl Health, Room 9' }],
    ['CONFIRMED', {}],
  ]) {
    for (const wait of [0, 2 * MINUTE]) {
      clock.now = START;
      fake = new FakeTwilio();
      await deliver(fake, event('BOOKED'));
      const [first] = ids();
      let sent = false;
      // Everything after the Message is lost.
      fake.fault = (_, name) => {
        if (sent) return 'before';
        sent = name === 'create message';
        return sent ? 'after' : null;
      };
      await sendReminders(fake.context(), choose([first]));
      fake.fault = () => null;
      assert.equal(fake.texts().length, 1);
      fake.advance(clock.now + wait);
      const changed = event(type, more);
      await deliver(fake, { ...changed, provider_last_name: 'Osei' });
      fake.advance(clock.now + 2 * MINUTE);
      assert.equal((await sweep(fake.context(), {})).failed, 0);
      consistent(fake);
      fake.advance(Date.parse('2026-12-09T00:00:00Z'));
      assert.equal(fake.texts(PHONE).length, 2, `${type} ${wait}: the one that was sent, and the 24h one`);
    }
  }
});

test('cut off so near to its time that it cannot be scheduled again: a failure to be seen, and to be mended', async () => {
  await deliver(fake, event('BOOKED'));
  const [first] = ids();
  fake.advance(Date.parse('2026-12-07T18:20:00Z'));
  let canceled = false;
  fake.fault = (_, name) => {
    if (canceled) return 'before';
    canceled = name === 'cancel message';
    return null;
  };
  await sendReminders(fake.context(), choose([first]));
  fake.fault = () => null;
  fake.advance(Date.parse('2026-12-07T18:40:00Z'));
  await sweep(fake.context(), {});
  consistent(fake);
  assert.equal(shown()[0], '48h failed 2026-12-07T18:30:00Z send-interrupted');
  assert.equal(fake.texts().length, 0);
  assert.deepEqual(await outcomes(sendReminders, [first]), ['sent']);
  assert.equal(fake.texts().length, 1);
  consistent(fake);
  fake.advance(Date.parse('2026-12-09T19:00:00Z'));
  assert.equal(fake.texts().length, 2);
});

test('several appointments in one call, each reminder with its own result', async () => {
  const list = [];
  for (let index = 0; index < 10; index++) {
    const more = {
      appointment_id: `M-${index}`,
      patient_phone: `+1202555${String(1000 + index)}`,
      appointment_datetime: '2026-12-09T10:30',
    };
    await deliver(fake, event('BOOKED', more));
    for (const { id } of fake.record(`M-${index}`).reminders) list.push({ appointment_id: `M-${index}`, id });
  }
  fake.refuse = (to) => (to.endsWith('1003') ? 21211 : null);
  const { results } = await sendReminders(fake.context(), { reminders: list });
  assert.deepEqual(
    results.map(({ appointment_id, id }) => ({ appointment_id, id })),
    list,
  );
  for (const { appointment_id, outcome } of results) {
    assert.equal(outcome, appointment_id === 'M-3' ? 'failed' : 'sent');
  }
  assert.equal(fake.texts().length, 18);
  consistent(fake);
});

test('what is asked for is checked before anything is done', async () => {
  for (const reminders of [undefined, [], 'x', [{}], [{ appointment_id: 'A', id: 1 }], Array(21).fill({})]) {
    await assert.rejects(
      async () => sendReminders(fake.context(), { reminders }),
      (error) => error.code === 'invalid-field' && error.field === 'reminders',
    );
  }
  assert.deepEqual(fake.calls, []);
});

for (const [name, operation, more] of [
  ['send', sendReminders, {}],
  ['send parked', sendReminders, { appointment_datetime: '2027-02-20T10:30' }],
  ['cancel', cancelReminders, {}],
]) {
  const begin = async () => {
    clock.now = START;
    fake = new FakeTwilio();
    await deliver(fake, event('BOOKED', more));
    fake.calls.length = 0;
    return ids();
  };

  for (const cure of ['the same call', 'the sweep', 'the event again and then the same call']) {
    test(`${name}: a failure at every call in turn, then ${cure}`, async () => {
      await operation(fake.context(), choose(await begin()));
      const calls = fake.calls.length;
      const wanted = name === 'cancel' ? 0 : 2;
      for (const { fault, where: how } of faultAtEach(calls)) {
        const where = `${name} ${how}`;
        const chosen = await begin();
        fake.fault = fault;
        const answer = await operation(fake.context(), choose(chosen)).catch(() => null);
        fake.fault = () => null;
        for (const { outcome, detail } of answer?.results ?? []) {
          if (outcome === 'failed') assert.match(detail, /the same call/, where);
        }
        // At once: nothing is done twice, whatever is known by then.
        if (cure === 'the same call') await operation(fake.context(), choose(chosen));
        assert.ok(fake.texts().length <= wanted, where);
        fake.advance(clock.now + 2 * MINUTE);
        if (cure === 'the sweep') {
          assert.equal((await sweep(fake.context(), {})).failed, 0, where);
          assert.ok(!record().reminders.some(({ sending_at }) => sending_at), where);
          // What was never sent still goes out at its time: what was scheduled stays scheduled.
          const left = record().reminders.filter(({ state }) =>
            ['scheduled', 'parked'].includes(state),
          ).length;
          assert.equal(fake.texts().length + left, wanted + (name === 'cancel' ? left : 0), where);
        } else {
          if (cure !== 'the same call') await deliver(fake, event('BOOKED', more));
          await operation(fake.context(), choose(chosen));
          assert.equal(fake.texts().length, wanted, where);
          assert.equal(fake.scheduled().length, 0, where);
        }
        consistent(fake);
        fake.advance(Date.parse('2026-12-09T00:00:00Z'));
        const expected = more.appointment_datetime && cure === 'the sweep' ? fake.texts().length : wanted;
        if (name !== 'cancel') assert.equal(fake.texts().length, expected, where);
      }
    });
  }
}

test('send: a failure at every call in turn, and nobody comes before its time: one text or a failure to be seen', async () => {
  for (const begun of [START, Date.parse('2026-12-07T18:22:00Z')]) {
    const begin = async () => {
      clock.now = START;
      fake = new FakeTwilio();
      await deliver(fake, event('BOOKED'));
      fake.advance(begun);
      fake.calls.length = 0;
      return ids();
    };
    await sendReminders(fake.context(), choose(await begin()));
    for (const { fault, where } of faultAtEach(fake.calls.length)) {
      const chosen = await begin();
      fake.fault = fault;
      await sendReminders(fake.context(), choose(chosen)).catch(() => null);
      fake.fault = () => null;
      fake.advance(Date.parse('2026-12-08T20:00:00Z'));
      assert.ok(fake.texts().length <= 2, where);
      assert.equal((await sweep(fake.context(), {})).failed, 0, where);
      consistent(fake);
      const failures = record().reminders.filter(({ state }) => state === 'failed');
      for (const { reason } of failures) assert.equal(reason, 'send-interrupted', where);
      assert.equal(fake.texts().length + failures.length, 2, where);
      // Whoever sees it sends it after all.
      await sendReminders(fake.context(), choose(chosen));
      assert.equal(fake.texts().length, 2, where);
      consistent(fake);
    }
  }
});

test('two calls at the same time send once', async () => {
  for (let round = 0; round < 30; round++) {
    clock.now = START;
    fake = new FakeTwilio();
    await deliver(fake, event('BOOKED'));
    fake.pause = async () => {
      for (let turns = (round * 7) % 5; turns > 0; turns--) await new Promise(setImmediate);
    };
    const chosen = choose(ids());
    const both = [
      sendReminders(fake.context(), chosen),
      sendReminders(fake.context(), chosen),
      cancelReminders(fake.context(), chosen),
    ];
    const results = (await Promise.all(both)).flatMap((one) => one.results.map(({ outcome }) => outcome));
    fake.pause = async () => {};
    fake.advance(clock.now + 2 * MINUTE);
    await sweep(fake.context(), {});
    consistent(fake);
    const sent = results.filter((outcome) => outcome === 'sent').length;
    assert.equal(fake.texts().length, sent, results.join());
    assert.ok(sent <= 2);
  }
});
