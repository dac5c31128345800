'use strict';

/** A text that Twilio did not take from the Flow: noted with its appointment, and logged. */

/** @type {typeof import('./helpers.private')} */
const { Problem, handler, log } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./apply-event.private')} */
const { reach } = require(Runtime.getFunctions()['apply-event'].path);
/** @type {typeof import('./appointment-decision.private')} */
const { phoneEntry, withFailedText } = require(Runtime.getFunctions()['appointment-decision'].path);
/** @type {typeof import('./phone-item.private')} */
const { withEntry, withoutIntroduction } = require(Runtime.getFunctions()['phone-item'].path);

exports.handler = handler(async (context, parameters) => {
  if (parameters.appointment_id === undefined) {
    throw new Problem(400, 'missing-field', 'The call needs `appointment_id`.', 'appointment_id');
  }
  const appointmentId = String(parameters.appointment_id);
  const type = String(parameters.event_type ?? '') || 'REPLY';
  const about = appointmentId === '' ? undefined : appointmentId;
  log('warn', context, 'text-not-sent', `Twilio did not take the text about ${type}.`, about);
  if (appointmentId === '') return { noted: false };
  const { store } = reach(context);
  const now = Date.now();
  const noted = await store.updateAppointment(appointmentId, (record) => withFailedText(record, type, now));
  if (noted && type !== 'REPLY') {
    const { patient, last_event: event } = noted.data;
    await store.updatePhone(patient.phone, (phone) => {
      const next = withoutIntroduction(phone, event.digest, now);
      return withEntry(next ?? phone, appointmentId, phoneEntry(noted.data), now) ?? next;
    });
  }
  return { noted: noted !== null };
});
