'use strict';

/**
 * Reads an EHR's event: checks it, and gives every value its one form. What comes out goes in again unchanged,
 * so a function may check for itself what `get-datetime-parts` checked before it. Pure.
 */

/** @type {typeof import('./helpers.private')} */
const { Problem, sha256 } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./time.private')} */
const time = require(Runtime.getFunctions()['time'].path);

/**
 * @typedef {'BOOKED' | 'RESCHEDULED' | 'MODIFIED' | 'CONFIRMED' | 'CANCELED' | 'NOSHOWED' | 'REMIND'} EventType
 *
 * @typedef {object} AppointmentEvent
 * @property {EventType} event_type
 * @property {string} event_datetime_utc `2026-03-01T17:00:00Z`; decides which of two events is the newer
 * @property {string} patient_id
 * @property {string} patient_first_name
 * @property {string} patient_last_name may be empty
 * @property {string} patient_phone E.164
 * @property {string} provider_id may be empty
 * @property {string} provider_first_name may be empty
 * @property {string} provider_last_name
 * @property {string} provider_callback_phone
 * @property {string} appointment_location empty only for CANCELED and NOSHOWED
 * @property {string} appointment_id
 * @property {string} appointment_timezone IANA name, `UTC` or `-07:00`
 * @property {string} appointment_datetime wall time in that zone with its offset
 */

/** @type {EventType[]} */
const EVENT_TYPES = ['BOOKED', 'RESCHEDULED', 'MODIFIED', 'CONFIRMED', 'CANCELED', 'NOSHOWED', 'REMIND'];

/** Longest value of each free field, in UTF-16 units: a record has to fit into a Sync Map Item (16 KiB). */
const LONGEST = /** @type {Record<string, number>} */ ({
  patient_id: 256,
  patient_first_name: 100,
  patient_last_name: 100,
  patient_phone: 40,
  provider_id: 256,
  provider_first_name: 100,
  provider_last_name: 100,
  provider_callback_phone: 40,
  appointment_location: 300,
  appointment_id: 256,
  appointment_timezone: 64,
  appointment_datetime: 40,
  event_datetime_utc: 40,
  event_type: 20,
});

const OPTIONAL = new Set(['patient_last_name', 'provider_id', 'provider_first_name', 'appointment_timezone']);
const CLOCK_SKEW = time.DAY;
/** So far ahead a date without its year would be taken for a nearer one. */
const NEXT_YEARS = 300 * time.DAY;

/**
 * @param {Record<string, unknown>} raw
 * @param {string} field
 * @param {boolean} optional
 * @returns {string}
 */
function text(raw, field, optional) {
  const value = raw[field];
  if (value === undefined || value === null || value === '') {
    if (optional) return '';
    throw new Problem(400, 'missing-field', `The event needs \`${field}\`.`, field);
  }
  // A number that JSON could not keep whole would come out as another id.
  if (typeof value !== 'string' && !Number.isSafeInteger(value)) {
    throw new Problem(400, 'invalid-field', `\`${field}\` is not a text.`, field);
  }
  // Control characters, line breaks among them, have no place in a name, an id or one line of an SMS; half a
  // surrogate pair would be another character at Twilio than in the record.
  const clean = String(value)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (clean === '' && !optional) {
    throw new Problem(400, 'missing-field', `The event needs \`${field}\`.`, field);
  }
  if (clean.length > LONGEST[field]) {
    throw new Problem(
      400,
      'field-too-long',
      `\`${field}\` is longer than ${LONGEST[field]} characters.`,
      field,
    );
  }
  return clean;
}

/**
 * E.164 from what people write. A number without `+` is national and takes the clinic's country, which is known
 * only for the North American plan. Copied numbers bring invisible marks of direction along.
 *
 * @param {string} written
 * @param {string} ownNumber the clinic's number, E.164
 * @returns {string | null}
 */
function normalisePhone(written, ownNumber) {
  const plain = written.replace(/\p{Cf}/gu, '').trim();
  if (!/^\+?[\d\s().\-/\u2010-\u2015]+$/.test(plain)) return null;
  // `+44 (0)20`: the zero in brackets is dialled inside the country only.
  let digits = plain.replace(/^(\+[^(]*)\(0\)/, '$1').replace(/\D/g, '');
  if (plain.startsWith('+')) {
    // as it is
  } else if (digits.startsWith('00')) {
    digits = digits.slice(2);
  } else if (ownNumber.startsWith('+1') && digits.startsWith('011')) {
    digits = digits.slice(3);
  } else if (ownNumber.startsWith('+1') && digits.length === 10) {
    digits = `1${digits}`;
  } else if (!(ownNumber.startsWith('+1') && digits.length === 11 && digits.startsWith('1'))) {
    return null;
  }
  if (digits.startsWith('1') && !/^1[2-9]\d{2}[2-9]\d{6}$/.test(digits)) return null;
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null;
}

/**
 * How a text shows a phone number: North American ones as people there write them.
 *
 * @param {string} phone
 * @returns {string}
 */
function displayPhone(phone) {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone);
  return match ? `${match[1]}-${match[2]}-${match[3]}` : phone;
}

/**
 * What texts say of an appointment besides its place.
 *
 * @param {string} zone
 * @param {number} startsAt
 * @param {{first_name: string, last_name: string, callback_phone: string}} provider
 * @param {number} now
 */
function spoken(zone, startsAt, { first_name, last_name, callback_phone }, now) {
  const { date, ...parts } = time.parts(zone, startsAt);
  return {
    ...parts,
    date: startsAt - now > NEXT_YEARS ? `${date}, ${parts.year}` : date,
    provider: [first_name, last_name].filter(Boolean).join(' '),
    callback_phone: displayPhone(callback_phone),
  };
}

/**
 * The instant and the zone in which texts say it.
 *
 * A date with an offset is an instant; without one it is wall time in `appointment_timezone`, else in the
 * clinic's zone. A bare offset that the clinic's zone has at that instant means the clinic's zone; so does UTC, which
 * systems write and no patient reads.
 *
 * @param {string} datetime
 * @param {string} timezone may be empty
 * @param {string | null} clinicZone
 * @returns {{startsAt: number, zone: string}}
 */
function resolveTime(datetime, timezone, clinicZone) {
  const parsed = time.parseDateTime(datetime);
  if (!parsed) {
    const detail =
      '`appointment_datetime` is no date and time such as 2026-03-08T10:30 or 2026-03-08T10:30:00-07:00.';
    throw new Problem(400, 'invalid-datetime', detail, 'appointment_datetime');
  }
  const named = timezone === '' ? null : time.parseZone(timezone);
  if (timezone !== '' && named === null) {
    const detail = '`appointment_timezone` is neither an offset such as -0700 nor an IANA time zone.';
    throw new Problem(400, 'invalid-timezone', detail, 'appointment_timezone');
  }
  const wallZone = parsed.zone ?? named ?? clinicZone;
  if (wallZone === null) {
    const detail =
      '`appointment_datetime` has no offset, and neither the event nor the clinic names a time zone.';
    throw new Problem(400, 'missing-timezone', detail, 'appointment_timezone');
  }
  const startsAt = Math.floor(time.instantOf(wallZone, parsed.wall) / 1000) * 1000;
  const shown = named ?? clinicZone ?? wallZone;
  if (clinicZone === null) return { startsAt, zone: shown };
  const bare = !/[A-Za-z]/.test(shown);
  const same = time.offsetAt(clinicZone, startsAt) === time.offsetAt(shown, startsAt);
  return { startsAt, zone: shown === 'UTC' || (bare && same) ? clinicZone : shown };
}

/**
 * @param {Record<string, unknown>} raw
 * @param {{zone: string | null, ownNumber: string}} settings
 * @param {number} now
 * @returns {{event: AppointmentEvent, startsAt: number, at: number, digest: string}} `at` and `startsAt` in
 *   milliseconds; the digest is the same for a redelivered event and for no other
 */
function readEvent(raw, settings, now) {
  const type = text(raw, 'event_type', false).toUpperCase();
  if (!EVENT_TYPES.includes(/** @type {EventType} */ (type))) {
    const detail = `\`event_type\` is none of ${EVENT_TYPES.join(', ')}.`;
    throw new Problem(400, 'unknown-event-type', detail, 'event_type');
  }
  const closing = type === 'CANCELED' || type === 'NOSHOWED';
  const value = (/** @type {string} */ field) =>
    text(raw, field, OPTIONAL.has(field) || (closing && field === 'appointment_location'));

  const sent = time.parseDateTime(value('event_datetime_utc'));
  if (!sent) {
    const detail = '`event_datetime_utc` is no date and time such as 2026-03-01T17:00:00Z.';
    throw new Problem(400, 'invalid-datetime', detail, 'event_datetime_utc');
  }
  const at = time.instantOf(sent.zone ?? 'UTC', sent.wall);
  if (at > now + CLOCK_SKEW) {
    const detail =
      '`event_datetime_utc` lies in the future: every later event would be taken for an older one.';
    throw new Problem(400, 'event-in-future', detail, 'event_datetime_utc');
  }
  const phone = normalisePhone(value('patient_phone'), settings.ownNumber);
  if (phone === null) {
    const detail = '`patient_phone` is no phone number in E.164 form such as +12025550123.';
    throw new Problem(400, 'invalid-phone', detail, 'patient_phone');
  }
  const callback = value('provider_callback_phone');
  const { startsAt, zone } = resolveTime(
    value('appointment_datetime'),
    value('appointment_timezone'),
    settings.zone,
  );
  // Each text but those two speaks of a visit to come.
  if (!closing && startsAt <= now) {
    const detail = `The appointment of a ${type} has to lie in the future.`;
    throw new Problem(400, 'appointment-in-past', detail, 'appointment_datetime');
  }
  /** @type {AppointmentEvent} */
  const event = {
    event_type: /** @type {EventType} */ (type),
    event_datetime_utc: time.utc(at),
    patient_id: value('patient_id'),
    patient_first_name: value('patient_first_name'),
    patient_last_name: value('patient_last_name'),
    patient_phone: phone,
    provider_id: value('provider_id'),
    provider_first_name: value('provider_first_name'),
    provider_last_name: value('provider_last_name'),
    provider_callback_phone: normalisePhone(callback, settings.ownNumber) ?? callback,
    appointment_location: value('appointment_location'),
    appointment_id: value('appointment_id'),
    appointment_timezone: zone,
    appointment_datetime: time.localIso(zone, startsAt),
  };
  return { event, startsAt, at, digest: sha256(JSON.stringify(event)) };
}

module.exports = { EVENT_TYPES, readEvent, normalisePhone, displayPhone, spoken };
