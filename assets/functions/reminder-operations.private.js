'use strict';

/**
 * What a person does to reminders: cancel them, or send them at once. The intention is written into the record
 * before Twilio is asked; whatever fails after that, the same call again, an event or the sweep finishes it.
 */

/** @type {typeof import('./helpers.private')} */
const { Problem, log, describe } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./time.private')} */
const { MINUTE } = require(Runtime.getFunctions()['time'].path);
/** @type {typeof import('./appointment-decision.private')} */
const decision = require(Runtime.getFunctions()['appointment-decision'].path);
/** @type {typeof import('./record-store.private')} */
const { statusOf } = require(Runtime.getFunctions()['record-store'].path);
/** @type {typeof import('./apply-event.private')} */
const { reach } = require(Runtime.getFunctions()['apply-event'].path);
/** @type {typeof import('./settle-reminders.private')} */
const { settle, finish, mergeSent, noteOptOut } = require(Runtime.getFunctions()['settle-reminders'].path);

/**
 * @typedef {import('./settle-reminders.private').Reach} Reach
 * @typedef {import('./settle-reminders.private').StoredAppointment} StoredAppointment
 * @typedef {import('./settle-reminders.private').Send} Send
 * @typedef {import('./appointment-decision.private').AppointmentRecord} AppointmentRecord
 * @typedef {import('./appointment-decision.private').Reminder} Reminder
 *
 * @typedef {{appointment_id: string, id: string}} Chosen
 * @typedef {'canceled' | 'sent' | 'already-sent' | 'not-found' | 'failed'} Outcome
 * @typedef {{outcome: Outcome, detail: string | null}} Verdict
 * @typedef {Verdict & Chosen} Result
 * @typedef {(to: Reach, stored: StoredAppointment, ids: string[]) => Promise<Map<string, Verdict>>} Operation
 */

const MOST = 20;
/** Appointments worked on at the same time. */
const TOGETHER = 5;
/** After this nothing new is begun: a function ends after 10 s. */
const BUDGET_MS = 5000;
/** Closer than this to its time, a scheduled Message is left to go out by itself: canceling it might be too late. */
const GOES_OUT = MINUTE;
const UNDER_WAY = 'It is being worked on right now; the same call in a minute finishes it.';
const NOT_YET_CANCELED = 'It is to be canceled, but Twilio still has it; the same call again cancels it.';

/**
 * @param {Outcome} outcome
 * @param {string | null} [detail] for people
 * @returns {Verdict}
 */
function verdict(outcome, detail = null) {
  return { outcome, detail };
}

/**
 * @param {unknown} value `[{appointment_id, id}]`
 * @returns {Chosen[]} without repetitions
 */
function readChosen(value) {
  let list = value;
  if (typeof value === 'string') {
    try {
      list = JSON.parse(value);
    } catch {
      list = null;
    }
  }
  const detail = `\`reminders\` is no list of 1 to ${MOST} objects with \`appointment_id\` and \`id\`.`;
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST) {
    throw new Problem(400, 'invalid-field', detail, 'reminders');
  }
  /** @type {Map<string, Chosen>} */
  const chosen = new Map();
  for (const one of list) {
    const { appointment_id, id } = one ?? {};
    const text = (/** @type {unknown} */ part) =>
      typeof part === 'string' && part !== '' && part.length <= 256;
    if (!text(appointment_id) || !text(id)) throw new Problem(400, 'invalid-field', detail, 'reminders');
    chosen.set(JSON.stringify([appointment_id, id]), { appointment_id, id });
  }
  return [...chosen.values()];
}

/**
 * @param {Context} context
 * @param {FunctionEvent} parameters
 * @param {Operation} operation
 * @returns {Promise<{results: Result[]}>} in the order asked for
 */
async function forEachAppointment(context, parameters, operation) {
  const chosen = readChosen(parameters.reminders);
  const to = reach(context);
  const deadline = performance.now() + BUDGET_MS;
  const waiting = [...new Set(chosen.map(({ appointment_id }) => appointment_id))];
  /** @type {Map<string, Map<string, Verdict>>} */
  const verdicts = new Map();
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined && performance.now() < deadline; id = waiting.shift()) {
      const ids = chosen.filter((one) => one.appointment_id === id).map((one) => one.id);
      verdicts.set(id, await attempt(to, id, ids, operation));
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  const late = verdict('failed', 'Not begun in time; the same call again does it.');
  const results = chosen.map(({ appointment_id, id }) => {
    return { appointment_id, id, ...(verdicts.get(appointment_id)?.get(id) ?? late) };
  });
  return { results };
}

/**
 * @param {Reach} to
 * @param {string} appointmentId
 * @param {string[]} ids
 * @param {Operation} operation
 * @returns {Promise<Map<string, Verdict>>}
 */
async function attempt(to, appointmentId, ids, operation) {
  const all = (/** @type {Verdict} */ one) => new Map(ids.map((id) => [id, one]));
  try {
    let stored = await to.store.appointment(appointmentId);
    if (stored && stored.data.reminders.some(unfinished)) stored = (await finish(to, stored))?.stored ?? null;
    if (!stored) return all(verdict('not-found', 'There is no record of the appointment.'));
    return await operation(to, stored, ids);
  } catch (error) {
    log('warn', to.context, 'reminder-operation', describe(error), appointmentId);
    return all(verdict('failed', 'Twilio did not answer as expected; the same call again finishes it.'));
  }
}

/**
 * @param {Reminder} reminder
 * @returns {boolean} whether a call before this one has left something to do
 */
function unfinished({ state, sending_at }) {
  return state === 'creating' || state === 'obsolete' || Boolean(sending_at);
}

/**
 * @param {AppointmentRecord} record
 * @param {string[]} ids
 * @param {(reminder: Reminder) => Verdict | Partial<Reminder>} decide
 * @returns {{record: AppointmentRecord, verdicts: Map<string, Verdict>, changed: string[]}}
 */
function mark(record, ids, decide) {
  /** @type {Map<string, Verdict>} */
  const verdicts = new Map(
    ids.map((id) => [id, verdict('not-found', 'The appointment has no such reminder.')]),
  );
  /** @type {string[]} */
  const changed = [];
  const reminders = record.reminders.map((reminder) => {
    if (!verdicts.has(reminder.id)) return reminder;
    const decided = decide(reminder);
    if ('outcome' in decided) {
      verdicts.set(reminder.id, decided);
      return reminder;
    }
    changed.push(reminder.id);
    return { ...reminder, ...decided };
  });
  if (changed.length === 0) return { record, verdicts, changed };
  return { record: { ...record, reminders, updated_at: new Date().toISOString() }, verdicts, changed };
}

/**
 * Writes what `decide` says of each reminder.
 *
 * @param {Reach} to
 * @param {StoredAppointment} stored
 * @param {string[]} ids
 * @param {(reminder: Reminder) => Verdict | Partial<Reminder>} decide
 */
async function write({ store }, stored, ids, decide) {
  let marked = mark(stored.data, ids, decide);
  const written = await store.updateAppointment(
    stored.data.appointment_id,
    (record) => (marked = mark(record, ids, decide)).record,
    stored,
  );
  if (!written) throw new Error('the record is gone');
  return { written, ...marked };
}

/**
 * @param {Reminder} reminder
 * @param {number} now
 * @param {number} margin
 * @returns {Verdict | null} null while it has not gone out and may still be decided about
 */
function over({ state, send_at, starts_at, reason, text }, now, margin) {
  switch (state) {
    case 'sent':
      return verdict('already-sent', `It went out at ${send_at}.`);
    case 'canceled':
      return verdict('canceled', reason);
    case 'obsolete':
      return verdict('failed', NOT_YET_CANCELED);
    case 'failed':
      if (reason === decision.NOT_SENT && text !== null && Date.parse(starts_at) > now) return null;
      return verdict('failed', `It is failed: ${reason}.`);
    case 'skipped':
      return verdict('failed', `It is skipped: ${reason}.`);
    case 'scheduled':
      if (Date.parse(send_at) > now + margin) return null;
      return verdict('already-sent', `Its time is ${send_at}: Twilio sends it.`);
    default:
      return null;
  }
}

/** @type {Operation} */
async function cancelThem(to, stored, ids) {
  const now = Date.now();
  const { written, verdicts, changed } = await write(to, stored, ids, (reminder) => {
    const { state, reason, sending_at } = reminder;
    if (state === 'skipped' || state === 'failed') return verdict('canceled', `It was ${state}: ${reason}.`);
    const ended = over(reminder, now, 0);
    if (ended) return ended;
    if (sending_at) return verdict('failed', UNDER_WAY);
    const next = state === 'parked' ? 'canceled' : 'obsolete';
    return {
      state: next,
      reason: decision.CANCELED_BY_OPERATOR,
      text: reminder.message_sid ? null : reminder.text,
    };
  });
  const settled = await settle(to, written, [], stored.data);
  for (const id of changed) {
    const { state, send_at } = /** @type {Reminder} */ (
      settled.stored.data.reminders.find((one) => one.id === id)
    );
    if (state === 'canceled') verdicts.set(id, verdict('canceled'));
    else if (state === 'sent') verdicts.set(id, verdict('already-sent', `It went out at ${send_at}.`));
    else verdicts.set(id, verdict('failed', NOT_YET_CANCELED));
  }
  return verdicts;
}

/**
 * Claims, cancels the Message that was scheduled for later, sends, and writes that down: wherever it is cut off, at
 * most one text goes out. A claim whose outcome is not known is settled by looking at both Messages: what was not sent
 * is scheduled again, or fails, to be seen, when its time is too near for that.
 *
 * @type {Operation}
 */
async function sendThem(to, stored, ids) {
  const { store } = to;
  const claim = new Date().toISOString();
  const now = Date.parse(claim);
  const { written, verdicts, changed } = await write(to, stored, ids, (reminder) => {
    const ended = over(reminder, now, GOES_OUT);
    if (ended) return ended;
    if (reminder.state === 'creating' || reminder.sending_at) return verdict('failed', UNDER_WAY);
    if (reminder.text === null) return verdict('failed', 'The record does not hold its text.');
    return { sending_at: claim };
  });
  const claimed = written.data.reminders.filter(({ id }) => changed.includes(id));
  /** @type {Map<string, Send>} */
  const sends = new Map();
  await Promise.all(
    claimed.map(async (reminder) => {
      const { known, ...attempted } = await sendOne(to, stored.data.appointment_id, reminder);
      if (known) sends.set(reminder.id, { claim, at: Date.now(), ...known });
      verdicts.set(reminder.id, attempted.verdict);
    }),
  );
  if (claimed.length === 0) return verdicts;
  const noted = await store
    .updateAppointment(written.data.appointment_id, (record) => mergeSent(record, sends), written)
    .then((known) => known && settle(to, known, [], stored.data))
    .catch((error) => {
      log('warn', to.context, 'send-not-noted', describe(error), stored.data.appointment_id);
      return null;
    });
  for (const { id } of claimed) {
    if (noted?.stored.data.reminders.some((one) => one.id === id && one.state === 'sent')) {
      verdicts.set(id, verdict('sent'));
    } else if (sends.get(id)?.sid) {
      const detail = 'It was sent, but that is not in the record yet; the same call in a minute notes it.';
      verdicts.set(id, verdict('failed', detail));
    }
  }
  return verdicts;
}

/**
 * @param {Reach} to
 * @param {string} appointmentId
 * @param {Reminder} reminder that is claimed
 * @returns {Promise<{verdict: Verdict, known?: Pick<Send, 'sid' | 'lifted' | 'refused'>}>} nothing known: it may be sent,
 *   or its scheduled Message canceled, or not
 */
async function sendOne(to, appointmentId, reminder) {
  const { state, message_sid } = reminder;
  let lifted = false;
  try {
    if (state === 'scheduled' && message_sid !== null) {
      const outcome = await to.messages.cancel(message_sid);
      if (outcome === 'sent') {
        const detail = 'Its scheduled Message went out meanwhile.';
        return { verdict: verdict('already-sent', detail), known: { sid: null, lifted } };
      }
      lifted = true;
    }
    const answer = await to.messages.send({ to: reminder.to, text: String(reminder.text) });
    if ('sid' in answer) return { verdict: verdict('sent'), known: { sid: answer.sid, lifted } };
    const { refused } = answer;
    if (refused === decision.OPTED_OUT) await noteOptOut(to, reminder.to).catch(() => {});
    const refusal = verdict('failed', `Twilio refused it: ${refused}.`);
    return { verdict: refusal, known: { sid: null, lifted, refused } };
  } catch (error) {
    log('warn', to.context, 'reminder-not-sent', describe(error), appointmentId);
    const status = statusOf(error) ?? 0;
    // What Twilio answered with a 4xx it did not do; 408 says that it did not wait for us.
    if (status >= 400 && status < 500 && status !== 408) {
      const detail = 'Twilio did not take it; the same call again tries it again.';
      return { verdict: verdict('failed', detail), known: { sid: null, lifted } };
    }
    const detail = 'It is not known whether Twilio took it; the same call in a minute finds out.';
    return { verdict: verdict('failed', detail) };
  }
}

/**
 * @param {Context} context
 * @param {FunctionEvent} parameters `reminders`
 */
const cancelReminders = (context, parameters) => forEachAppointment(context, parameters, cancelThem);

/**
 * @param {Context} context
 * @param {FunctionEvent} parameters `reminders`
 */
const sendReminders = (context, parameters) => forEachAppointment(context, parameters, sendThem);

module.exports = { cancelReminders, sendReminders };
