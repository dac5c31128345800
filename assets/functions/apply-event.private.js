'use strict';

/**
 * Carries an event out: decide, write the decision, create the new reminders, write their SIDs, cancel the old
 * ones, write that. Whatever call fails, the record says what is left, and the same event delivered again
 * finishes it.
 */

/** @type {typeof import('./helpers.private')} */
const { Problem, jsonParameter, sha256, log, describe } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./settings.private')} */
const { eventSettings, reminderSettings } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./event-validation.private')} */
const { readEvent } = require(Runtime.getFunctions()['event-validation'].path);
/** @type {typeof import('./appointment-decision.private')} */
const decision = require(Runtime.getFunctions()['appointment-decision'].path);
/** @type {typeof import('./outreach.private')} */
const outreach = require(Runtime.getFunctions()['outreach'].path);
/** @type {typeof import('./record-store.private')} */
const { openStore, untilWritten } = require(Runtime.getFunctions()['record-store'].path);
/** @type {typeof import('./scheduled-message-helper.private')} */
const { openMessages } = require(Runtime.getFunctions()['scheduled-message-helper'].path);

/**
 * @typedef {import('./appointment-decision.private').AppointmentRecord} AppointmentRecord
 * @typedef {import('./appointment-decision.private').Reminder} Reminder
 * @typedef {import('./appointment-decision.private').Claim} Claim
 * @typedef {import('./record-store.private').Stored<AppointmentRecord>} StoredAppointment
 * @typedef {{context: Context, store: ReturnType<typeof openStore>, messages: ReturnType<typeof openMessages>}} Reach
 */

const LONGEST_TEXT = 1600;
const CREATED_TWICE = 'created-twice';

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
  const { decided, stored } = await begin(to, read, texts, settings);
  const settled = await settle(to, stored, decided.claimed).catch((error) => {
    log('error', context, 'unfinished', describe(error));
    return null;
  });
  if (settled === null || settled.unfinished) {
    const detail = 'Not every reminder is as it should be; the same event sent again finishes it.';
    const { outcome, text } = decided;
    throw new Problem(503, 'unfinished', detail, null, { outcome, text });
  }
  return answer(decided, settled.record);
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
    const index = decision.withEntry(indexed?.data ?? null, id, entry, now);
    if (index) await store.savePhone(record.patient.phone, index, indexed?.revision ?? null);
    const same = stored && record === stored.data;
    return { decided, stored: same ? stored : await store.saveAppointment(record, stored?.revision ?? null) };
  });
}

/**
 * Does what the record says is to be done.
 *
 * @param {Reach} to
 * @param {StoredAppointment} stored
 * @param {Claim[]} claimed
 * @returns {Promise<{record: AppointmentRecord, unfinished: boolean}>}
 */
async function settle(to, stored, claimed) {
  const { store } = to;
  const { appointment_id: id } = stored.data;
  const lost = await lookUp(to, stored.data, claimed);
  const created = await createAll(to, stored.data, claimed, lost);
  const extra = giveUp(lost, created.changes);
  const afterCreate =
    created.changes.size === 0 && extra.length === 0
      ? stored
      : await store.updateAppointment(id, (record) => mergeCreated(record, created.changes, extra), stored);
  const record = afterCreate?.data ?? mergeCreated(stored.data, created.changes, extra);
  const done = await cancelAll(to, record, created.unfinished);
  const afterCancel =
    done.states.size === 0 && done.formerPhones.length === 0
      ? afterCreate
      : await store.updateAppointment(
          id,
          (current) => mergeCanceled(current, done),
          afterCreate ?? undefined,
        );
  const settled = afterCancel?.data ?? record;
  const entry = decision.phoneEntry(settled);
  if (JSON.stringify(entry) !== JSON.stringify(decision.phoneEntry(stored.data))) {
    await store.updatePhone(settled.patient.phone, (phone) =>
      decision.withEntry(phone, id, entry, Date.now()),
    );
  }
  return { record: settled, unfinished: created.unfinished || done.unfinished };
}

/**
 * Messages that an invocation may have created without living to write down their SIDs. Twilio never tells a
 * scheduled Message's send time, so a found one is not adopted but created anew and then canceled, unless it is
 * too late to create one.
 *
 * @typedef {object} Lost
 * @property {Map<string, string[]>} sids SIDs by phone and text
 * @property {Set<string>} busy phone and text that another invocation may be creating right now
 * @property {Reminder[]} strays obsolete reminders of which only the text is known
 * @property {Reminder[]} wanted all that was looked for
 *
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @param {Claim[]} claimed
 * @returns {Promise<Lost>}
 */
async function lookUp({ store, messages }, record, claimed) {
  const now = Date.now();
  const mine = new Set(claimed.map(({ id }) => id));
  const again = new Set(claimed.filter((claim) => claim.again).map(({ id }) => id));
  const strays = record.reminders.filter(
    ({ state, message_sid, attempted_at }) =>
      state === 'obsolete' && message_sid === null && !decision.underWay(attempted_at, now),
  );
  const wanted = [...record.reminders.filter(({ id }) => again.has(id)), ...strays];
  /** @type {Lost} */
  const lost = { sids: new Map(), busy: new Set(), strays, wanted };
  await Promise.all(
    [...new Set(wanted.map((reminder) => reminder.to))].map(async (number) => {
      const [scheduled, phone] = await Promise.all([messages.scheduledFor(number), store.phone(number)]);
      const others = (phone?.data.appointments ?? []).filter(
        (one) => one.appointment_id !== record.appointment_id,
      );
      const records = await Promise.all(others.map((one) => store.appointment(one.appointment_id)));
      const all = [record, ...records.flatMap((one) => one?.data ?? [])].flatMap((one) => one.reminders);
      const known = new Set(all.map(({ message_sid }) => message_sid));
      for (const reminder of all) {
        const open =
          reminder.message_sid === null && (reminder.state === 'creating' || reminder.state === 'obsolete');
        if (open && !mine.has(reminder.id) && decision.underWay(reminder.attempted_at, now)) {
          lost.busy.add(place(reminder));
        }
      }
      for (const reminder of wanted.filter((one) => one.to === number)) {
        const found = scheduled.filter(({ sid, text }) => text === reminder.text && !known.has(sid));
        lost.sids.set(
          place(reminder),
          found.map(({ sid }) => sid),
        );
      }
    }),
  );
  return lost;
}

/**
 * @param {Reminder} reminder
 * @returns {string}
 */
function place({ to, text }) {
  return `${to} ${text}`;
}

/**
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @param {Claim[]} claimed
 * @param {Lost} lost SIDs of Messages that are no longer wanted stay in it
 * @returns {Promise<{changes: Map<string, Partial<Reminder>>, unfinished: boolean}>} by reminder id
 */
async function createAll({ context, messages }, record, claimed, lost) {
  /** @type {Map<string, Partial<Reminder>>} */
  const changes = new Map();
  let unfinished = false;
  const keep = (/** @type {Reminder} */ reminder) => {
    unfinished = true;
    lost.busy.add(place(reminder));
  };
  await Promise.all(
    claimed.map(async ({ id, again }) => {
      const reminder = record.reminders.find((one) => one.id === id);
      if (!reminder || reminder.text === null) return;
      if (again && lost.busy.has(place(reminder))) return keep(reminder);
      const sendAt = Date.parse(reminder.send_at);
      if (!outreach.schedulable(sendAt, Date.now())) {
        const sid = lost.sids.get(place(reminder))?.pop();
        changes.set(
          id,
          sid
            ? { state: 'scheduled', message_sid: sid }
            : { state: 'skipped', reason: sendAt <= Date.now() ? 'past' : 'too-near', text: null },
        );
        return;
      }
      try {
        const { to, text, send_at } = reminder;
        const answer = await messages.schedule({ to, text, send_at });
        changes.set(
          id,
          'sid' in answer
            ? { state: 'scheduled', message_sid: answer.sid }
            : { state: 'failed', reason: answer.refused, text: null },
        );
      } catch (error) {
        log('warn', context, 'reminder-not-created', describe(error));
        keep(reminder);
      }
    }),
  );
  return { changes, unfinished };
}

/**
 * Messages that were found and are not wanted go into the record as obsolete reminders, so that they are not
 * forgotten if canceling them fails.
 *
 * @param {Lost} lost
 * @param {Map<string, Partial<Reminder>>} changes takes what becomes of the strays
 * @returns {Reminder[]} the ones to add
 */
function giveUp({ sids, busy, strays, wanted }, changes) {
  for (const stray of strays) {
    if (busy.has(place(stray))) continue;
    const sid = sids.get(place(stray))?.pop();
    changes.set(stray.id, sid ? { message_sid: sid, text: null } : { state: 'canceled', text: null });
  }
  return [...sids].flatMap(([where, left]) => {
    const like = wanted.find((reminder) => place(reminder) === where);
    if (!like || busy.has(where)) return [];
    return left.map((sid) => ({
      ...like,
      id: sha256(sid).slice(0, 16),
      state: /** @type {const} */ ('obsolete'),
      message_sid: sid,
      reason: CREATED_TWICE,
      text: null,
    }));
  });
}

/**
 * A reminder that another event made obsolete meanwhile stays obsolete and is canceled.
 *
 * @param {AppointmentRecord} record
 * @param {Map<string, Partial<Reminder>>} changes
 * @param {Reminder[]} extra
 * @returns {AppointmentRecord}
 */
function mergeCreated(record, changes, extra) {
  const reminders = record.reminders.map((reminder) => {
    const change = changes.get(reminder.id);
    if (!change) return reminder;
    if (reminder.state === 'creating') return { ...reminder, ...change };
    if (reminder.state !== 'obsolete') return reminder;
    if (change.message_sid) return { ...reminder, message_sid: change.message_sid, text: null };
    return { ...reminder, state: /** @type {const} */ ('canceled'), text: null };
  });
  return { ...record, reminders: [...extra, ...reminders], updated_at: new Date().toISOString() };
}

/**
 * @typedef {{states: Map<string, 'canceled' | 'sent'>, formerPhones: string[], unfinished: boolean}} Done
 *
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @param {boolean} incomplete some new reminder is still missing
 * @returns {Promise<Done>}
 */
async function cancelAll({ context, store, messages }, record, incomplete) {
  /** @type {Done} */
  const done = { states: new Map(), formerPhones: [], unfinished: false };
  const attempt = async (/** @type {() => Promise<void>} */ work) => {
    try {
      await work();
    } catch (error) {
      log('warn', context, 'reminder-not-canceled', describe(error));
      done.unfinished = true;
    }
  };
  // While its successor is missing, an old reminder that still says the right time is better than none.
  const still = (/** @type {Reminder} */ { starts_at, reason }) =>
    incomplete &&
    reason !== CREATED_TWICE &&
    starts_at === record.starts_at &&
    !decision.CLOSED.has(record.state);
  const obsolete = record.reminders.flatMap((reminder) =>
    reminder.state === 'obsolete' && reminder.message_sid && !still(reminder)
      ? [{ id: reminder.id, sid: reminder.message_sid }]
      : [],
  );
  await Promise.all([
    ...obsolete.map(({ id, sid }) =>
      attempt(async () => {
        done.states.set(id, await messages.cancel(sid));
      }),
    ),
    ...record.former_phones.map((number) =>
      attempt(async () => {
        await store.updatePhone(number, (phone) =>
          decision.withEntry(phone, record.appointment_id, null, Date.now()),
        );
        done.formerPhones.push(number);
      }),
    ),
  ]);
  return done;
}

/**
 * @param {AppointmentRecord} record
 * @param {Done} done
 * @returns {AppointmentRecord}
 */
function mergeCanceled(record, done) {
  const reminders = record.reminders.map((reminder) => {
    const state = done.states.get(reminder.id);
    return state && reminder.state === 'obsolete' ? { ...reminder, state, text: null } : reminder;
  });
  const former_phones = record.former_phones.filter((number) => !done.formerPhones.includes(number));
  return { ...record, reminders, former_phones, updated_at: new Date().toISOString() };
}

module.exports = { applyEvent, reach };
