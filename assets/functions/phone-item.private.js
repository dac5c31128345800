'use strict';

/**
 * What a phone number's item says: its appointments, whether the patient has opted out, which event's text was
 * the first; and how long items live. Pure.
 */

/** @type {typeof import('./time.private')} */
const time = require(Runtime.getFunctions()['time'].path);

/**
 * @typedef {import('./appointment-decision.private').PhoneEntry} PhoneEntry
 * @typedef {import('./appointment-decision.private').PhoneRecord} PhoneRecord
 */

const RETENTION = 30 * time.DAY;
const LONGEST_TTL = 365 * time.DAY;
/** An item that could live so much longer is written again. */
const RENEWED = 30 * time.DAY;
const KEPT_PHONE_ENTRIES = 75;
/** Sync takes 16 KiB an item. */
const LARGEST_ITEM = 15_000;

/**
 * Least recently texted first. When an item is full, those go first that reserve no day for a reminder to come.
 *
 * @param {PhoneRecord | null} phone
 * @param {string} appointmentId
 * @param {PhoneEntry | null} entry null takes the appointment off the number
 * @param {number} now
 * @returns {PhoneRecord | null} null when nothing changes
 */
function withEntry(phone, appointmentId, entry, now) {
  const before = phone?.appointments ?? [];
  const mine = before.find((one) => one.appointment_id === appointmentId) ?? null;
  if (JSON.stringify(mine) === JSON.stringify(entry)) return null;
  const others = before.filter(
    (one) => one.appointment_id !== appointmentId && Date.parse(one.starts_at) + RETENTION > now,
  );
  const appointments = [...others, ...(entry ? [entry] : [])].sort(
    (a, b) => Date.parse(a.last_text_at ?? a.starts_at) - Date.parse(b.last_text_at ?? b.starts_at),
  );
  while (
    appointments.length > KEPT_PHONE_ENTRIES ||
    Buffer.byteLength(JSON.stringify(appointments)) > LARGEST_ITEM
  ) {
    const idle = appointments.findIndex(
      (one) => one !== entry && !one.reminders.some((sendAt) => Date.parse(sendAt) > now),
    );
    appointments.splice(Math.max(idle, 0), 1);
  }
  return { ...phone, version: 1, appointments, updated_at: new Date(now).toISOString() };
}

/**
 * @param {PhoneRecord | null} phone
 * @returns {boolean}
 */
function optedOut(phone) {
  return Boolean(phone?.opted_out_at);
}

/**
 * @param {PhoneRecord | null} phone
 * @param {boolean} out whether the patient opted out, else in
 * @param {number} now
 * @returns {PhoneRecord | null} null when that is known
 */
function withOptOut(phone, out, now) {
  if (optedOut(phone) === out) return null;
  const at = new Date(now).toISOString();
  return { appointments: [], ...phone, version: 1, opted_out_at: out ? at : null, updated_at: at };
}

/**
 * @param {PhoneRecord | null} phone
 * @param {string} digest of the event
 * @param {number} now
 * @returns {PhoneRecord | null} null when the phone had its first text, which says how to stop, before
 */
function withIntroduction(phone, digest, now) {
  if (phone?.introduced_by) return null;
  return {
    appointments: [],
    ...phone,
    version: 1,
    introduced_by: digest,
    updated_at: new Date(now).toISOString(),
  };
}

/**
 * @param {PhoneRecord | null} phone
 * @param {string} digest of an event whose text was not sent
 * @param {number} now
 * @returns {PhoneRecord | null} null when another text was the phone's first
 */
function withoutIntroduction(phone, digest, now) {
  if (!phone || !introducedBy(phone, digest)) return null;
  return { ...phone, introduced_by: null, updated_at: new Date(now).toISOString() };
}

/**
 * @param {PhoneRecord | null} phone
 * @param {string} digest
 * @returns {boolean} whether that event's text is the phone's first
 */
function introducedBy(phone, digest) {
  return phone?.introduced_by === digest;
}

/**
 * Items expire 30 days after the appointment (Sync takes at most a year).
 *
 * @param {string[]} startsAt
 * @param {number} now
 * @returns {number} seconds
 */
function ttl(startsAt, now) {
  const last = Math.max(now + time.DAY, ...startsAt.map((one) => Date.parse(one) + RETENTION));
  return Math.round(Math.min(last - now, LONGEST_TTL) / 1000);
}

/**
 * Of a visit in more than a year the record would expire before it.
 *
 * @param {string} startsAt
 * @param {number | null} expires
 * @param {number} now
 * @returns {boolean}
 */
function expiresEarly(startsAt, expires, now) {
  return expires !== null && now + ttl([startsAt], now) * 1000 - expires > RENEWED;
}

/**
 * @param {PhoneRecord} phone
 * @param {number} now
 * @returns {number} seconds; that a patient opted out is remembered as long as Sync can
 */
function phoneTtl(phone, now) {
  if (optedOut(phone)) return LONGEST_TTL / 1000;
  return ttl(
    phone.appointments.map(({ starts_at }) => starts_at),
    now,
  );
}

module.exports = {
  KEPT_PHONE_ENTRIES,
  withEntry,
  optedOut,
  withOptOut,
  withIntroduction,
  introducedBy,
  withoutIntroduction,
  ttl,
  expiresEarly,
  phoneTtl,
};
