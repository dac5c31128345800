'use strict';

/**
 * The first function of every event: checks it, gives it its one form, and says date and time as texts do.
 */

/** @type {typeof import('./helpers.private')} */
const { Problem, handler, jsonParameter } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./settings.private')} */
const { eventSettings } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./event-validation.private')} */
const { readEvent, normalisePhone, spoken } = require(Runtime.getFunctions()['event-validation'].path);

exports.handler = handler((context, parameters) => {
  const settings = eventSettings(context);
  const now = Date.now();
  const { event, startsAt } = readEvent(jsonParameter(parameters.event, 'event'), settings, now);
  const to = String(parameters.to ?? '');
  // The Flow texts the Execution's contact, the reminders go to the event's number: they have to be one.
  if (to !== '' && normalisePhone(to, settings.ownNumber) !== event.patient_phone) {
    const detail = '`patient_phone` is not the number that the Execution was started for.';
    throw new Problem(400, 'phone-mismatch', detail, 'patient_phone');
  }
  const provider = {
    first_name: event.provider_first_name,
    last_name: event.provider_last_name,
    callback_phone: event.provider_callback_phone,
  };
  return { ...spoken(event.appointment_timezone, startsAt, provider, now), event };
});
