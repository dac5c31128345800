'use strict';

/**
 * Carries an event out: decide, cancel the reminders that are wrong from now on, write the decision, create the new
 * ones, write their SIDs. Cut off before the decision is written, the event has not happened; after that nothing
 * goes out that it made wrong. Whatever call fails, the record says what is left, and the same event delivered again
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
const { settle, clear } = require(Runtime.getFunctions()['settle-reminders'].path);
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
  const { decided, claimed, unsure, stored, firstText } = await begin(to, read, texts, settings);
  const settled = await settle(to, stored, claimed).catch((error) => {
    log('error', context, 'unfinished', describe(error), stored.data.appointment_id);
    return null;
  });
  // Whoever delivered it before may still be at it, or may have been cut off.
  const begun = decided.outcome === 'duplicate' && settled?.stored.data.reminders.some(decision.isBegun);
  if (settled === null || settled.unfinished || unsure || begun) {
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
 * Decides, cancels what the decision has made wrong, and writes the decision. The phone's item goes before the record:
 * it reserves the send times, so that two events for one phone cannot both take the day's last reminder.
 *
 * @param {Reach} to
 * @param {ReturnType<typeof readEvent>} read
 * @param {import('./appointment-decision.private').ReminderTexts} texts
 * @param {import('./appointment-decision.private').ReminderSettings} settings
 */
function begin(to, read, texts, settings) {
  const { store } = to;
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
    const [withdrawn, kept] = await Promise.all([
      withdraw(to, decided.record),
      lookAt(to, decided.record, now),
    ]);
    const taken = decision.createAgain(withdrawn, kept.missing, now, phones.optedOut(phone?.data ?? null));
    const { record } = taken;
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
      claimed: [...decided.claimed, ...taken.claimed],
      unsure: kept.unsure,
      stored: same ? stored : await store.saveAppointment(record, stored?.revision ?? null),
      firstText: decided.text === 'send' && phones.introducedBy(index ?? indexed?.data ?? null, read.digest),
    };
  });
}

/**
 * Cancels what the decision has made wrong. What cannot be canceled stays obsolete in the record, for `settle` to try
 * again.
 *
 * @param {Reach} to
 * @param {AppointmentRecord} record that is decided and not yet written
 * @returns {Promise<AppointmentRecord>} the same when there was nothing to cancel
 */
async function withdraw(to, record) {
  try {
    const { changed, note } = await clear(to, record, []);
    return changed ? note(record) : record;
  } catch (error) {
    log('warn', to.context, 'reminders-not-withdrawn', describe(error), record.appointment_id);
    return record;
  }
}

/**
 * An event that was cut off before it was written, or overtaken by a newer one, may have canceled what the record
 * still counts on.
 *
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @param {number} now
 * @returns {Promise<{missing: string[], unsure: boolean}>} ids of reminders that Twilio does not hold any more; unsure:
 *   of some it did not say
 */
async function lookAt({ context, messages }, record, now) {
  const held = record.reminders.filter(
    ({ state, send_at, sending_at }) => state === 'scheduled' && !sending_at && Date.parse(send_at) > now,
  );
  /** @type {string[]} */
  const missing = [];
  let unsure = false;
  await Promise.all(
    held.map(async ({ id, message_sid }) => {
      try {
        const message = await messages.fetch(String(message_sid));
        if (message === null || message.status === 'canceled') missing.push(id);
      } catch (error) {
        log('warn', context, 'reminder-not-looked-up', describe(error), record.appointment_id);
        unsure = true;
      }
    }),
  );
  return { missing, unsure };
}

module.exports = { applyEvent, reach };
