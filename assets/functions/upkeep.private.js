'use strict';

/**
 * What has to happen without an event: the sweep does what has come due, the repair compares the records with
 * the Messages. Both go from record to record by key, end before Twilio ends the function, and say where to go
 * on; both may run at the same time as anything else, and again at any time.
 */

/** @type {typeof import('./helpers.private')} */
const { Problem, log, describe } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./time.private')} */
const { MINUTE, HOUR, DAY } = require(Runtime.getFunctions()['time'].path);
/** @type {typeof import('./phone-item.private')} */
const phones = require(Runtime.getFunctions()['phone-item'].path);
/** @type {typeof import('./appointment-decision.private')} */
const decision = require(Runtime.getFunctions()['appointment-decision'].path);
/** @type {typeof import('./outreach.private')} */
const outreach = require(Runtime.getFunctions()['outreach'].path);
/** @type {typeof import('./apply-event.private')} */
const { reach } = require(Runtime.getFunctions()['apply-event'].path);
/** @type {typeof import('./settle-reminders.private')} */
const { finish, noteOptOut } = require(Runtime.getFunctions()['settle-reminders'].path);
/** @type {typeof import('./ehr-request.private')} */
const { waitingRequest, postAgain } = require(Runtime.getFunctions()['ehr-request'].path);

/**
 * @typedef {import('./settle-reminders.private').Reach} Reach
 * @typedef {import('./settle-reminders.private').StoredAppointment} StoredAppointment
 * @typedef {import('./appointment-decision.private').AppointmentRecord} AppointmentRecord
 * @typedef {import('./appointment-decision.private').Reminder} Reminder
 * @typedef {{status: string, error: string | null} | null} Found a Message as Twilio has it
 * @typedef {{problem: string, action: string, change: Partial<Reminder> | null}} Mend
 */

const PAGE = 50;
/** Records worked on at the same time. */
const TOGETHER = 5;
/** After this nothing new is begun: a function ends after 10 s. */
const BUDGET_MS = 4500;
/** A Message that has not come to an end by then will not any more (its validity is ten hours). */
const ASKED_ABOUT = 2 * DAY;
/** Twilio may be slow to begin. */
const OVERDUE = HOUR;
const ENDED = new Set(['delivered', 'read', 'undelivered', 'failed', 'canceled']);

/**
 * @param {Reach} to
 * @param {FunctionEvent} parameters `page`: what the call before said is next
 * @param {(stored: import('./record-store.private').Listed) => Promise<void>} work
 * @returns {Promise<{checked: number, next: string | null}>}
 */
async function eachRecord({ store }, parameters, work) {
  let after = readPage(parameters.page);
  let checked = 0;
  const deadline = performance.now() + BUDGET_MS;
  for (;;) {
    const records = await store.appointmentsAfter(after, PAGE);
    for (let begin = 0; begin < records.length; begin += TOGETHER) {
      if (checked > 0 && performance.now() > deadline) return { checked, next: pageOf(after) };
      const batch = records.slice(begin, begin + TOGETHER);
      await Promise.all(batch.map(work));
      checked += batch.length;
      after = batch[batch.length - 1].key;
    }
    if (records.length < PAGE) return { checked, next: null };
  }
}

/**
 * @param {unknown} page
 * @returns {string | null} a key
 */
function readPage(page) {
  if (page === undefined || page === null || page === '') return null;
  const key = typeof page === 'string' ? Buffer.from(page, 'base64url').toString('utf8') : '';
  if (key === '' || pageOf(key) !== page) {
    throw new Problem(400, 'invalid-field', '`page` is not what a call before said is next.', 'page');
  }
  return key;
}

/**
 * What asks for nothing to be written is not to be misread.
 *
 * @param {FunctionEvent} parameters
 * @param {string} name
 * @returns {boolean}
 */
function readSwitch(parameters, name) {
  const value = parameters[name] ?? false;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new Problem(400, 'invalid-field', `\`${name}\` is neither true nor false.`, name);
}

/**
 * @param {string | null} key
 * @returns {string | null}
 */
function pageOf(key) {
  return key === null ? null : Buffer.from(key, 'utf8').toString('base64url');
}

/**
 * Schedules parked reminders that have come near enough, finishes what was left unfinished, posts again what the
 * EHR has not taken, notes what became of reminders whose time has come, and keeps records until their visit.
 *
 * @param {Context} context
 * @param {FunctionEvent} parameters `page`
 */
async function sweep(context, parameters) {
  const to = reach(context);
  const counts = { scheduled: 0, skipped: 0, delivered: 0, waiting: 0, failed: 0 };
  let ehrAnswers = true;
  const walked = await eachRecord(to, parameters, async (stored) => {
    try {
      const before = new Map(stored.data.reminders.map(({ id, state }) => [id, state]));
      const now = Date.now();
      const early = phones.expiresEarly(stored.data.starts_at, stored.expires, now);
      let current = early ? await renew(to, stored) : stored;
      current = current && (await mend(to, current, await outcomes(to, current.data, now)));
      if (current && due(current.data, now)) {
        const finished = await finish(to, current);
        if (finished?.unfinished) counts.failed++;
        current = finished?.stored ?? null;
      }
      for (const { id, state } of current?.data.reminders ?? []) {
        if (before.get(id) === state) continue;
        if (state === 'scheduled' || state === 'skipped' || state === 'failed') counts[state]++;
      }
      // pam cancels in the record alone: what that frees is told to the phone's item here.
      if (current && isFreed(current.data, now)) await list(to, current.data);
      if (!current || !waitingRequest(current.data)) return;
      const posted = ehrAnswers ? await postAgain(to, current) : null;
      if (posted && !posted.answered) ehrAnswers = false;
      counts[posted?.state ?? 'waiting']++;
    } catch (error) {
      log('warn', context, 'record-not-swept', describe(error), stored.data.appointment_id);
      counts.failed++;
    }
  });
  return { checked: walked.checked, ...counts, next: walked.next };
}

/**
 * Whatever is written lives as long as it can from then on.
 *
 * @param {Reach} to
 * @param {StoredAppointment} stored
 * @returns {Promise<StoredAppointment | null>} null when the record is gone
 */
async function renew({ store }, stored) {
  const { appointment_id, patient } = stored.data;
  await store.updatePhone(patient.phone, (phone) => phone && { ...phone });
  return store.updateAppointment(appointment_id, (record) => ({ ...record }), stored);
}

/**
 * @param {AppointmentRecord} record
 * @param {number} now
 * @returns {boolean} whether there is something to finish or to schedule
 */
function due(record, now) {
  const { record: taken } = decision.takeUp(record, now, false);
  return (
    taken !== record ||
    record.former_phones.length > 0 ||
    record.reminders.some(({ state, sending_at }) => state === 'obsolete' || sending_at)
  );
}

/**
 * @param {AppointmentRecord} record
 * @param {number} now
 * @returns {boolean} whether a person has canceled a reminder that was still to come
 */
function isFreed({ reminders }, now) {
  return reminders.some(
    ({ state, reason, send_at }) =>
      state === 'canceled' && reason === decision.CANCELED_BY_OPERATOR && Date.parse(send_at) > now,
  );
}

/**
 * @param {Reminder} reminder
 * @param {number} now
 * @returns {boolean} whether its time has come and it is not known what became of it
 */
function isOpen({ state, send_at, delivery, message_sid, sending_at }, now) {
  const ago = now - Date.parse(send_at);
  // Whoever sends it at once has canceled this Message, and finishes it or is finished.
  if (message_sid === null || sending_at || ago < 0) return false;
  return state === 'scheduled' || (state === 'sent' && !delivery && ago < ASKED_ABOUT);
}

/**
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @param {number} now
 * @returns {Promise<Map<string, Mend>>} by reminder id
 */
async function outcomes({ messages }, record, now) {
  const open = record.reminders.filter((reminder) => isOpen(reminder, now));
  /** @type {Map<string, Mend>} */
  const mends = new Map();
  await Promise.all(
    open.map(async (reminder) => {
      const found = await messages.fetch(String(reminder.message_sid));
      const mending = compare(reminder, found, now);
      if (mending) mends.set(reminder.id, mending);
    }),
  );
  return mends;
}

/**
 * What is to be done about a reminder whose Message is `found`. Pure.
 *
 * @param {Reminder} reminder
 * @param {Found} found
 * @param {number} now
 * @returns {Mend | null} null when they agree
 */
function compare(reminder, found, now) {
  const { state, send_at, text } = reminder;
  const sendAt = Date.parse(send_at);
  const past = sendAt <= now;
  if (state === 'obsolete' || state === 'canceled') {
    if (state === 'obsolete') return { problem: 'unfinished', action: 'canceled', change: null };
    if (found?.status !== 'scheduled') return null;
    return { problem: 'still-scheduled', action: 'canceled', change: { state: 'obsolete' } };
  }
  if (found === null) {
    if (state === 'sent') return null;
    if (outreach.schedulable(sendAt, now) && text !== null) {
      const change = { state: /** @type {const} */ ('creating'), message_sid: null, attempted_at: null };
      return { problem: 'message-missing', action: 'scheduled', change };
    }
    const change = { state: /** @type {const} */ ('failed'), reason: 'message-missing', text: null };
    return { problem: 'message-missing', action: 'marked-failed', change };
  }
  const { status, error } = found;
  if (status === 'scheduled') {
    if (!past || now - sendAt < OVERDUE) return null;
    return { problem: 'overdue', action: 'reported', change: null };
  }
  const delivery = ENDED.has(status) ? status : null;
  if (status === 'canceled') {
    if (state === 'sent') return null;
    const change = {
      state: /** @type {const} */ ('canceled'),
      reason: 'canceled-at-twilio',
      delivery,
      text: null,
    };
    return { problem: 'message-canceled', action: 'marked-canceled', change };
  }
  if (status === 'failed' || status === 'undelivered') {
    const change = { state: /** @type {const} */ ('failed'), reason: error ?? status, delivery, text: null };
    return { problem: `message-${status}`, action: 'marked-failed', change };
  }
  if (state === 'sent' && delivery === null) return null;
  const change = { state: /** @type {const} */ ('sent'), delivery, text: null };
  return { problem: past ? 'not-noted' : 'sent-early', action: 'marked-sent', change };
}

/**
 * @param {Reach} to
 * @param {StoredAppointment} stored
 * @param {Map<string, Mend>} mends
 * @returns {Promise<StoredAppointment | null>} null when the record is gone
 */
async function mend(to, stored, mends) {
  const changes = new Map([...mends].flatMap(([id, { change }]) => (change ? [[id, change]] : [])));
  if (changes.size === 0) return stored;
  const seen = new Map(stored.data.reminders.map((reminder) => [reminder.id, reminder]));
  const optedOut = stored.data.reminders.filter(({ id }) => changes.get(id)?.reason === decision.OPTED_OUT);
  for (const number of new Set(optedOut.map((reminder) => reminder.to))) await noteOptOut(to, number);
  const written = await to.store.updateAppointment(
    stored.data.appointment_id,
    (record) => ({
      ...record,
      reminders: record.reminders.map((reminder) => {
        const { state, message_sid } = seen.get(reminder.id) ?? {};
        // Another call was faster: what was compared is not what stands here.
        if (reminder.state !== state || reminder.message_sid !== message_sid) return reminder;
        if (reminder.sending_at) return reminder;
        return { ...reminder, ...changes.get(reminder.id) };
      }),
      updated_at: new Date().toISOString(),
    }),
    stored,
  );
  if (written && entryOf(written.data) !== entryOf(stored.data)) await list(to, written.data);
  return written;
}

/**
 * @param {AppointmentRecord} record
 * @returns {string} what its phone's item has to say of it
 */
function entryOf(record) {
  return JSON.stringify(decision.phoneEntry(record));
}

/**
 * Compares each record with its Messages and with its phone's item, and mends what disagrees.
 *
 * @param {Context} context
 * @param {FunctionEvent} parameters `page`; `dry_run` writes nothing
 */
async function repair(context, parameters) {
  const dryRun = readSwitch(parameters, 'dry_run');
  const to = reach(context);
  /** @type {{appointment_id: string, reminder: string | null, problem: string, action: string}[]} */
  const findings = [];
  const walked = await eachRecord(to, parameters, async (stored) => {
    const { appointment_id } = stored.data;
    const report = (
      /** @type {string | null} */ reminder,
      /** @type {string} */ problem,
      /** @type {string} */ action,
    ) => findings.push({ appointment_id, reminder, problem, action: dryRun ? `would be ${action}` : action });
    try {
      const now = Date.now();
      const mends = await compareAll(to, stored.data, now);
      const listed = await isListed(to, stored.data);
      const current = dryRun ? stored : await mend(to, stored, mends);
      if (!dryRun && current && (mends.size > 0 || !listed || due(current.data, now))) {
        const finished = await finish(to, current);
        if (finished) await list(to, finished.stored.data);
        if (finished?.unfinished) report(null, 'unfinished', 'kept for the next repair');
      }
      for (const [id, { problem, action, change }] of mends) {
        // How a Message that is known to be sent was delivered is news, not disagreement.
        const { state } = /** @type {Reminder} */ (stored.data.reminders.find((one) => one.id === id));
        if (change?.state !== state) report(id, problem, action);
      }
      // What an operator canceled frees its day only now, which is no disagreement.
      if (!listed && !isFreed(stored.data, now)) report(null, 'not-listed-by-phone', 'listed');
    } catch (error) {
      log('warn', context, 'record-not-repaired', describe(error), appointment_id);
      findings.push({ appointment_id, reminder: null, problem: 'twilio-failed', action: 'reported' });
    }
  });
  findings.sort((a, b) => Buffer.compare(Buffer.from(a.appointment_id), Buffer.from(b.appointment_id)));
  return { checked: walked.checked, findings, next: walked.next };
}

/**
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @param {number} now
 * @returns {Promise<Map<string, Mend>>} by reminder id
 */
async function compareAll({ messages }, record, now) {
  const taken = decision.takeUp(record, now, false);
  const claimed = new Set(taken.claimed.map(({ id }) => id));
  /** @type {Map<string, Mend>} */
  const mends = new Map();
  await Promise.all(
    record.reminders.map(async (reminder) => {
      const { id, state, send_at, message_sid, sending_at, attempted_at, reason } = reminder;
      if (sending_at) {
        if (!decision.underWay(sending_at, now)) {
          mends.set(id, { problem: 'send-unfinished', action: 'finished', change: null });
        }
        return;
      }
      if (claimed.has(id)) {
        const problem = state === 'parked' ? 'due' : 'unfinished';
        if (reason !== decision.OPTED_OUT) mends.set(id, { problem, action: 'scheduled', change: null });
        return;
      }
      const next = taken.record.reminders.find((one) => one.id === id)?.state;
      if (state === 'parked' && next !== state) {
        mends.set(id, { problem: 'parked-too-long', action: `marked-${next}`, change: null });
        return;
      }
      if (message_sid === null) {
        if (state === 'obsolete' && !decision.underWay(attempted_at, now)) {
          mends.set(id, { problem: 'unfinished', action: 'canceled', change: null });
        }
        return;
      }
      const ahead = Date.parse(send_at) > now - MINUTE;
      if (!(
        isOpen(reminder, now) ||
        state === 'scheduled' ||
        state === 'obsolete' ||
        (state === 'canceled' && ahead)
      )) {
        return;
      }
      const mending = compare(reminder, await messages.fetch(message_sid), now);
      if (mending) mends.set(id, mending);
    }),
  );
  return mends;
}

/**
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @returns {Promise<boolean>} whether the phone's item says of the appointment what the record says
 */
async function isListed({ store }, record) {
  const { phone: number } = record.patient;
  const needed = Date.parse(record.starts_at) > Date.now();
  const phone = needed ? ((await store.phone(number))?.data ?? null) : null;
  // An item that is full has dropped some on purpose.
  if (!needed || (phone?.appointments.length ?? 0) >= phones.KEPT_PHONE_ENTRIES) return true;
  return phones.withEntry(phone, record.appointment_id, decision.phoneEntry(record), Date.now()) === null;
}

/**
 * @param {Reach} to
 * @param {AppointmentRecord} record
 */
async function list({ store }, record) {
  await store.updatePhone(record.patient.phone, (phone) =>
    phones.withEntry(phone, record.appointment_id, decision.phoneEntry(record), Date.now()),
  );
}

module.exports = { sweep, repair };
