'use strict';

/**
 * Does what a record says is to be done at Twilio: finds what an earlier invocation left without a SID, cancels what
 * is obsolete, then creates the reminders that are claimed, and writes down what became of it. In this order, for a
 * reminder that is missing comes back, and one that is wrong cannot be taken back. Whoever finds something
 * unfinished calls this: the next event, the sweep, an operator.
 */

/** @type {typeof import('./helpers.private')} */
const { sha256, log, describe } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./time.private')} */
const { utc } = require(Runtime.getFunctions()['time'].path);
/** @type {typeof import('./phone-item.private')} */
const phones = require(Runtime.getFunctions()['phone-item'].path);
/** @type {typeof import('./appointment-decision.private')} */
const decision = require(Runtime.getFunctions()['appointment-decision'].path);
/** @type {typeof import('./outreach.private')} */
const outreach = require(Runtime.getFunctions()['outreach'].path);

/**
 * @typedef {import('./appointment-decision.private').AppointmentRecord} AppointmentRecord
 * @typedef {import('./appointment-decision.private').Reminder} Reminder
 * @typedef {import('./appointment-decision.private').Claim} Claim
 * @typedef {import('./record-store.private').Stored<AppointmentRecord>} StoredAppointment
 * @typedef {{context: Context, store: ReturnType<typeof import('./record-store.private').openStore>, messages: ReturnType<typeof import('./scheduled-message-helper.private').openMessages>}} Reach
 * @typedef {{stored: StoredAppointment, unfinished: boolean}} Settled
 */

const CREATED_TWICE = 'created-twice';
const SENT_BY_OPERATOR = 'sent-by-operator';
/** Clocks differ, and Twilio tells a Message's creation in whole seconds. */
const CLOCKS_DIFFER = 5000;
const HELD = new Set(['scheduled', 'canceled']);
const CANCELED = /** @type {const} */ ('canceled');
/** @type {Gone} */
const NOTHING_CANCELED = { states: new Map(), unfinished: false };
const SENT_ALREADY = { state: /** @type {const} */ ('obsolete'), reason: SENT_BY_OPERATOR };

/**
 * @param {Reach} to
 * @param {StoredAppointment} stored
 * @param {Claim[]} claimed reminders that this invocation has claimed, to be created
 * @param {AppointmentRecord} [before] what the phone's item was written from, when that is older
 * @returns {Promise<Settled>}
 */
async function settle(to, stored, claimed, before = stored.data) {
  const { store } = to;
  const { appointment_id: id } = stored.data;
  const cleared = await clear(to, stored.data, claimed);
  const [created, left] = await Promise.all([
    createAll(to, cleared.note(stored.data), cleared.ready),
    leavePhones(to, stored.data),
  ]);
  const note = (/** @type {AppointmentRecord} */ record) =>
    mergeLeft(mergeCreated(cleared.note(record), created.changes), left.numbers);
  const changed = cleared.changed || created.changes.size > 0 || left.numbers.length > 0;
  const noted = changed ? await store.updateAppointment(id, note, stored) : stored;
  const record = noted?.data ?? note(stored.data);
  // What another event made obsolete while it was created. What could not be canceled just now can wait.
  const late = cleared.unfinished ? NOTHING_CANCELED : await cancelAll(to, record);
  const ended =
    late.states.size === 0
      ? noted
      : await store.updateAppointment(
          id,
          (current) => mergeCanceled(current, late.states),
          noted ?? undefined,
        );
  for (const number of created.optedOut) await noteOptOut(to, number);
  const settled = ended ?? { data: mergeCanceled(record, late.states), revision: stored.revision };
  const entry = decision.phoneEntry(settled.data);
  if (JSON.stringify(entry) !== JSON.stringify(decision.phoneEntry(before))) {
    await store.updatePhone(settled.data.patient.phone, (phone) =>
      phones.withEntry(phone, id, entry, Date.now()),
    );
  }
  const unfinished = [cleared, created, left, late].some((part) => part.unfinished);
  if (unfinished || !settled.data.reminders.some(isRestored)) return { stored: settled, unfinished };
  return (await finish(to, settled)) ?? { stored: settled, unfinished };
}

/**
 * Cancels what is not to go out, so that its successor can be created: nothing may come twice, and nothing wrong
 * may come because of what fails later.
 *
 * @typedef {object} Cleared
 * @property {(record: AppointmentRecord) => AppointmentRecord} note what became of it; pure
 * @property {boolean} changed whether there is something to note
 * @property {string[]} ready ids of claimed reminders that are to be created now
 * @property {boolean} unfinished something is still there, so nothing is ready
 *
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @param {Claim[]} claimed that are written down
 * @returns {Promise<Cleared>}
 */
async function clear(to, record, claimed) {
  const lost = await lookUp(to, record, claimed);
  const { changes, ready, held } = takeStock(mergeSent(record, lost.sends), claimed, lost);
  const extra = giveUp(lost, changes);
  const found = (/** @type {AppointmentRecord} */ one) =>
    mergeCreated(mergeSent(one, lost.sends), changes, extra);
  const gone = await cancelAll(to, found(record));
  const blocked = gone.unfinished ? claimed.filter(({ id, again }) => !again && ready.includes(id)) : [];
  // Never begun: whoever comes next need not wait for us.
  for (const { id } of blocked) changes.set(id, { attempted_at: null });
  return {
    note: (one) => mergeCanceled(found(one), gone.states),
    changed: lost.sends.size > 0 || changes.size > 0 || extra.length > 0 || gone.states.size > 0,
    ready: gone.unfinished ? [] : ready,
    unfinished: gone.unfinished || held,
  };
}

/**
 * @param {Reminder} reminder
 * @returns {boolean} whether it was to be sent at once, was not, and has to be scheduled again
 */
function isRestored({ state, attempted_at }) {
  return state === 'creating' && attempted_at === null;
}

/**
 * Takes up whatever of a record is unfinished or has become due, and does it.
 *
 * @param {Reach} to
 * @param {StoredAppointment} stored
 * @returns {Promise<Settled | null>} null when the record is gone
 */
async function finish(to, stored) {
  const { store } = to;
  const phone = decision.asksForPhone(stored.data) ? await store.phone(stored.data.patient.phone) : null;
  /** @type {Claim[]} */
  let claimed = [];
  const taken = await store.updateAppointment(
    stored.data.appointment_id,
    (record) => {
      const taking = decision.takeUp(record, Date.now(), phones.optedOut(phone?.data ?? null));
      claimed = taking.claimed;
      return taking.record;
    },
    stored,
  );
  return taken ? settle(to, taken, claimed, stored.data) : null;
}

/**
 * @param {Reach} to
 * @param {string} number E.164
 */
async function noteOptOut({ store }, number) {
  await store.updatePhone(number, (phone) => phones.withOptOut(phone, true, Date.now()));
}

/**
 * Messages that an invocation may have created without living to write down their SIDs. Twilio never tells a
 * scheduled Message's send time, so a found one is not adopted but canceled and created anew, unless it is too late
 * to create one. One that an operator sent at once is adopted.
 *
 * @typedef {object} Send what is known of a send
 * @property {string} claim
 * @property {string | null} sid null: never made
 * @property {number} at
 * @property {boolean} lifted whether the Message that was scheduled for later is canceled
 * @property {string | null} [refused] why Twilio did not take it
 *
 * @typedef {object} Lost
 * @property {Map<string, string[]>} sids SIDs by phone and text
 * @property {Map<string, string[]>} gone SIDs of those that are not scheduled any more
 * @property {Set<string>} busy phone and text that another invocation may be creating right now, and that are wanted
 * @property {Reminder[]} strays obsolete reminders of which only the text is known
 * @property {Reminder[]} wanted all that was looked for
 * @property {Map<string, Send>} sends by reminder id
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
    ({ state, message_sid }) => state === 'obsolete' && message_sid === null,
  );
  const wanted = [...record.reminders.filter(({ id }) => again.has(id)), ...strays];
  const sending = record.reminders.filter(({ sending_at }) => sending_at);
  /** @type {Lost} */
  const lost = { sids: new Map(), gone: new Map(), busy: new Set(), strays, wanted, sends: new Map() };
  await Promise.all(
    [...new Set([...wanted, ...sending].map((reminder) => reminder.to))].map(async (number) => {
      const [own, phone] = await Promise.all([messages.ownFor(number), store.phone(number)]);
      const others = (phone?.data.appointments ?? []).filter(
        (one) => one.appointment_id !== record.appointment_id,
      );
      const records = await Promise.all(others.map((one) => store.appointment(one.appointment_id)));
      const all = [record, ...records.flatMap((one) => one?.data ?? [])].flatMap((one) => one.reminders);
      const known = new Set(all.map(({ message_sid }) => message_sid));
      const unknown = own.filter(({ sid }) => !known.has(sid));
      for (const reminder of all) {
        const open = reminder.message_sid === null && reminder.state === 'creating';
        if (open && !mine.has(reminder.id) && decision.underWay(reminder.attempted_at, now)) {
          lost.busy.add(place(reminder));
        }
      }
      for (const reminder of wanted.filter((one) => one.to === number)) {
        const found = unknown.filter(({ status, text }) => status === 'scheduled' && text === reminder.text);
        lost.sids.set(
          place(reminder),
          found.map(({ sid }) => sid),
        );
      }
      const atOnce = sending.filter((one) => one.to === number);
      for (const reminder of atOnce) {
        const claim = /** @type {string} */ (reminder.sending_at);
        const index = unknown.findIndex(
          ({ status, text, created_at }) =>
            !HELD.has(status) && text === reminder.text && created_at >= Date.parse(claim) - CLOCKS_DIFFER,
        );
        if (index >= 0) {
          const [{ sid, created_at: at }] = unknown.splice(index, 1);
          lost.sends.set(reminder.id, { claim, sid, at, lifted: false });
        } else if (!decision.underWay(claim, now)) {
          const { message_sid } = reminder;
          const status = message_sid === null ? null : (await messages.fetch(message_sid))?.status;
          const lifted = message_sid !== null && (status === undefined || status === 'canceled');
          lost.sends.set(reminder.id, { claim, sid: null, at: now, lifted });
        }
      }
      for (const reminder of wanted.filter((one) => one.to === number)) {
        const found = unknown.filter(({ status, text }) => !HELD.has(status) && text === reminder.text);
        lost.gone.set(
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
 * @param {AppointmentRecord} record
 * @param {Claim[]} claimed
 * @param {Lost} lost SIDs of Messages that are no longer wanted stay in it
 * @returns {{changes: Map<string, Partial<Reminder>>, ready: string[], held: boolean}} what becomes of those that are
 *   not to be created, and ids of those that are; held: another invocation may be creating one
 */
function takeStock(record, claimed, lost) {
  /** @type {Map<string, Partial<Reminder>>} */
  const changes = new Map();
  /** @type {string[]} */
  const ready = [];
  let held = false;
  for (const { id, again } of claimed) {
    const reminder = record.reminders.find((one) => one.id === id);
    if (!reminder || reminder.text === null) continue;
    const sendAt = Date.parse(reminder.send_at);
    if (reminder.state !== 'creating') {
      changes.set(id, { state: CANCELED });
    } else if (again && lost.busy.has(place(reminder))) {
      held = true;
    } else if (outreach.schedulable(sendAt, Date.now())) {
      ready.push(id);
    } else {
      const sid = ownOf(reminder, lost);
      const reason = outreach.tooLate(sendAt, Date.now());
      changes.set(
        id,
        sid ? { state: 'scheduled', message_sid: sid } : { state: 'skipped', reason, text: null },
      );
    }
  }
  return { changes, ready, held };
}

/**
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @param {string[]} ids
 * @returns {Promise<{changes: Map<string, Partial<Reminder>>, optedOut: Set<string>, unfinished: boolean}>} by
 *   reminder id, and numbers that turned out to have opted out
 */
async function createAll({ context, messages }, record, ids) {
  /** @type {Map<string, Partial<Reminder>>} */
  const changes = new Map();
  /** @type {Set<string>} */
  const optedOut = new Set();
  let unfinished = false;
  await Promise.all(
    record.reminders.map(async ({ id, to, text, send_at }) => {
      if (!ids.includes(id) || text === null) return;
      try {
        const answer = await messages.schedule({ to, text, send_at });
        if ('sid' in answer) {
          changes.set(id, { state: 'scheduled', message_sid: answer.sid });
        } else if (answer.refused === decision.OPTED_OUT) {
          optedOut.add(to);
          changes.set(id, { state: 'parked', reason: decision.OPTED_OUT, attempted_at: null });
        } else {
          changes.set(id, { state: 'failed', reason: answer.refused, text: null });
        }
      } catch (error) {
        log('warn', context, 'reminder-not-created', describe(error), record.appointment_id);
        unfinished = true;
      }
    }),
  );
  return { changes, optedOut, unfinished };
}

/**
 * Once its time has come Twilio has sent it, if it ever had it. Before that a found Message is another one's as
 * likely, where two have one text.
 *
 * @param {Reminder} reminder that it is too late to create
 * @param {Lost} lost
 * @returns {string | undefined} the SID of its Message
 */
function ownOf(reminder, { sids, gone, wanted }) {
  const where = place(reminder);
  const past = (/** @type {Reminder} */ one) => Date.parse(one.send_at) <= Date.now();
  if (past(reminder)) return gone.get(where)?.shift();
  const likely = wanted.filter((one) => place(one) === where && !past(one));
  return likely.length === 1 ? sids.get(where)?.pop() : undefined;
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
    if (sid) changes.set(stray.id, { message_sid: sid, text: null });
    // Whoever is at it will find that it is obsolete.
    else if (!decision.underWay(stray.attempted_at, Date.now())) changes.set(stray.id, { state: CANCELED });
  }
  return [...sids].flatMap(([where, left]) => {
    const like = wanted.find((reminder) => place(reminder) === where);
    if (!like || busy.has(where)) return [];
    return left.map((sid) => obsolete(like, sid, CREATED_TWICE));
  });
}

/**
 * @param {Reminder} like
 * @param {string} sid
 * @param {string} reason
 * @returns {Reminder} a Message to be canceled
 */
function obsolete(like, sid, reason) {
  return {
    ...like,
    id: sha256(sid).slice(0, 16),
    state: 'obsolete',
    message_sid: sid,
    reason,
    text: null,
    sending_at: null,
  };
}

/**
 * Whatever an event made of a reminder meanwhile: what was sent was sent, and what was scheduled for later, or was
 * planned anew in its place by an event in between, is not to go out too.
 *
 * @param {AppointmentRecord} record
 * @param {Map<string, Send>} sends
 * @returns {AppointmentRecord}
 */
function mergeSent(record, sends) {
  if (sends.size === 0) return record;
  /** @type {Reminder[]} */
  const gone = [];
  const noted = record.reminders.flatMap((reminder) => {
    const send = sends.get(reminder.id);
    if (!send || reminder.sending_at !== send.claim) return [reminder];
    if (send.sid === null) {
      if (send.lifted && reminder.state === 'scheduled') return [restored(reminder, send.refused ?? null)];
      const needed = reminder.message_sid === null || decision.ACTIVE.has(reminder.state);
      return [{ ...reminder, sending_at: null, text: needed ? reminder.text : null }];
    }
    /** @type {Reminder} */
    const sent = {
      ...reminder,
      state: 'sent',
      send_at: utc(Math.floor(send.at / 1000) * 1000),
      message_sid: send.sid,
      reason: SENT_BY_OPERATOR,
      text: null,
      sending_at: null,
    };
    gone.push(sent);
    if (reminder.message_sid === null) return [sent];
    const before = obsolete(reminder, reminder.message_sid, SENT_BY_OPERATOR);
    return [send.lifted ? { ...before, state: CANCELED } : before, sent];
  });
  const reminders = noted.map((reminder) => {
    const twin = gone.some((one) => one.offset === reminder.offset && one.starts_at === reminder.starts_at);
    if (!twin || !decision.ACTIVE.has(reminder.state) || reminder.sending_at) return reminder;
    if (reminder.state === 'parked') return { ...reminder, ...SENT_ALREADY, state: CANCELED, text: null };
    // Without a SID the text is what finds the Message again.
    return { ...reminder, ...SENT_ALREADY, text: reminder.message_sid === null ? reminder.text : null };
  });
  return { ...record, reminders, updated_at: new Date().toISOString() };
}

/**
 * @param {Reminder} reminder that was not sent at once, and whose scheduled Message is canceled
 * @param {string | null} refused
 * @returns {Reminder} to be scheduled again; failed, to be seen, when it is too late for that
 */
function restored(reminder, refused) {
  const open = { ...reminder, message_sid: null, sending_at: null };
  if (outreach.schedulable(Date.parse(reminder.send_at), Date.now())) {
    return { ...open, state: 'creating', attempted_at: null };
  }
  return {
    ...open,
    state: 'failed',
    reason: refused ?? decision.NOT_SENT,
    text: refused ? null : reminder.text,
  };
}

/**
 * A reminder that another event made obsolete meanwhile stays obsolete and is canceled.
 *
 * @param {AppointmentRecord} record
 * @param {Map<string, Partial<Reminder>>} changes
 * @param {Reminder[]} [extra]
 * @returns {AppointmentRecord}
 */
function mergeCreated(record, changes, extra = []) {
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
 * @typedef {{states: Map<string, 'canceled' | 'sent'>, unfinished: boolean}} Gone by reminder id
 *
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @returns {Promise<Gone>}
 */
async function cancelAll({ context, messages }, record) {
  /** @type {Gone} */
  const gone = { states: new Map(), unfinished: false };
  await Promise.all(
    record.reminders.map(async ({ id, state, message_sid }) => {
      if (state !== 'obsolete' || message_sid === null) return;
      try {
        gone.states.set(id, await messages.cancel(message_sid));
      } catch (error) {
        log('warn', context, 'reminder-not-canceled', describe(error), record.appointment_id);
        gone.unfinished = true;
      }
    }),
  );
  return gone;
}

/**
 * Takes the appointment off the numbers that it had before.
 *
 * @param {Reach} to
 * @param {AppointmentRecord} record
 * @returns {Promise<{numbers: string[], unfinished: boolean}>}
 */
async function leavePhones({ context, store }, record) {
  /** @type {string[]} */
  const numbers = [];
  let unfinished = false;
  await Promise.all(
    record.former_phones.map(async (number) => {
      try {
        await store.updatePhone(number, (phone) =>
          phones.withEntry(phone, record.appointment_id, null, Date.now()),
        );
        numbers.push(number);
      } catch (error) {
        log('warn', context, 'phone-not-left', describe(error), record.appointment_id);
        unfinished = true;
      }
    }),
  );
  return { numbers, unfinished };
}

/**
 * @param {AppointmentRecord} record
 * @param {string[]} numbers
 * @returns {AppointmentRecord}
 */
function mergeLeft(record, numbers) {
  const former_phones = record.former_phones.filter((number) => !numbers.includes(number));
  return { ...record, former_phones, updated_at: new Date().toISOString() };
}

/**
 * @param {AppointmentRecord} record
 * @param {Gone['states']} states
 * @returns {AppointmentRecord}
 */
function mergeCanceled(record, states) {
  const reminders = record.reminders.map((reminder) => {
    const state = states.get(reminder.id);
    if (!state || reminder.state !== 'obsolete') return reminder;
    return { ...reminder, state, text: reminder.sending_at ? reminder.text : null };
  });
  return { ...record, reminders, updated_at: new Date().toISOString() };
}

module.exports = { settle, clear, finish, mergeSent, noteOptOut };
