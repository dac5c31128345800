'use strict';
/**
 * Checks an event and gives what the Flow's texts print: the clinic's wall time in parts, names in one line.
 * `event` is the event's JSON, `to` the Execution's contact.
 */
/** @type {typeof import('./helpers.private')} */
const helpers = require(Runtime.getFunctions()['helpers'].path);

exports.handler = helpers.answering(async (context, input) => {
  const time = helpers.load('time');
  const reader = helpers.load('event-reader');
  const event = reader.read(input.event, { zone: context.TIME_ZONE }, Date.now());
  // The Flow texts the Execution's contact, reminders go to the event's number: they have to be one.
  if (input.to && reader.e164(String(input.to)) !== event.patient.phone) {
    throw new helpers.Problem(
      400,
      'phone-mismatch',
      'patient_phone must be the number that the Execution is for',
      'patient_phone',
    );
  }
  const { first_name: first, last_name: last, callback_phone: callback } = event.provider;
  return {
    ...time.parts(event.startsAt, event.zone),
    event_type: event.type,
    appointment_id: event.appointment_id,
    patient_first_name: event.patient.first_name ?? '',
    provider: [first, last].filter(Boolean).join(' '),
    callback_phone: callback ?? '',
    location: event.location ?? '',
  };
});
