'use strict';
/**
 * Checks an event and gives what the Flow's texts print: the clinic's wall time in parts, names in one line.
 * `event` is the event's JSON.
 */
const helpers = require(Runtime.getFunctions()['helpers'].path);

exports.handler = helpers.answering(async (context, input) => {
  const time = helpers.load('time');
  const event = helpers.load('event-reader').read(input.event, { zone: context.TIME_ZONE }, Date.now());
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
