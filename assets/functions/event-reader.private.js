'use strict';
/**
 * Reads an event of the EHR: checks each field, and puts phone and time into one form.
 *
 * @typedef {object} Appointment
 * @property {string} type BOOKED, RESCHEDULED, …
 * @property {number} at When the EHR says it happened.
 * @property {string} digest SHA-256 of the event, to know a redelivery by.
 * @property {string} appointment_id
 * @property {number} startsAt
 * @property {import('./time.private').Zone} zone The clinic's zone, else the appointment's.
 * @property {{ id: string | null, first_name: string | null, last_name: string | null, phone: string }} patient
 * @property {{ id: string | null, first_name: string | null, last_name: string | null,
 *   callback_phone: string | null }} provider
 * @property {string | null} location
 * @property {string} timezone
 */
const { createHash } = require('node:crypto');
const helpers = require(Runtime.getFunctions()['helpers'].path);
const time = helpers.load('time');
const { Problem } = helpers;

const TYPES = ['BOOKED', 'RESCHEDULED', 'MODIFIED', 'CONFIRMED', 'CANCELED', 'NOSHOWED', 'REMIND'];
/** Texts about these make sense only while the appointment lies ahead. */
const AHEAD = ['BOOKED', 'RESCHEDULED', 'REMIND'];
const LONGEST = 200;

/** @param {string} detail @param {string} field */
function invalid(detail, field) {
  return new Problem(400, 'event-invalid', `${field} ${detail}`, field);
}

/**
 * A field's text in one line, or null.
 * @param {Record<string, unknown>} event @param {string} field
 */
function text(event, field) {
  const value = event[field];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' && typeof value !== 'number') throw invalid('must be text', field);
  const line = String(value)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  if ([...line].length > LONGEST) throw invalid(`must have at most ${LONGEST} characters`, field);
  return line === '' ? null : line;
}

/** @param {Record<string, unknown>} event @param {string} field */
function required(event, field) {
  const value = text(event, field);
  if (value === null) throw invalid('must be given', field);
  return value;
}

/** E.164 from what people write in the US. @param {string} written @returns {string | undefined} */
function e164(written) {
  if (!/^\+?[\d\s().-]+$/.test(written)) return undefined;
  const digits = written.replace(/\D/g, '');
  if (written.startsWith('+')) return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : undefined;
  if (/^[2-9]\d{9}$/.test(digits)) return `+1${digits}`;
  return /^1[2-9]\d{9}$/.test(digits) ? `+${digits}` : undefined;
}

/** @param {Record<string, unknown>} event @param {string | undefined} clinic */
function instant(event, clinic) {
  const written = required(event, 'appointment_datetime');
  const read = time.parseDateTime(written);
  if (!read) throw invalid('must be a date and time such as 2026-03-09T09:30:00-07:00', 'appointment_datetime');
  const named = text(event, 'appointment_timezone');
  const own = named === null ? undefined : time.parseZone(named);
  if (named !== null && own === undefined) {
    throw invalid('must be an offset such as -0700 or a zone such as America/Los_Angeles', 'appointment_timezone');
  }
  const zone = read.zone ?? own ?? time.parseZone(clinic);
  if (zone === undefined) {
    throw invalid('must be given: the time has no offset and the clinic no zone', 'appointment_timezone');
  }
  return { startsAt: time.instantOf(read.wall, zone), zone: time.parseZone(clinic) ?? own ?? zone, timezone: named };
}

/**
 * @param {unknown} input The event, or its JSON.
 * @param {{ zone?: string }} settings
 * @param {number} now
 * @returns {Appointment}
 */
function read(input, settings, now) {
  let event = input;
  if (typeof input === 'string') {
    try {
      event = JSON.parse(input);
    } catch {
      throw new Problem(400, 'event-invalid', 'event must be JSON', 'event');
    }
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new Problem(400, 'event-invalid', 'event must be a JSON object', 'event');
  }
  const fields = /** @type {Record<string, unknown>} */ (event);
  const type = required(fields, 'event_type').toUpperCase();
  if (!TYPES.includes(type)) throw invalid(`must be one of ${TYPES.join(', ')}`, 'event_type');
  const happened = time.parseDateTime(required(fields, 'event_datetime_utc'));
  if (!happened) throw invalid('must be a date and time such as 2026-03-06T20:00:00Z', 'event_datetime_utc');
  const phone = e164(required(fields, 'patient_phone'));
  if (!phone) throw invalid('must be a phone number such as +12025550143', 'patient_phone');
  const { startsAt, zone, timezone } = instant(fields, settings.zone);
  if (AHEAD.includes(type) && startsAt <= now) throw invalid('must lie in the future', 'appointment_datetime');
  const callback = text(fields, 'provider_callback_phone');
  const canonical = Object.keys(fields)
    .sort()
    .map((key) => [key, fields[key]]);
  return {
    type,
    at: time.instantOf(happened.wall, happened.zone ?? 0),
    digest: createHash('sha256').update(JSON.stringify(canonical)).digest('hex'),
    appointment_id: required(fields, 'appointment_id'),
    startsAt,
    zone,
    timezone: timezone ?? settings.zone ?? 'UTC',
    patient: {
      id: text(fields, 'patient_id'),
      first_name: text(fields, 'patient_first_name'),
      last_name: text(fields, 'patient_last_name'),
      phone,
    },
    provider: {
      id: text(fields, 'provider_id'),
      first_name: text(fields, 'provider_first_name'),
      last_name: text(fields, 'provider_last_name'),
      callback_phone: callback === null ? null : (e164(callback) ?? callback),
    },
    location: text(fields, 'appointment_location'),
  };
}

module.exports = { read, e164, TYPES };
