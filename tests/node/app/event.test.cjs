'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { load, call, clock, readJson } = require('./support/runtime.cjs');
const { FakeTwilio } = require('./support/fake-twilio.cjs');

const { readEvent, normalisePhone, displayPhone } = load('event-validation');
const NOW = Date.parse('2026-11-25T18:00:00Z');
const SETTINGS = { zone: 'America/Los_Angeles', ownNumber: '+12025550123' };

function raw(more = {}) {
  return {
    ...readJson('assets/events/booked.json'),
    event_datetime_utc: '2026-11-25T17:59:00Z',
    appointment_datetime: '2026-12-09T10:30',
    ...more,
  };
}

const read = (more, settings = SETTINGS) => readEvent(raw(more), settings, NOW);

function refused(more, code, field, settings = SETTINGS) {
  assert.throws(
    () => read(more, settings),
    (error) => {
      assert.deepEqual([error.status, error.code, error.field], [400, code, field]);
      for (const [name, value] of Object.entries(more)) {
        if (name !== 'event_type' && typeof value === 'string' && value.length > 4)
          assert.ok(!error.message.includes(value), error.message);
      }
      return true;
    },
  );
}

test('what comes out goes in again unchanged', () => {
  const once = read({ appointment_timezone: '-0800', patient_phone: '(202) 555-0175' });
  const twice = readEvent(once.event, SETTINGS, NOW);
  assert.deepEqual(twice, once);
  assert.equal(once.event.patient_phone, '+12025550175');
  assert.equal(once.event.appointment_datetime, '2026-12-09T10:30:00-08:00');
  assert.equal(once.event.appointment_timezone, 'America/Los_Angeles');
});

test('each event file is an event once its times are filled in', () => {
  const fields = Object.keys(raw());
  for (const name of ['booked', 'rescheduled', 'modified', 'confirmed', 'canceled', 'noshowed', 'remind']) {
    const file = readJson(`assets/events/${name}.json`);
    assert.deepEqual(Object.keys(file), fields, name);
    assert.equal(file.event_type, name.toUpperCase());
    assert.equal(file.event_datetime_utc, null);
    assert.equal(file.appointment_datetime, null);
    assert.match(file.patient_phone, /^\+1\d{3}55501\d{2}$/);
    const times = { event_datetime_utc: '2026-11-25T17:59:00Z', appointment_datetime: '2026-12-09T10:30' };
    assert.equal(readEvent({ ...file, ...times }, SETTINGS, NOW).event.event_type, file.event_type);
  }
});

test('the instant comes from the offset, the named zone or the clinic, in this order', () => {
  const when = (appointment_datetime, appointment_timezone, zone = SETTINGS.zone) => {
    const { event } = read({ appointment_datetime, appointment_timezone }, { ...SETTINGS, zone });
    return `${event.appointment_datetime} ${event.appointment_timezone}`;
  };
  assert.equal(when('2026-12-09T10:30', null), '2026-12-09T10:30:00-08:00 America/Los_Angeles');
  assert.equal(when('2026-12-09T10:30', 'America/Denver'), '2026-12-09T10:30:00-07:00 America/Denver');
  assert.equal(when('2026-12-09T10:30', '-0700'), '2026-12-09T10:30:00-07:00 -07:00');
  assert.equal(when('2026-12-09T10:30', '-08:00'), '2026-12-09T10:30:00-08:00 America/Los_Angeles');
  assert.equal(when('2026-12-09T18:30:00Z', ''), '2026-12-09T10:30:00-08:00 America/Los_Angeles');
  for (const utc of ['UTC', 'Z', 'Etc/UTC', '+00:00']) {
    assert.equal(when('2026-12-09T18:30:00Z', utc), '2026-12-09T10:30:00-08:00 America/Los_Angeles');
    assert.equal(when('2026-12-09T18:30', utc), '2026-12-09T10:30:00-08:00 America/Los_Angeles');
  }
  assert.equal(when('2026-12-09T18:30', 'UTC', null), '2026-12-09T18:30:00Z UTC');
  assert.equal(when('2026-12-09T18:30:00Z', '-0700'), '2026-12-09T11:30:00-07:00 -07:00');
  assert.equal(
    when('2026-12-09T18:30:00Z', 'America/New_York'),
    '2026-12-09T13:30:00-05:00 America/New_York',
  );
  assert.equal(when('2026-12-09T10:30:00-08:00', null, null), '2026-12-09T10:30:00-08:00 -08:00');
  assert.equal(when('2026-12-09T18:30:00Z', null, null), '2026-12-09T18:30:00Z UTC');
  refused(
    { appointment_datetime: '2026-12-09T10:30', appointment_timezone: null },
    'missing-timezone',
    'appointment_timezone',
    {
      ...SETTINGS,
      zone: null,
    },
  );
});

test('a wrong event is refused with its field and without its values', () => {
  for (const field of [
    'event_type',
    'event_datetime_utc',
    'patient_id',
    'patient_first_name',
    'patient_phone',
    'provider_last_name',
    'provider_callback_phone',
    'appointment_location',
    'appointment_id',
    'appointment_datetime',
  ]) {
    refused({ [field]: undefined }, 'missing-field', field);
    refused({ [field]: ' \n' }, 'missing-field', field);
    refused({ [field]: { a: 1 } }, 'invalid-field', field);
  }
  refused({ event_type: 'ARRIVED' }, 'unknown-event-type', 'event_type');
  refused({ event_datetime_utc: 'yesterday' }, 'invalid-datetime', 'event_datetime_utc');
  refused({ event_datetime_utc: '2026-11-26T18:00:01Z' }, 'event-in-future', 'event_datetime_utc');
  refused({ appointment_datetime: '2026-W50' }, 'invalid-datetime', 'appointment_datetime');
  refused({ appointment_timezone: 'Mars/Olympus' }, 'invalid-timezone', 'appointment_timezone');
  refused({ patient_phone: '((((((' }, 'invalid-phone', 'patient_phone');
  refused({ appointment_location: 'x'.repeat(301) }, 'field-too-long', 'appointment_location');
  refused({ appointment_datetime: '9999-12-31T23:59:59-12:00' }, 'invalid-datetime', 'appointment_datetime');
  refused({ event_datetime_utc: '1970-01-01T00:00+14:00' }, 'invalid-datetime', 'event_datetime_utc');
  for (const value of [12345678901234567890n, 1e21].map(Number)) {
    refused({ appointment_id: value }, 'invalid-field', 'appointment_id');
  }
  for (const event_type of ['BOOKED', 'RESCHEDULED', 'MODIFIED', 'CONFIRMED', 'REMIND']) {
    refused(
      { event_type, appointment_datetime: '2026-11-25T10:00' },
      'appointment-in-past',
      'appointment_datetime',
    );
  }
  for (const event_type of ['CANCELED', 'NOSHOWED']) {
    assert.ok(read({ event_type, appointment_datetime: '2026-11-24T10:00' }));
  }
  for (const event_type of ['CANCELED', 'NOSHOWED'])
    assert.ok(read({ event_type, appointment_location: '' }));
});

test('names and places are taken as they are, whatever the script', () => {
  for (const name of [
    'Nguyễn',
    "O'Brien",
    'Ünal, {{flow.data}}',
    'a=b, patient_phone=+1999',
    '"}{',
    '李',
    '🦉',
  ]) {
    assert.equal(read({ patient_first_name: name }).event.patient_first_name, name.normalize('NFC'));
  }
  assert.equal(
    read({ appointment_location: 'Bldg #4\r\n 2nd\tfloor ' }).event.appointment_location,
    'Bldg #4 2nd floor',
  );
  assert.equal(read({ patient_id: 1000 }).event.patient_id, '1000');
  assert.equal(read({ patient_first_name: 'A\ud800na' }).event.patient_first_name, 'A\ufffdna');
});

test('phone numbers', () => {
  const own = '+12025550123';
  for (const [written, phone] of [
    ['+12025550175', '+12025550175'],
    ['+1 (202) 555-0175', '+12025550175'],
    ['202.555.0175', '+12025550175'],
    ['1 202 555 0175', '+12025550175'],
    ['0049 30 901820', '+4930901820'],
    ['+44 20 7946 0958', '+442079460958'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['011 44 20 7946 0958', '+442079460958'],
    ['\u202a+1 202 555 0175\u202c', '+12025550175'],
    ['\u200e(202) 555-0175', '+12025550175'],
    ['+1 (202) (0)5550175', null],
    ['+1202555017', null],
    ['+11025550175', null],
    ['555-0175', null],
    ['+', null],
    ['12025550175x9', null],
    ['+1234567890123456', null],
  ]) {
    assert.equal(normalisePhone(written, own), phone, written);
  }
  assert.equal(normalisePhone('202 555 0175', '+4930901820'), null);
  assert.equal(displayPhone('+12025550199'), '202-555-0199');
  assert.equal(displayPhone('+4930901820'), '+4930901820');
});

test('get-datetime-parts answers with the event and what texts say of it', async () => {
  clock.now = NOW;
  const context = new FakeTwilio().context();
  const answer = await call('get-datetime-parts', context, { event: raw(), to: '+12025550175' });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['Content-Type'], 'application/json');
  const { event, ...parts } = answer.body;
  assert.deepEqual(parts, {
    weekday: 'Wednesday',
    date: 'December 9',
    year: '2026',
    time: '10:30 AM',
    zone: 'PST',
    provider: 'Maria Lopez',
    callback_phone: '202-555-0199',
  });
  assert.deepEqual(event, read({}).event);
  for (const [appointment_datetime, date] of [
    ['2027-08-30T10:30', 'August 30'],
    ['2027-12-09T10:30', 'December 9, 2027'],
    ['2026-11-24T10:30', 'November 24'],
  ]) {
    const one = raw({ event_type: 'CANCELED', appointment_datetime });
    assert.equal((await call('get-datetime-parts', context, { event: one })).body.date, date);
  }
});

test('get-datetime-parts refuses with a problem', async () => {
  clock.now = NOW;
  const context = new FakeTwilio().context();
  const problem = async (parameters, more = {}) => {
    const { status, body } = await call('get-datetime-parts', { ...context, ...more }, parameters);
    assert.equal(status, body.status);
    assert.deepEqual(Object.keys(body), ['type', 'title', 'status', 'code', 'detail', 'field']);
    return `${status} ${body.code} ${body.field}`;
  };
  assert.equal(await problem({ event: '{k=v, a=b}' }), '400 invalid-json event');
  assert.equal(await problem({ event: '[]' }), '400 invalid-json event');
  assert.equal(await problem({}), '400 invalid-json event');
  assert.equal(await problem({ event: raw(), to: '+12025550176' }), '400 phone-mismatch patient_phone');
  assert.equal(await problem({ event: raw() }, { TIME_ZONE: 'Mars' }), '500 invalid-setting null');
});

test('settings have defaults, and wrong ones are named', () => {
  const { reminderSettings } = load('settings');
  assert.deepEqual(reminderSettings({}), {
    offsets: [
      { name: '48h', duration: 48 * 3_600_000 },
      { name: '24h', duration: 24 * 3_600_000 },
    ],
    window: { start: 480, finish: 1200 },
  });
  assert.deepEqual(
    reminderSettings({ REMINDER_FIRST_TIMING: '2d', REMINDER_SECOND_TIMING: '90m' }).offsets.map(
      (one) => one.duration,
    ),
    [172_800_000, 5_400_000],
  );
  assert.equal(reminderSettings({ REMINDER_SECOND_TIMING: 'off' }).offsets.length, 1);
  assert.equal(reminderSettings({ REMINDER_SECOND_TIMING: '2d' }).offsets.length, 1);
  for (const wrong of [
    { REMINDER_FIRST_TIMING: '4800' },
    { REMINDER_SECOND_TIMING: '0h' },
    { REMINDER_OUTREACH_START: '8' },
    { REMINDER_OUTREACH_FINISH: '25:00' },
    { REMINDER_OUTREACH_START: '20:00', REMINDER_OUTREACH_FINISH: '08:00' },
  ]) {
    assert.throws(
      () => reminderSettings(wrong),
      (error) => error.code === 'invalid-setting' && /REMINDER_/.test(error.message),
    );
  }
});
