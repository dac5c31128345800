'use strict';

/** Does what an EHR does: starts an Execution of the Flow with an event. */

/** @type {typeof import('./helpers.private')} */
const { Problem, Answer, jsonParameter } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./settings.private')} */
const { needed, eventSettings } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./event-validation.private')} */
const { readEvent } = require(Runtime.getFunctions()['event-validation'].path);
/** @type {typeof import('./session.private')} */
const { signedIn } = require(Runtime.getFunctions()['session'].path);

exports.handler = signedIn(['app'], async (context, parameters) => {
  const raw = jsonParameter(parameters.event, 'event');
  const now = Date.now();
  // An event of this moment, where it says nothing else.
  const dated = { ...raw, event_datetime_utc: raw.event_datetime_utc || new Date(now).toISOString() };
  const { event } = readEvent(dated, eventSettings(context), now);
  const flow = context.getTwilioClient({ timeout: 5000 }).studio.v2.flows(needed(context, 'FLOW_SID'));
  try {
    const { sid } = await flow.executions.create({
      to: event.patient_phone,
      from: needed(context, 'TWILIO_PHONE_NUMBER'),
      parameters: event,
    });
    return new Answer(201, { execution_sid: sid, event });
  } catch (error) {
    // 409/20409: one Execution at a time for a contact.
    if (/** @type {{status?: number}} */ (error).status !== 409) throw error;
    const detail = 'The Flow is still at work for this patient’s phone; try again in a moment.';
    throw new Problem(409, 'contact-busy', detail, 'patient_phone');
  }
});
