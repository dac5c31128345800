'use strict';

/**
 * Carries an event out: decide, write the decision, create the new reminders, write their SIDs, cancel the old
 * ones, write that. Whatever call fails, the record says what is left, and the same event delivered again
 * finishes it.
 */

/** @type {typeof import('./helpers.private')} */
const { Problem, jsonParameter, log, describe } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./settings.private')} */
const { eventSettings, reminderSettings } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./event-validation.private')} */
const { readEvent } = require(Runtime.getFunctions()['event-validation'].path);
/** @type {typeof import('./phone-item.private')} */
const phones = require(Runtime.getFunctions()['phone-item'].path);
/** @type {typeof import('./appointment-decision.private')} */
const decision = require(Runtime.getFunctions()['appointment-decision'].path);
/** @type {typeof import('./settle-reminders.private')} */
const { settle } = require(Runtime.getFunctions()['settle-reminders'].path);
/** @type {typeof import('./record-store.private')} */
const { openStore, untilWritten } = require(Runtime.getFunctions()['record-store'].path);
/** @type {typeof import('./scheduled-message-helper.private')} */
const { openMessages } = require(Runtime.getFunctions()['scheduled-message-helper'].path);

/**
 * @typedef {import('./appointment-decision.private').AppointmentRecord} AppointmentRecord
 * @typedef {import('./settle-reminders.private').Reach} Reach
 */

const LONGEST_TEXT = 1600;

/**
 * @param {Context} context
 * @returns {Reach}
 */
function reach(context) {
  // Seven calls in a row at most, within Studio's ten seconds; the SDK repeats only what Twilio refused with 429.
  const client = context.getTwilioClient({ timeout: 3000, autoRetry: true, maxRetries: 2 });
  return { context, store: openStore(context, client), messages: openMessages(context, client) };
}

/**
 * @param {FunctionEvent} parameters
 * @param {string} type
 * @returns {import('./appointment-decision.private').ReminderTexts}
 */
function reminderTexts(parameters, type) {
  if (type === 'CANCELED' || type === 'NOSHOWED') return { ask: '', confirmed: '' };
  const [ask, confirmed] = ['reminder_text', 'reminder_text_confirmed'].map((name) => {
    const text = String(parameters[name] ?? '').trim();
    if (text !== '' && text.length <= LONGEST_TEXT) return text;
    // The Flow's mistake, not the EHR's: with a 5xx the event's own text still goes out.
    throw new Problem(500, 'invalid-parameter', `\`${name}\` needs 1 to ${LONGEST_TEXT} characters.`, name);
  });
  return { ask, confirmed };
}

/**
 * @param {Context} context
 * @param {FunctionEvent} parameters `event` (JSON), `reminder_text`, `reminder_text_confirmed`
 * @param {import('./event-validation.private').EventType} type the only event type this function takes
 */
async function applyEvent(context, parameters, type) {
  const read = readEvent(jsonParameter(parameters.event, 'event'), eventSettings(context), Date.now());
  if (read.event.event_type !== type) {
    throw new Problem(400, 'wrong-event-type', `This function takes ${type} only.`, 'event_type');
  }
  const texts = reminderTexts(parameters, type);
  const settings = reminderSettings(context);
  const to = reach(context);
  const { decided, stored, firstText } = await begin(to, read, texts, settings);
  const settled = await settle(to, stored, decided.claimed).catch((error) => {
    log('error', context, 'unfinished', describe(error), stored.data.appointment_id);
    return null;
  });
  if (settled === null || settled.unfinished) {
    const detail = 'Not every reminder is as it should be; the same event sent again finishes it.';
    const { outcome, text } = decided;
    const { state } = stored.data;
    throw new Problem(503, 'unfinished', detail, null, {
      outcome,
      text,
      first_text: yesOrNo(firstText),
      appointment: { state },
    });
  }
  return { ...answer(decided, settled.stored.data), first_text: yesOrNo(firstText) };
}

/**
 * @param {boolean} value
 * @returns {'yes' | 'no'} what a Flow can compare, also where nothing stands
 */
function yesOrNo(value) {
  return value ? 'yes' : 'no';
}

/**
 * @param {import('./appointment-decision.private').Decision} decided
 * @param {AppointmentRecord} record
 */
function answer(decided, record) {
  return {
    outcome: decided.outcome,
    text: decided.text,
    appointment: {
      appointment_id: record.appointment_id,
      state: record.state,
      starts_at: record.starts_at,
      timezone: record.timezone,
    },
    reminders: record.reminders.map(({ id, offset, send_at, state, message_sid, reason }) => {
      return { id, offset, send_at, state, message_sid, reason };
    }),
  };
}

/**
 * Decides and writes the decision. The phone's item goes first: it reserves the send times, so that two events
 * for one phone cannot both take the day's last reminder.
 *
 * @param {Reach} to
 * @param {ReturnType<typeof readEvent>} read
 * @param {import('./appointment-decision.private').ReminderTexts} texts
 * @param {import('./appointment-decision.private').ReminderSettings} settings
 */
function begin({ store }, read, texts, settings) {
  const { appointment_id: id, patient_phone: number } = read.event;
  return untilWritten(async () => {
    const now = Date.now();
    const [stored, phone] = await Promise.all([store.appointment(id), store.phone(number)]);
    const decided = decision.decide({
      record: stored?.data ?? null,
      phone: phone?.data ?? null,
      read,
      texts,
      settings,
      now,
    });
    const { record } = decided;
    const indexed = record.patient.phone === number ? phone : await store.phone(record.patient.phone);
    const entry = decision.phoneEntry(record);
    const listed = phones.withEntry(indexed?.data ?? null, id, entry, now);
    const introduction =
      decided.text === 'send'
        ? phones.withIntroduction(listed ?? indexed?.data ?? null, read.digest, now)
        : null;
    const index = introduction ?? listed;
    if (index) await store.savePhone(record.patient.phone, index, indexed?.revision ?? null);
    const same = stored && record === stored.data;
    return {
      decided,
      stored: same ? stored : await store.saveAppointment(record, stored?.revision ?? null),
      firstText: decided.text === 'send' && phones.introducedBy(index ?? indexed?.data ?? null, read.digest),
    };
  });
}

module.exports = { applyEvent, reach };
