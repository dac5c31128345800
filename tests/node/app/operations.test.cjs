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

test('what Twilio refuses keeps its scheduled Message, and the record says why', async () => {
  await deliver(fake, event('BOOKED'));
  fake.refuse = (_, sendAt) => (sendAt ? null : 21610);
  const { results } = await sendReminders(fake.context(), choose(ids()));
  for (const { outcome, detail } of results) {
    assert.equal(outcome, 'failed');
    assert.match(detail, /opted-out/);
  }
  assert.ok(fake.items.phones.get(PHONE).data.opted_out_at);
  assert.equal(fake.scheduled().length, 2);
  consistent(fake);
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
