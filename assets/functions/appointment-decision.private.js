'use strict';

/**
 * What an event means for an appointment's record. Pure: from the record, the event, the settings and the time
 * to the next record, in which what is still to be done at Twilio stands as intent (reminders that are
 * `creating` or `obsolete`). Nothing here touches the world, so it may run again after a lost race.
 */

/** @type {typeof import('./helpers.private')} */
const { Problem, sha256 } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./time.private')} */
const time = require(Runtime.getFunctions()['time'].path);
/** @type {typeof import('./phone-item.private')} */
const { optedOut } = require(Runtime.getFunctions()['phone-item'].path);
/** @type {typeof import('./outreach.private')} */
const outreach = require(Runtime.getFunctions()['outreach'].path);

/**
 * The record's shape is documented field by field in `assets/schema/appointment-record.schema.json`.
 *
 * @typedef {'booked' | 'confirmed' | 'canceled' | 'noshowed'} AppointmentState
 * @typedef {'creating' | 'scheduled' | 'parked' | 'obsolete' | 'canceled' | 'sent' | 'skipped' | 'failed'} ReminderState
 *
 * @typedef {object} Reminder
 * @property {string} id
 * @property {string} offset
 * @property {string} starts_at
 * @property {string} send_at
 * @property {string} to
 * @property {ReminderState} state
 * @property {string | null} message_sid
 * @property {string | null} reason
 * @property {string | null} text
 * @property {string | null} attempted_at
 * @property {string | null} [sending_at]
 * @property {string | null} [delivery]
 *
 * @typedef {object} PatientRequest
 * @property {string} id
 * @property {'confirm' | 'cancel'} kind
 * @property {string} at
 * @property {'delivered' | 'waiting'} state
 * @property {number} attempts
 * @property {string | null} last_attempt_at
 * @property {number | null} last_status
 * @property {string} message_sid
 * @property {boolean} superseded
 *
 * @typedef {{type: string, at: string, digest: string}} SeenEvent
 *
 * @typedef {object} AppointmentRecord
 * @property {1} version
 * @property {string} appointment_id
 * @property {{id: string, first_name: string, last_name: string, phone: string}} patient
 * @property {{id: string, first_name: string, last_name: string, callback_phone: string}} provider
 * @property {string} location
 * @property {string} timezone
 * @property {string} starts_at
 * @property {AppointmentState} state
 * @property {SeenEvent} last_event
 * @property {SeenEvent[]} earlier_events
 * @property {Reminder[]} reminders
 * @property {PatientRequest[]} requests
 * @property {string[]} former_phones
 * @property {string | null} last_text_at
 * @property {{type: string, at: string} | null} [last_failed_text]
 * @property {string} updated_at
 *
 * @typedef {{appointment_id: string, starts_at: string, last_text_at: string | null, reminders: string[]}} PhoneEntry
 * @typedef {{version: 1, appointments: PhoneEntry[], opted_out_at?: string | null, introduced_by?: string | null, updated_at: string}} PhoneRecord
 *
 * @typedef {ReturnType<typeof import('./event-validation.private').readEvent>} ReadEvent
 * @typedef {{ask: string, confirmed: string}} ReminderTexts
 * @typedef {ReturnType<typeof import('./settings.private').reminderSettings>} ReminderSettings
 * @typedef {{outcome: 'applied' | 'duplicate' | 'stale', text: 'send' | 'skip', record: AppointmentRecord, claimed: Claim[]}} Decision
 * @typedef {{id: string, again: boolean}} Claim a reminder that is now ours to create; `again`: it may exist already
 */

/** A function ends after 10 s at the latest: what was begun a minute ago is not under way any more. */
const CLAIM = time.MINUTE;
const KEPT_EVENTS = 9;
const KEPT_REMINDERS = 12;
const KEPT_REQUESTS = 20;

/** Reason of a reminder that waits for the patient to opt in again, or whose time came before that. */
const OPTED_OUT = 'opted-out';
/** Reason of a reminder that a person canceled: no later event brings it back, as long as its time stands. */
const CANCELED_BY_OPERATOR = 'canceled-by-operator';
/** Reason of a reminder that was to be sent at once, was not, and whose time is too near to schedule it again. */
const NOT_SENT = 'send-interrupted';

/** @type {ReadonlySet<ReminderState>} */
const ACTIVE = new Set(['creating', 'scheduled', 'parked']);
const CLOSED = new Set(['canceled', 'noshowed']);

/**
 * @param {string | null} when
 * @param {number} now
 * @returns {boolean} whether another invocation may still be at work on it
 */
function underWay(when, now) {
  return when !== null && Date.parse(when) > now - CLAIM;
}

/**
 * @param {object} about
 * @param {AppointmentRecord | null} about.record
 * @param {PhoneRecord | null} about.phone what else the event's phone number has, for the limit a day
 * @param {ReadEvent} about.read
 * @param {ReminderTexts} about.texts
 * @param {ReminderSettings} about.settings
 * @param {number} about.now
 * @returns {Decision}
 */
function decide({ record, phone, read, texts, settings, now }) {
  const { event, at, digest } = read;
  if (record) {
    const seen = [record.last_event, ...record.earlier_events].some((one) => one.digest === digest);
    if (seen || at < Date.parse(record.last_event.at)) {
      return { outcome: seen ? 'duplicate' : 'stale', text: 'skip', ...takeUp(record, now, optedOut(phone)) };
    }
    const { event_type: type } = event;
    if (CLOSED.has(record.state) && (type === 'MODIFIED' || type === 'REMIND')) {
      const detail = `The appointment is ${record.state}: ${type} does not apply to it.`;
      throw new Problem(409, 'appointment-closed', detail, 'event_type');
    }
  }
  const next = merge(record, read, now);
  const reminders = replan({ record, next, phone, read, texts, settings, now });
  const { record: taken, claimed } = takeUp({ ...next, reminders: prune(reminders) }, now, optedOut(phone));
  return { outcome: 'applied', text: 'send', record: taken, claimed };
}

/**
 * @param {AppointmentRecord | null} record
 * @param {ReadEvent} read
 * @param {number} now
 * @returns {AppointmentRecord} with the reminders of before
 */
function merge(record, { event, startsAt, at, digest }, now) {
  const moved = record === null || Date.parse(record.starts_at) !== startsAt;
  const state = nextState(record, event.event_type, moved);
  const asksAgain = moved || event.event_type === 'BOOKED' || event.event_type === 'RESCHEDULED';
  const formerPhones = new Set(record?.former_phones ?? []);
  if (record && record.patient.phone !== event.patient_phone) formerPhones.add(record.patient.phone);
  formerPhones.delete(event.patient_phone);
  return {
    version: 1,
    appointment_id: event.appointment_id,
    patient: {
      id: event.patient_id,
      first_name: event.patient_first_name,
      last_name: event.patient_last_name,
      phone: event.patient_phone,
    },
    provider: {
      id: event.provider_id,
      first_name: event.provider_first_name,
      last_name: event.provider_last_name,
      callback_phone: event.provider_callback_phone,
    },
    location: event.appointment_location || (record?.location ?? ''),
    timezone: event.appointment_timezone,
    starts_at: time.utc(startsAt),
    state,
    last_event: { type: event.event_type, at: time.utc(at), digest },
    earlier_events: record ? [record.last_event, ...record.earlier_events].slice(0, KEPT_EVENTS) : [],
    reminders: record?.reminders ?? [],
    requests: (record?.requests ?? []).map((request) =>
      asksAgain || CLOSED.has(state) ? { ...request, superseded: true } : request,
    ),
    former_phones: [...formerPhones],
    last_text_at: new Date(now).toISOString(),
    updated_at: new Date(now).toISOString(),
  };
}

/**
 * @param {AppointmentRecord | null} record
 * @param {string} type
 * @param {boolean} moved
 * @returns {AppointmentState}
 */
function nextState(record, type, moved) {
  switch (type) {
    case 'CONFIRMED':
      return 'confirmed';
    case 'CANCELED':
      return 'canceled';
    case 'NOSHOWED':
      return 'noshowed';
    case 'MODIFIED':
    case 'REMIND':
    case 'RESCHEDULED':
      if (record && CLOSED.has(record.state)) return 'booked';
      return record && !moved ? record.state : 'booked';
    default:
      return 'booked';
  }
}

/**
 * The reminders of the next record. One that is already right stays; each other one that Twilio may hold
 * becomes obsolete; new ones stand beside them as intent.
 *
 * @param {object} about
 * @param {AppointmentRecord | null} about.record
 * @param {AppointmentRecord} about.next
 * @param {PhoneRecord | null} about.phone
 * @param {ReadEvent} about.read
 * @param {ReminderTexts} about.texts
 * @param {ReminderSettings} about.settings
 * @param {number} about.now
 * @returns {Reminder[]}
 */
function replan({ record, next, phone, read, texts, settings, now }) {
  const before = next.reminders
    .filter(({ state }) => state !== 'skipped')
    .map((reminder) => (wentOut(reminder, now) ? sent(reminder) : reminder));
  const active = before.filter(({ state }) => ACTIVE.has(state));
  const text = next.state === 'confirmed' ? texts.confirmed : texts.ask;
  const right = (/** @type {Reminder} */ one) =>
    one.to === next.patient.phone && one.text === text && one.starts_at === next.starts_at;
  // What goes out within minutes could not be replaced any more.
  const leaving = active.filter(
    (one) =>
      one.state === 'scheduled' &&
      !CLOSED.has(next.state) &&
      right(one) &&
      outreach.tooLate(Date.parse(one.send_at), now),
  );
  const done = before.filter(
    (one) =>
      leaving.includes(one) ||
      (one.starts_at === next.starts_at && (one.state === 'sent' || one.reason === CANCELED_BY_OPERATOR)),
  );
  const planned = outreach.plan({
    startsAt: read.startsAt,
    zone: next.timezone,
    offsets: CLOSED.has(next.state)
      ? []
      : settings.offsets.filter(({ name }) => {
          if (done.some(({ offset }) => offset === name)) return false;
          // REMIND asks for one text now: it keeps right what is scheduled and schedules nothing of its own.
          return read.event.event_type !== 'REMIND' || active.some(({ offset }) => offset === name);
        }),
    window: settings.window,
    taken: [
      ...before
        .filter((one) => one.state === 'sent' || leaving.includes(one))
        .map(({ send_at }) => Date.parse(send_at)),
      ...othersSendTimes(phone, next.appointment_id),
    ],
    now,
  });
  /** @type {Set<string>} */
  const kept = new Set(leaving.map(({ id }) => id));
  const fresh = planned.flatMap(({ offset, send_at, slot, reason }) => {
    const sendAt = time.utc(send_at);
    const same = active.find(
      (one) =>
        one.offset === offset &&
        one.send_at === sendAt &&
        right(one) &&
        slot !== 'skipped' &&
        (one.state !== 'parked' || slot === 'parked' || one.reason === OPTED_OUT),
    );
    if (same) {
      kept.add(same.id);
      return [];
    }
    /** @type {Reminder} */
    const reminder = {
      id: sha256(`${next.last_event.digest} ${offset}`).slice(0, 16),
      offset,
      starts_at: next.starts_at,
      send_at: sendAt,
      to: next.patient.phone,
      state: slot === 'scheduled' ? 'creating' : slot,
      message_sid: null,
      reason,
      text: slot === 'skipped' ? null : text,
      attempted_at: null,
    };
    return [reminder];
  });
  const old = before.map((reminder) => {
    if (!ACTIVE.has(reminder.state) || kept.has(reminder.id)) return reminder;
    /** @type {ReminderState} */
    const state = reminder.state === 'parked' ? 'canceled' : 'obsolete';
    // Without a SID the text is what finds the Message again.
    const remembered = reminder.message_sid === null || reminder.sending_at ? reminder.text : null;
    return {
      ...reminder,
      state,
      text: remembered,
      reason: `replaced-by-${read.event.event_type.toLowerCase()}`,
    };
  });
  return [...old, ...fresh];
}

/**
 * @param {Reminder} reminder
 * @param {number} now
 * @returns {boolean} Twilio had it, and its time has come; not while it is sent at once, for that cancels it first
 */
function wentOut({ state, send_at, sending_at }, now) {
  return state === 'scheduled' && !sending_at && Date.parse(send_at) <= now;
}

/**
 * @param {Reminder} reminder
 * @returns {Reminder}
 */
function sent(reminder) {
  return { ...reminder, state: 'sent', text: null };
}

/**
 * Takes up what is to be created: reminders that were never begun, those whose invocation ended before it was
 * done, and parked ones whose time has come near enough. The claim is written before anything is done, so that
 * of two invocations only one does it. What waits for an opted-out patient is parked; what was parked until it
 * was too late is skipped.
 *
 * @param {AppointmentRecord} record
 * @param {number} now
 * @param {boolean} optedOut whether the patient's phone is known to have opted out
 * @returns {{record: AppointmentRecord, claimed: Claim[]}} the same record when there is nothing to take up
 */
function takeUp(record, now, optedOut) {
  /** @type {Claim[]} */
  const claimed = [];
  let changed = false;
  const reminders = record.reminders.map((/** @type {Reminder} */ reminder) => {
    const { state, send_at, attempted_at, sending_at, reason } = reminder;
    const begun = state === 'creating' && !underWay(attempted_at, now);
    if (!begun && (state !== 'parked' || sending_at)) return reminder;
    const late = state === 'parked' ? outreach.tooLate(Date.parse(send_at), now) : null;
    if (late) {
      changed = true;
      return reason === OPTED_OUT
        ? { ...reminder, state: /** @type {const} */ ('failed'), text: null }
        : { ...reminder, state: /** @type {const} */ ('skipped'), reason: late, text: null };
    }
    const near = outreach.schedulable(Date.parse(send_at), now);
    if (optedOut && attempted_at === null) {
      if (state === 'parked' && (reason === OPTED_OUT || !near)) return reminder;
      changed = true;
      return { ...reminder, state: /** @type {const} */ ('parked'), reason: OPTED_OUT };
    }
    if (state === 'parked' && !near) return reminder;
    claimed.push({ id: reminder.id, again: attempted_at !== null });
    return {
      ...reminder,
      state: /** @type {const} */ ('creating'),
      reason: null,
      attempted_at: new Date(now).toISOString(),
    };
  });
  return { record: changed || claimed.length > 0 ? { ...record, reminders } : record, claimed };
}

/**
 * @param {AppointmentRecord} record
 * @param {string[]} ids of reminders whose Messages are gone
 * @param {number} now
 * @param {boolean} optedOut as for `takeUp`
 * @returns {{record: AppointmentRecord, claimed: Claim[]}} the same record when there are none
 */
function createAgain(record, ids, now, optedOut) {
  if (ids.length === 0) return { record, claimed: [] };
  const reminders = record.reminders.map((reminder) =>
    ids.includes(reminder.id)
      ? { ...reminder, state: /** @type {const} */ ('creating'), message_sid: null, attempted_at: null }
      : reminder,
  );
  return takeUp({ ...record, reminders }, now, optedOut);
}

/**
 * @param {Reminder} reminder
 * @returns {boolean} whether it is meant to be at Twilio, and it is not known that it is
 */
function isBegun({ state }) {
  return state === 'creating';
}

/**
 * @param {AppointmentRecord} record
 * @returns {boolean} whether taking it up depends on what its phone's item says
 */
function asksForPhone({ reminders }) {
  return reminders.some(({ state }) => state === 'parked' || state === 'creating');
}

/**
 * Finished reminders are history: they keep no text, and only the newest are kept.
 *
 * @param {Reminder[]} reminders
 * @returns {Reminder[]}
 */
function prune(reminders) {
  const open = (/** @type {Reminder} */ { state }) =>
    ACTIVE.has(state) || state === 'obsolete' || state === 'skipped';
  const finished = reminders.filter((reminder) => !open(reminder)).slice(-KEPT_REMINDERS);
  // The text is what finds a Message whose sending was cut off.
  const history = finished.map((one) => ({ ...one, text: one.sending_at ? one.text : null }));
  return [...history, ...reminders.filter(open)];
}

/**
 * @param {PhoneRecord | null} phone
 * @param {string} appointmentId
 * @returns {number[]}
 */
function othersSendTimes(phone, appointmentId) {
  return (phone?.appointments ?? [])
    .filter(({ appointment_id }) => appointment_id !== appointmentId)
    .flatMap(({ reminders }) => reminders.map((sendAt) => Date.parse(sendAt)));
}

/**
 * What a phone number's item says of an appointment follows from the appointment's record alone.
 *
 * @param {AppointmentRecord} record
 * @returns {PhoneEntry}
 */
function phoneEntry({ appointment_id, starts_at, last_text_at, reminders }) {
  return {
    appointment_id,
    starts_at,
    last_text_at,
    reminders: reminders
      .filter(({ state }) => ACTIVE.has(state) || state === 'sent')
      .map(({ send_at }) => send_at)
      .sort()
      .slice(-4),
  };
}

/**
 * A text that did not go out is not the latest text either: a reply is not about it.
 *
 * @param {AppointmentRecord} record
 * @param {string} type
 * @param {number} now
 * @returns {AppointmentRecord} the same when the text is of an event that is not the last one
 */
function withFailedText(record, type, now) {
  const reply = type === 'REPLY';
  if (!reply && record.last_event.type !== type) return record;
  const at = new Date(now).toISOString();
  const last_text_at = reply ? record.last_text_at : null;
  return { ...record, last_text_at, last_failed_text: { type, at }, updated_at: at };
}

module.exports = {
  ACTIVE,
  CLOSED,
  KEPT_REQUESTS,
  OPTED_OUT,
  CANCELED_BY_OPERATOR,
  NOT_SENT,
  decide,
  underWay,
  takeUp,
  createAgain,
  isBegun,
  asksForPhone,
  phoneEntry,
  withFailedText,
};
