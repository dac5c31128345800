'use strict';
/**
 * What an event means for an appointment's record. Pure: from the record, the event and the time to the next record,
 * in which reminders to be made are `creating` and reminders to be canceled `obsolete`.
 *
 * @typedef {import('./event-reader.private').Appointment} Appointment
 * @typedef {{ ask: string, confirmed: string }} ReminderTexts
 */
const { randomUUID } = require('node:crypto');
/** @type {typeof import('./helpers.private')} */
const helpers = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./time.private')} */
const time = helpers.load('time');
/** @type {typeof import('./schedule.private')} */
const schedule = helpers.load('schedule');
/** A reminder whose Message should exist by now if nothing went wrong. */
const LOST_AFTER = time.MINUTE;
const KEPT_OVER = 10;
const ACTIVE = ['booked', 'confirmed'];
const PENDING = ['creating', 'scheduled', 'parked'];

/** @param {string} type @param {string | undefined} before */
function stateAfter(type, before) {
  switch (type) {
    case 'CONFIRMED':
      return 'confirmed';
    case 'CANCELED':
      return 'canceled';
    case 'NOSHOWED':
      return 'noshowed';
    case 'BOOKED':
    case 'RESCHEDULED':
      return 'booked';
    default:
      return before ?? 'booked';
  }
}

/**
 * The reminders after an event: those that are still right stay, the others become obsolete, new ones are planned.
 * @param {any[]} before
 * @param {{ text: string, to: string, slots: import('./schedule.private').Slot[] }} wanted
 * @param {number} now
 * @param {boolean} mayStay Whether one that is still right may stay.
 */
function replaceReminders(before, { text, slots, to }, now, mayStay) {
  const left = [...slots];
  const kept = before.map((reminder) => {
    if (!PENDING.includes(reminder.state)) return reminder;
    const due = reminder.state === 'scheduled' && Date.parse(reminder.send_at) <= now;
    if (due) return { ...reminder, state: 'sent' };
    const at = left.findIndex(
      (slot) =>
        mayStay &&
        slot.at !== null &&
        slot.offset === reminder.offset &&
        time.iso(slot.at) === reminder.send_at &&
        reminder.text === text &&
        (reminder.state !== 'parked' || slot.state === 'parked'),
    );
    if (at >= 0) {
      left.splice(at, 1);
      return reminder;
    }
    return reminder.state === 'parked'
      ? { ...reminder, state: 'canceled' }
      : { ...reminder, state: 'obsolete' };
  });
  const made = left.map((slot) => ({
    id: randomUUID(),
    offset: slot.offset,
    send_at: slot.at === null ? null : time.iso(slot.at),
    state: slot.state,
    message_sid: null,
    reason: slot.reason,
    to,
    text,
    planned_at: time.iso(now),
  }));
  return [...pruned(kept), ...made];
}

/** An item of a Sync Map holds 16 KiB: of reminders that are over, the last ones are kept, without their text. @param {any[]} reminders */
function pruned(reminders) {
  const over = (/** @type {any} */ reminder) => ['canceled', 'sent', 'skipped'].includes(reminder.state);
  const dropped = reminders.filter(over).slice(0, -KEPT_OVER);
  return reminders
    .filter((reminder) => !dropped.includes(reminder))
    .map((reminder) => (over(reminder) ? { ...reminder, text: '' } : reminder));
}

/**
 * @param {any} record What stands, or null.
 * @param {Appointment} event
 * @param {ReminderTexts} texts
 * @param {{ settings: import('./helpers.private').Settings, offsets: { offset: string, lead: number }[], now: number,
 *   taken: number[] }} world `taken`: when reminders of the phone's other appointments go out.
 * @returns {{ outcome: 'applied' | 'duplicate' | 'stale', text: 'send' | 'skip', record: any }}
 */
function decide(record, event, texts, { settings, offsets, now, taken }) {
  if (record !== null) {
    const last = Date.parse(record.last_event.at);
    if (event.digest === record.last_event.digest) return { outcome: 'duplicate', text: 'skip', record };
    if (event.at < last) return { outcome: 'stale', text: 'skip', record };
  }
  const state = stateAfter(event.type, record?.state);
  const active = ACTIVE.includes(state);
  const next = {
    version: 1,
    appointment_id: event.appointment_id,
    patient: merge(record?.patient, event.patient),
    provider: merge(record?.provider, event.provider),
    location: event.location ?? record?.location ?? null,
    timezone: event.timezone,
    starts_at: time.iso(event.startsAt),
    state,
    last_event: { type: event.type, at: new Date(event.at).toISOString(), digest: event.digest },
    reminders: record?.reminders ?? [],
    requests: record?.requests ?? [],
    last_text_at: record?.last_text_at ?? null,
    updated_at: new Date(now).toISOString(),
  };
  const movedOrNew = record === null || record.starts_at !== next.starts_at;
  if (event.type !== 'REMIND') {
    const slots = active
      ? schedule.plan({ ...settings, startsAt: event.startsAt, now, zone: event.zone, offsets, taken })
      : [];
    const text = state === 'confirmed' ? texts.confirmed : texts.ask;
    const wanted = { text, to: event.patient.phone, slots };
    // What was skipped before for another time or text is said anew.
    const before = next.reminders.filter((/** @type {any} */ reminder) => reminder.state !== 'skipped');
    // A reminder that went out for this appointment time is not sent a second time.
    const went = movedOrNew ? [] : before.filter((/** @type {any} */ reminder) => reminder.state === 'sent');
    wanted.slots = slots.filter(
      (/** @type {any} */ slot) =>
        !went.some((/** @type {any} */ reminder) => reminder.offset === slot.offset),
    );
    // A Message goes to the phone that it was made for.
    const samePhone = record?.patient.phone === event.patient.phone;
    next.reminders = replaceReminders(before, wanted, now, samePhone);
  }
  const text = active || event.type === 'CANCELED' || event.type === 'NOSHOWED' ? 'send' : 'skip';
  if (text === 'send') next.last_text_at = new Date(now).toISOString();
  return { outcome: 'applied', text, record: next };
}

/** What the event does not say stays known. @param {any} before @param {any} now */
function merge(before, now) {
  const known = Object.entries(now).filter(([, value]) => value !== null);
  return { ...now, ...before, ...Object.fromEntries(known) };
}

/** A reminder whose Message was to be made long enough ago that nobody is at it any more. @param {any} reminder @param {number} now */
function isLost({ state, message_sid: sid, planned_at: planned }, now) {
  return ['creating', 'obsolete'].includes(state) && !sid && Date.parse(planned) <= now - LOST_AFTER;
}

/**
 * Takes up what is to be created: what this event planned, and what an earlier invocation could not finish. The claim is
 * written before anything is done, so that of two invocations only one does it.
 * @param {any} before The record that stands, or null.
 * @param {any} record The record to be written.
 * @param {number} now
 * @returns {{ record: any, claimed: string[], lost: any[] }} `lost`: reminders whose Messages may exist unnoted.
 */
function claim(before, record, now) {
  const known = (before?.reminders ?? []).map((/** @type {any} */ { id }) => id);
  const lost = record.reminders.filter((/** @type {any} */ reminder) => isLost(reminder, now));
  /** @type {string[]} */
  const claimed = [];
  const reminders = record.reminders.map((/** @type {any} */ reminder) => {
    const ours = reminder.state === 'creating' && (!known.includes(reminder.id) || lost.includes(reminder));
    if (!ours) return reminder;
    claimed.push(reminder.id);
    return { ...reminder, planned_at: time.iso(now) };
  });
  return { record: claimed.length === 0 ? record : { ...record, reminders }, claimed, lost };
}

/** What the phone's item says of an appointment. @param {any} record */
function phoneEntry(record) {
  return {
    starts_at: record.starts_at,
    last_text_at: record.last_text_at,
    sends: record.reminders
      .filter((/** @type {any} */ { state }) => [...PENDING, 'sent'].includes(state))
      .map((/** @type {any} */ reminder) => reminder.send_at),
  };
}

/** When reminders of the phone's other appointments go out. @param {any} phone @param {string} id */
function takenBy(phone, id) {
  return Object.entries(phone?.appointments ?? {})
    .filter(([other]) => other !== id)
    .flatMap(([, entry]) => entry.sends.map(Date.parse));
}

module.exports = { decide, claim, isLost, phoneEntry, takenBy };
