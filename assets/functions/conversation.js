'use strict';

/** The texts between the clinic and one phone, as the patient sees them. */

/** @type {typeof import('./helpers.private')} */
const { Problem } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./settings.private')} */
const { needed } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./event-validation.private')} */
const { normalisePhone } = require(Runtime.getFunctions()['event-validation'].path);
/** @type {typeof import('./logins.private')} */
const { isSignInText } = require(Runtime.getFunctions()['logins'].path);
/** @type {typeof import('./session.private')} */
const { signedIn } = require(Runtime.getFunctions()['session'].path);

const SHOWN = 50;
/** Reminders to come are among what Twilio lists. */
const LISTED = 100;
/** Not on the patient's phone, and never was. */
const UNSENT = new Set(['scheduled', 'canceled']);

exports.handler = signedIn(['app'], async (context, parameters) => {
  const clinic = needed(context, 'TWILIO_PHONE_NUMBER');
  const service = needed(context, 'MESSAGING_SERVICE_SID');
  const phone = normalisePhone(String(parameters.phone ?? '').slice(0, 40), clinic);
  if (phone === null) {
    const detail = '`phone` is no phone number in E.164 form such as +12025550123.';
    throw new Problem(400, 'invalid-phone', detail, 'phone');
  }
  const { messages } = context.getTwilioClient({ timeout: 4000 });
  const page = { limit: LISTED, pageSize: LISTED };
  const [sent, received] = await Promise.all([
    messages.list({ to: phone, ...page }),
    messages.list({ from: phone, to: clinic, ...page }),
  ]);
  // What a Messaging Service has just taken has no sender yet.
  const ours = sent.filter(
    ({ from, messagingServiceSid }) => from === clinic || (!from && messagingServiceSid === service),
  );
  // Twilio lists the newest first and tells whole seconds; in one second an answer follows what it answers.
  const shown = [...received.reverse(), ...ours.reverse()]
    .filter(({ status, body }) => !UNSENT.has(status) && !isSignInText(body))
    .map(({ sid, direction, body, status, dateSent, dateCreated, errorCode }) => ({
      sid,
      direction: direction === 'inbound' ? 'received' : 'sent',
      body,
      status,
      at: (dateSent ?? dateCreated).toISOString(),
      error_code: errorCode,
    }))
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return { messages: shown.slice(-SHOWN) };
});
