'use strict';

/** Events of one appointment, and what has to hold between record and Messages after each. */

const assert = require('node:assert/strict');
const { call, clock, readJson, load } = require('./runtime.cjs');
const { SERVICE } = require('./fake-twilio.cjs');
const { check } = require('./json-schema.cjs');

const schema = readJson('assets/schema/appointment-record.schema.json');
const { phoneEntry, ACTIVE } = load('appointment-decision');
const START = Date.parse('2026-11-25T18:00:00Z');
const MINUTE = 60_000;

let counter = 0;

/** An event as get-datetime-parts normalises it or as an EHR writes it: both are taken. */
function event(type, more = {}) {
  counter += 1;
  return {
    ...readJson(`assets/events/${type.toLowerCase()}.json`),
    event_datetime_utc: new Date(clock.now + counter).toISOString(),
    appointment_datetime: '2026-12-09T10:30',
    ...more,
  };
}

/** The texts depend on the time, as the Flow's do. */
function deliver(fake, one, context = fake.context()) {
  const when = `${one.patient_first_name} with ${one.provider_last_name} at ${one.appointment_datetime}`;
  return call(`message-${one.event_type.toLowerCase()}`, context, {
    event: one,
    reminder_text: `Reminder: ${when}. Reply CONFIRM APPT.`,
    reminder_text_confirmed: `Reminder: ${when}.`,
  });
}

const tidy = ({ offset, state, send_at, reason }) =>
  [offset, state, send_at, reason].filter(Boolean).join(' ');

/** Record and Messages agree: nothing is lost, nothing doubled, nothing of a closed appointment goes out. */
function consistent(fake) {
  const wanted = [];
  const records = [...fake.items.appointments.values()].map(({ data }) => data);
  for (const record of records) {
    assert.deepEqual(check(schema, record), []);
    for (const { state, message_sid, send_at, to, text } of record.reminders) {
      assert.notEqual(state, 'creating');
      assert.notEqual(state, 'obsolete');
      if (state === 'scheduled') {
        wanted.push(message_sid);
        const message = fake.messages.get(message_sid);
        assert.deepEqual([message.sendAt, message.to, message.body], [send_at, to, text]);
      }
    }
    if (record.state === 'canceled' || record.state === 'noshowed') {
      assert.ok(!record.reminders.some(({ state }) => ACTIVE.has(state)));
    }
    assert.deepEqual(record.former_phones, []);
    const phone = fake.items.phones.get(record.patient.phone).data;
    assert.deepEqual(
      phone.appointments.find((one) => one.appointment_id === record.appointment_id),
      phoneEntry(record),
    );
  }
  for (const [number, { data }] of fake.items.phones) {
    assert.deepEqual(
      check({ ...schema, ...schema.$defs.phone }, data).filter((text) => !/\$: /.test(text)),
      [],
    );
    for (const { appointment_id } of data.appointments) {
      assert.equal(records.find((one) => one.appointment_id === appointment_id)?.patient.phone, number);
    }
  }
  const scheduled = fake.scheduled(({ messagingServiceSid }) => messagingServiceSid === SERVICE);
  assert.deepEqual(scheduled.map(({ sid }) => sid).sort(), wanted.sort());
}

module.exports = { START, MINUTE, event, deliver, consistent, tidy };
