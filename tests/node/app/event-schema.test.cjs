'use strict';

/** The schema that integrators read and the function that checks events say the same. */

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { clock, load, readJson } = require('./support/runtime.cjs');
const { check } = require('./support/json-schema.cjs');

const schema = readJson('assets/schema/event.schema.json');
const { readEvent } = load('event-validation');
const TYPES = ['BOOKED', 'RESCHEDULED', 'MODIFIED', 'CONFIRMED', 'CANCELED', 'NOSHOWED', 'REMIND'];
const FIELDS = Object.keys(schema.$defs.fields.properties);
const settings = { zone: 'America/Los_Angeles', ownNumber: '+12025550123' };

const shipped = (type) => ({
  ...readJson(`assets/events/${type.toLowerCase()}.json`),
  event_datetime_utc: new Date(clock.now).toISOString(),
  appointment_datetime: '2026-12-09T10:30',
});

function refusal(event) {
  try {
    readEvent(event, settings, clock.now);
    return null;
  } catch (error) {
    assert.equal(error.status, 400);
    return error;
  }
}

function agree(event, about) {
  const errors = check(schema, event);
  const refused = refusal(event);
  assert.equal(errors.length > 0, refused !== null, `${about}: ${errors} / ${refused?.message}`);
  return refused;
}

test('there is a schema per event type, with all fields', () => {
  assert.deepEqual(
    Object.keys(schema.$defs).filter((name) => name !== 'fields'),
    TYPES,
  );
  assert.deepEqual(FIELDS, Object.keys(readJson('assets/events/booked.json')));
  for (const type of TYPES) assert.equal(agree(shipped(type), type), null);
});

test('what is missing, empty, of the wrong type or too long is refused by both, with the field', () => {
  for (const type of TYPES) {
    for (const field of FIELDS) {
      const longest = schema.$defs.fields.properties[field].maxLength ?? 20;
      for (const value of [undefined, null, '', ' \t\n', {}, [], true, 'x'.repeat(longest + 1)]) {
        const event = { ...shipped(type), [field]: value };
        if (value === undefined) delete event[field];
        const refused = refusal(event);
        const named = field === 'appointment_timezone' && typeof value === 'string' && value.trim() === '';
        if (!named) agree(event, `${type}.${field} ${JSON.stringify(value)?.slice(0, 20)}`);
        if (refused) assert.equal(refused.field, field);
      }
    }
  }
});

test('names, places and ids of any script and with any character are taken by both, unchanged', () => {
  const values = [
    'Nguyễn Thị Ánh',
    "O'Brien-Smith, Jr.",
    '王小明',
    'محمد',
    '👩‍⚕️',
    'a=b, c={d}',
    '{{ flow.data }}',
    '{% if x %}',
    '"quoted" \\ \'and\'',
    '<b>&amp;</b>',
    '$& $1 ${x} %s',
    'Bldg #4 (North) & Co/2nd floor',
  ];
  const free = FIELDS.filter((field) => /_id$|name$|location$/.test(field));
  for (const value of values) {
    for (const field of free) {
      const event = { ...shipped('BOOKED'), [field]: value };
      assert.equal(agree(event, `${field} ${value}`), null);
      assert.equal(readEvent(event, settings, clock.now).event[field], value.normalize('NFC'));
    }
  }
});

test('dates, times and phone numbers: the same are taken and refused', () => {
  for (const [field, taken, refused] of [
    [
      'appointment_datetime',
      ['2026-12-09T10:30', '2026-12-09 10:30:00', '2026-12-09t10:30:00.5z', '2026-12-09T10:30-0700'],
      ['2026-12-09', '12/09/2026 10:30', '2026-W50', 'tomorrow', '2026-12-09T1030', '20261209T103000Z'],
    ],
    ['event_datetime_utc', ['2026-11-25T17:00:00Z', '2026-11-25T17:00'], ['2026-11-25', 'now', '1764090000']],
    [
      'patient_phone',
      [
        '+12025550175',
        '202-555-0175',
        '(202) 555 0175',
        '1.202.555.0175',
        '+44 20 7946 0958',
        '\u202a+12025550175',
        12025550175,
      ],
      ['((((', '+1', 'five', '+1202555017512345', '+12025550175,+12025550176', 'tel:+12025550175'],
    ],
  ]) {
    for (const value of taken) assert.equal(agree({ ...shipped('BOOKED'), [field]: value }, value), null);
    for (const value of refused) {
      assert.equal(agree({ ...shipped('BOOKED'), [field]: value }, value).field, field);
    }
  }
});

test('ids that are numbers are taken as text', () => {
  for (const field of ['patient_id', 'provider_id', 'appointment_id', 'provider_callback_phone']) {
    assert.equal(agree({ ...shipped('BOOKED'), [field]: 2025550199 }, field), null);
    for (const value of [2 ** 53, 1.5]) {
      assert.equal(agree({ ...shipped('BOOKED'), [field]: value }, field).field, field);
    }
  }
});
