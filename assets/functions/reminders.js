'use strict';

/**
 * The reminders that are still to go out, and those that Twilio has not been told to cancel yet, in pages of records: a
 * page may have none.
 */

/** @type {typeof import('./time.private')} */
const time = require(Runtime.getFunctions()['time'].path);
/** @type {typeof import('./appointment-decision.private')} */
const { ACTIVE } = require(Runtime.getFunctions()['appointment-decision'].path);
/** @type {typeof import('./segments.private')} */
const { countSegments } = require(Runtime.getFunctions()['segments'].path);
/** @type {typeof import('./record-pages.private')} */
const { recordPage } = require(Runtime.getFunctions()['record-pages'].path);
/** @type {typeof import('./session.private')} */
const { signedIn } = require(Runtime.getFunctions()['session'].path);

/**
 * @param {import('./appointment-decision.private').AppointmentRecord} record
 * @param {number} now
 */
function pendingOf({ appointment_id, patient, timezone, reminders }, now) {
  const pending = reminders.filter(({ state, send_at, message_sid }) => {
    const held = state === 'scheduled' || (state === 'obsolete' && message_sid !== null);
    // Once its time has come Twilio has sent it, whatever the record says yet.
    return held ? Date.parse(send_at) > now : ACTIVE.has(state);
  });
  return pending.map(({ id, to, starts_at, offset, send_at, state, message_sid, text }) => ({
    appointment_id,
    id,
    patient: [patient.first_name, patient.last_name].filter(Boolean).join(' '),
    phone: to,
    appointment_at: starts_at,
    appointment_local: time.localIso(timezone, Date.parse(starts_at)),
    offset,
    send_at,
    send_at_local: time.localIso(timezone, Date.parse(send_at)),
    time_zone: timezone,
    state,
    message_sid,
    segments: text === null ? null : countSegments(text).segments,
  }));
}

exports.handler = signedIn(
  ['app', 'operate'],
  async (context, { page }) => {
    const { records, next } = await recordPage(context, page);
    const now = Date.now();
    const reminders = records.flatMap((record) => pendingOf(record, now));
    return { reminders: reminders.sort((a, b) => Date.parse(a.send_at) - Date.parse(b.send_at)), next };
  },
  'GET',
);
