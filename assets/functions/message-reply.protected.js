'use strict';

/** Says what a patient's text means and which of the appointments of that phone it is about. */

/** @type {typeof import('./helpers.private')} */
const { handler, jsonParameter } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./apply-event.private')} */
const { reach } = require(Runtime.getFunctions()['apply-event'].path);
/** @type {typeof import('./phone-item.private')} */
const { withOptOut } = require(Runtime.getFunctions()['phone-item'].path);
/** @type {typeof import('./replies.private')} */
const { meaningOf, optOutOf, appointmentMeant } = require(Runtime.getFunctions()['replies'].path);
/** @type {typeof import('./event-validation.private')} */
const { spoken } = require(Runtime.getFunctions()['event-validation'].path);

/** Short codes and names are programs: an answer of ours would bring another of theirs. */
const OF_A_PERSON = /^\+\d{7,15}$/;
/** So many appointments of one phone are looked at, the latest ones. */
const LOOKED_AT = 20;

exports.handler = handler(async (context, parameters) => {
  const message = jsonParameter(parameters.message, 'message');
  const phone = String(message.From ?? '');
  const meaning = meaningOf(String(message.Body ?? ''), String(message.OptOutType ?? ''));
  const out = optOutOf(String(message.Body ?? ''), String(message.OptOutType ?? ''));
  const { store } = reach(context);
  if (out !== null && OF_A_PERSON.test(phone)) {
    await store.updatePhone(phone, (known) => withOptOut(known, out, Date.now()));
  }
  if (meaning === 'opt' || !OF_A_PERSON.test(phone)) return { meaning: 'opt' };

  const entries = (await store.phone(phone))?.data.appointments ?? [];
  const records = await Promise.all(
    entries.slice(-LOOKED_AT).map(({ appointment_id }) => store.appointment(appointment_id)),
  );
  const now = Date.now();
  const known = records.flatMap((one) => one?.data ?? []);
  const record = appointmentMeant(known, phone, now);
  if (!record) return { meaning: 'no_appointment' };
  return {
    meaning,
    state: record.state,
    appointment_id: record.appointment_id,
    ...spoken(record.timezone, Date.parse(record.starts_at), record.provider, now),
    location: record.location,
  };
});
