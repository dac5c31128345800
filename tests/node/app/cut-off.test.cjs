'use strict';

/**
 * Functions are cut off at any call, before or after its effect, and nothing mends it: no event is delivered again, no
 * sweep runs, only time passes. Whatever the patient still gets has to be right. Delivered again, all of it is there.
 */

const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { test } = require('node:test');
const { call, clock, load } = require('./support/runtime.cjs');
const { FakeTwilio } = require('./support/fake-twilio.cjs');
const { START, MINUTE, event } = require('./support/story.cjs');
const { generator } = require('./support/random.cjs');

console.warn = console.error = () => {};
// Whoever lost a race waits for some turns and not for some time: the same seed is the same story.
const { setTimeout: wait } = globalThis;
globalThis.setTimeout = (work, ms) => (ms < 1000 ? setImmediate(work) : wait(work, ms));

const time = load('time');
const { CLOSED } = load('appointment-decision');
const { sweep, repair } = load('upkeep');
const { sendReminders, cancelReminders } = load('reminder-operations');

/** What each invocation may still do before it is cut off. */
const invocations = new AsyncLocalStorage();
/** `.ci/proofs` plays more. */
const SEQUENCES = Number(process.env.PAM_CUT_OFF_SEQUENCES ?? 100);
const ZONE = 'America/Los_Angeles';
const PHONES = ['+12025550170', '+12025550171', '+12025550172'];
const TYPES = [
  ...['BOOKED', 'RESCHEDULED', 'RESCHEDULED', 'RESCHEDULED', 'MODIFIED', 'MODIFIED'],
  ...['CONFIRMED', 'CANCELED', 'CANCELED', 'NOSHOWED', 'REMIND'],
];
/** In the morning and the afternoon of some days, so that a visit moves there and back. */
const VISITS = [2, 3, 4, 5].flatMap((day) => [0, 4].map((hour) => START + day * time.DAY + hour * time.HOUR));

/**
 * What may go out, from the record alone: an event is in force as soon as the record holds it as its last one. Each
 * reminder that goes out from then on says what that event says, and of each there is one.
 */
class Patients {
  constructor(seed, together) {
    this.together = together;
    clock.now = START;
    this.seed = seed;
    this.random = generator(seed);
    this.fake = new FakeTwilio();
    this.fake.fault = (_, name) => {
      const invocation = invocations.getStore();
      if (!invocation?.nth) return null;
      const call = ++invocation.calls;
      if (call === invocation.nth) invocation.cutAt = name;
      return call < invocation.nth ? null : call === invocation.nth ? invocation.when : 'before';
    };
    this.fake.pause = async () => {
      for (let turns = together ? this.random.below(4) : 0; turns > 0; turns--)
        await new Promise(setImmediate);
    };
    this.second = 0;
    this.kills = 0;
    this.log = [];
    /** Of an event's second: the reminder texts that it came with. */
    this.texts = new Map();
    /** SIDs of Messages of which an operator was told that they are canceled. */
    this.canceled = new Set();
    /** Appointments that the EHR knows to be over. */
    this.over = new Set();
    /** SID: offset, of what was sent at once. */
    this.atOnce = new Map();
    /** Appointment, its time and the offset, of what went out. */
    this.got = new Map();
    this.checked = new Set();
    this.appointments = [0, 1, 2].map((index) => ({
      id: `A-${index}`,
      phone: PHONES[index % 2],
      place: 'Main St',
    }));
    /** What has not been answered with success, oldest first. */
    this.unanswered = [];
  }

  fail(what) {
    return `seed ${this.seed}: ${what}\n${this.log.join('\n')}`;
  }

  /** Cuts the function off at a call, or lets it be. */
  async maybeCut(name, work) {
    const { below, pick } = this.random;
    const nth = below(2) === 0 ? 0 : 1 + below(11);
    const when = pick(['before', 'after']);
    const invocation = { nth, when, calls: 0, cutAt: '' };
    const done = await invocations.run(invocation, work);
    if (invocation.cutAt) this.kills++;
    const how = invocation.cutAt && ` cut off ${when} ${nth} ${invocation.cutAt}`;
    this.log.push(`${new Date(clock.now).toISOString()} ${name}${how} -> ${done}`);
    if (!done) this.unanswered.push([name, work]);
  }

  deliver(one) {
    return async () => {
      const { status } = await call(`message-${one.event_type.toLowerCase()}`, this.fake.context(), {
        event: one,
        ...this.texts.get(one.event_datetime_utc),
      });
      // The visit is over meanwhile: its events are refused.
      if (status === 400) this.over.add(one.appointment_id);
      return [200, 400, 409].includes(status);
    };
  }

  newEvent() {
    const { below, pick } = this.random;
    const about = pick(this.appointments);
    if (below(8) === 0) about.phone = pick(PHONES);
    if (below(4) === 0) about.place = pick(['Main St', 'Oak Ave', 'Elm Rd']);
    const startsAt = pick(VISITS.filter((visit) => visit > clock.now + time.HOUR));
    const moved = new Set(['BOOKED', 'RESCHEDULED']).has(about.last ? pick(TYPES) : 'BOOKED');
    if (moved || !(about.startsAt > clock.now + time.HOUR)) about.startsAt = startsAt;
    const type = about.last ? pick(TYPES) : 'BOOKED';
    about.last = type;
    const late = below(10) === 0 ? time.HOUR : 0;
    const at = time.utc(Math.floor(clock.now / 1000) * 1000 - late + ++this.second * 1000 - 50_000);
    const says = `${about.id} ${time.utc(about.startsAt)} ${about.place}`;
    this.texts.set(at, { reminder_text: `${says}: CONFIRM APPT?`, reminder_text_confirmed: says });
    return event(type, {
      appointment_id: about.id,
      patient_phone: about.phone,
      appointment_location: about.place,
      appointment_timezone: ZONE,
      appointment_datetime: time.localIso(ZONE, about.startsAt),
      event_datetime_utc: at,
    });
  }

  operation() {
    const { pick } = this.random;
    const record = pick([...this.fake.items.appointments.values()].map(({ data }) => data));
    const reminder = pick(record.reminders);
    if (!reminder) return null;
    const { id, message_sid, offset } = reminder;
    const reminders = [{ appointment_id: record.appointment_id, id }];
    const operate = pick([sendReminders, cancelReminders]);
    return async () => {
      const before = new Set(this.fake.messages.keys());
      const { results } = await operate(this.fake.context(), { reminders });
      for (const [sid, { sendAt }] of this.fake.messages) {
        if (!before.has(sid) && !sendAt) this.atOnce.set(sid, offset);
      }
      if (operate === cancelReminders && results[0].outcome === 'canceled') this.canceled.add(message_sid);
      return results[0].outcome !== 'failed' || /^It is (failed|skipped):/.test(results[0].detail);
    };
  }

  upkeep() {
    const walk = this.random.pick([sweep, repair]);
    return async () => {
      await walk(this.fake.context(), {}).catch(() => null);
      return true;
    };
  }

  reply() {
    const { pick } = this.random;
    const about = pick(this.appointments);
    const message = { From: about.phone, Body: 'CONFIRM APPT', MessageSid: `SM${++this.second}` };
    const route = pick(['message-reply', 'message-confirm', 'message-cancel']);
    return async () => {
      const { status } = await call(route, this.fake.context(), { message, appointment_id: about.id });
      return status < 500;
    };
  }

  async step() {
    const { below } = this.random;
    const first = this.action();
    const second = this.together && below(3) === 0 ? this.action() : null;
    await Promise.all([first, second].map((one) => one && this.maybeCut(...one)));
    this.look();
  }

  action() {
    const what = this.random.below(10);
    if (what > 1 || this.fake.items.appointments.size === 0) {
      const one = this.newEvent();
      const { event_type, appointment_id, appointment_datetime, patient_phone, event_datetime_utc } = one;
      const says = [event_type, appointment_id, appointment_datetime, patient_phone, event_datetime_utc];
      return [says.join(' '), this.deliver(one)];
    }
    if (what === 0) return ['reply', this.reply()];
    if (this.together) return ['sweep or repair', this.upkeep()];
    const work = this.operation();
    return work && ['operator', work];
  }

  /** Time passes, and nothing else. */
  pass(until) {
    this.fake.advance(until);
    this.look();
  }

  /** Holds each reminder that went out since against the record as it stands. */
  look() {
    for (const { sid, sendAt, status, to, body } of this.fake.messages.values()) {
      if (!['accepted', 'delivered'].includes(status) || this.checked.has(sid)) continue;
      this.checked.add(sid);
      const record = this.fake.record(body.split(' ')[0]);
      const about = `${sid} to ${to}: ${body}`;
      assert.ok(!CLOSED.has(record.state), this.fail(`${about}, of a ${record.state} appointment`));
      assert.equal(to, record.patient.phone, this.fail(`${about}, whose number is another one`));
      const texts = this.texts.get(record.last_event.at);
      const right = record.state === 'confirmed' ? texts.reminder_text_confirmed : texts.reminder_text;
      assert.equal(body, right, this.fail(`${about}, which is not so any more`));
      assert.ok(!this.canceled.has(sid), this.fail(`${about}, which was canceled`));
      const offset = sendAt
        ? `${(Date.parse(record.starts_at) - Date.parse(sendAt)) / time.HOUR}h`
        : this.atOnce.get(sid);
      const reminder = `${record.appointment_id} ${record.starts_at} ${offset}`;
      assert.ok(!this.got.has(reminder), this.fail(`${about}, once more after ${this.got.get(reminder)}`));
      this.got.set(reminder, sid);
    }
  }

  async redeliverAll() {
    for (let round = 0; this.unanswered.length > 0; round++) {
      assert.ok(round < 4, this.fail(`${this.unanswered[0]?.[0]} is never done`));
      this.pass(clock.now + 2 * MINUTE);
      const open = this.unanswered;
      this.unanswered = [];
      for (const [name, work] of open) {
        const done = await work();
        this.log.push(`${new Date(clock.now).toISOString()} again: ${name} -> ${done}`);
        if (!done) this.unanswered.push([name, work]);
        this.look();
      }
    }
  }

  /** Each reminder that belongs there is there once, or says why not. */
  complete() {
    const records = [...this.fake.items.appointments.values()]
      .map(({ data }) => data)
      .filter((one) => !this.over.has(one.appointment_id) && Date.parse(one.starts_at) > clock.now);
    const reminders = records.flatMap((record) => record.reminders);
    const open = reminders.filter(({ state }) => state === 'creating' || state === 'obsolete');
    assert.deepEqual(open, [], this.fail('not done'));
    const pending = reminders.filter(
      ({ state, send_at }) => state === 'scheduled' && Date.parse(send_at) > clock.now,
    );
    const told = ({ sid, sendAt, to, body }) => [sid, sendAt, to, body].join(' ');
    assert.deepEqual(
      this.fake
        .scheduled(({ body }) => records.some(({ appointment_id: id }) => body.startsWith(`${id} `)))
        .map(told)
        .sort(),
      pending.map(({ message_sid, send_at, to, text }) => [message_sid, send_at, to, text].join(' ')).sort(),
      this.fail('record and Messages disagree'),
    );
    for (const record of records) {
      if (CLOSED.has(record.state)) continue;
      for (const offset of ['48h', '24h']) {
        const there = record.reminders.some(
          (one) => one.offset === offset && one.starts_at === record.starts_at && one.state !== 'canceled',
        );
        const wanted = !record.reminders.some(({ reason }) => reason === 'canceled-by-operator');
        assert.ok(
          there || !wanted || record.last_event.type === 'REMIND',
          this.fail(`${record.appointment_id} has no ${offset}`),
        );
      }
    }
  }
}

async function story(seed, again, together) {
  const patients = new Patients(seed, together);
  const { below, pick } = patients.random;
  for (let step = 0; step < 10; step++) {
    await patients.step();
    patients.pass(clock.now + below(pick([2, 60, 20 * 60])) * MINUTE);
    if (again && below(3) === 0) await patients.redeliverAll();
  }
  if (again) {
    await patients.redeliverAll();
    patients.complete();
  }
  patients.pass(START + 12 * time.DAY);
  return { kills: patients.kills, texts: patients.checked.size };
}

/** @returns what node:test runs */
const sequences = (first, again, together) => async (t) => {
  let [kills, texts] = [0, 0];
  for (let seed = first; seed < first + SEQUENCES; seed++) {
    const told = await story(seed, again, together);
    kills += told.kills;
    texts += told.texts;
  }
  t.diagnostic(`${SEQUENCES} sequences, ${kills} cut off, ${texts} reminders went out`);
  assert.ok(kills >= 2 * SEQUENCES && texts >= SEQUENCES, `${kills} ${texts}`);
};

test(
  'cut off anywhere, and nothing mends it: no reminder is wrong, none comes twice',
  sequences(1, false, false),
);
test('two at a time, upkeep too, cut off anywhere: the same', sequences(10_000_001, false, true));
test('cut off anywhere, and delivered again: each reminder is there once', sequences(1_000_001, true, false));
test(
  'two at a time, upkeep too, cut off anywhere, and delivered again: the same',
  sequences(11_000_001, true, true),
);
