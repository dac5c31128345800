'use strict';
/**
 * What an event does to an appointment.
 *
 * `decide` is pure: from the record, the event and the time it makes the next record, in which reminders to be made
 * are `creating` and reminders to be canceled `obsolete`. `apply` writes that intent first, under the record's
 * revision, and only then acts: creates the new Messages, notes their SIDs, cancels the old ones. Two events at once
 * cannot both win the revision, and a crash anywhere leaves a record that says what is still to be done; the next event
 * of the appointment, a redelivered one too, finishes it.
 *
 * @typedef {import('./event-reader.private').Appointment} Appointment
 * @typedef {{ ask: string, confirmed: string }} ReminderTexts
 */
const { randomUUID } = require('node:crypto');
const helpers = require(Runtime.getFunctions()['helpers'].path);
const time = helpers.load('time');
const schedule = helpers.load('schedule');
const messages = helpers.load('scheduled-message-helper');
const { RecordStore, Conflict, keyOf, ttl, APPOINTMENTS, PHONES } = helpers.load('record-store');

/** A reminder whose Message should exist by now if nothing went wrong. */
const LOST_AFTER = time.MINUTE;
const TRIES = 20;
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
 * @param {{ text: string, slots: import('./schedule.private').Slot[] }} wanted
 * @param {number} now
 */
function replaceReminders(before, { text, slots }, now) {
  const left = [...slots];
  const kept = before.map((reminder) => {
    if (!PENDING.includes(reminder.state)) return reminder;
    const due = reminder.state === 'scheduled' && Date.parse(reminder.send_at) <= now;
    if (due) return { ...reminder, state: 'sent' };
    const at = left.findIndex(
      (slot) =>
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
    return reminder.state === 'parked' ? { ...reminder, state: 'canceled' } : { ...reminder, state: 'obsolete' };
  });
  const made = left.map((slot) => ({
    id: randomUUID(),
    offset: slot.offset,
    send_at: slot.at === null ? null : time.iso(slot.at),
    state: slot.state,
    message_sid: null,
    reason: slot.reason,
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
    const wanted = { text: state === 'confirmed' ? texts.confirmed : texts.ask, slots };
    // What was skipped before for another time or text is said anew.
    const before = next.reminders.filter((/** @type {any} */ reminder) => reminder.state !== 'skipped');
    // A reminder that went out for this appointment time is not sent a second time.
    const went = movedOrNew ? [] : before.filter((/** @type {any} */ reminder) => reminder.state === 'sent');
    wanted.slots = slots.filter(
      (/** @type {any} */ slot) => !went.some((/** @type {any} */ reminder) => reminder.offset === slot.offset),
    );
    next.reminders = replaceReminders(before, wanted, now);
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

class Appointments {
  /** @param {import('./helpers.private').Context} context */
  constructor(context) {
    this.client = context.getTwilioClient();
    this.settings = helpers.settings(context);
    this.offsets = [
      { offset: context.REMINDER_FIRST_TIMING, lead: this.settings.first },
      { offset: context.REMINDER_SECOND_TIMING, lead: this.settings.second },
    ];
    this.store = new RecordStore(this.client, this.settings.syncServiceSid);
  }

  /**
   * @param {Appointment} event @param {ReminderTexts} texts
   * @returns {Promise<{ outcome: string, text: string, record: any }>}
   */
  async apply(event, texts) {
    const key = keyOf(event.appointment_id);
    const { decision, previous } = await this.intend(key, event, texts);
    if (decision.outcome === 'stale') return decision;
    const record = await this.finish(key);
    const phone = record.patient.phone;
    const moved = previous && previous.patient.phone !== phone ? previous.patient.phone : null;
    await Promise.all([this.index(phone, record), moved && this.unindex(moved, record.appointment_id)]);
    return { ...decision, record };
  }

  /**
   * Writes what is to be done; nothing has been done yet, so a conflict is only a reason to decide again.
   * @param {string} key @param {Appointment} event @param {ReminderTexts} texts
   */
  async intend(key, event, texts) {
    for (let tries = 0; ; tries += 1) {
      const [stored, phone] = await Promise.all([
        this.store.read(APPOINTMENTS, key),
        this.store.read(PHONES, event.patient.phone),
      ]);
      const now = Date.now();
      const decision = decide(stored.data, event, texts, {
        settings: this.settings,
        offsets: this.offsets,
        now,
        taken: takenBy(phone.data, event.appointment_id),
      });
      if (decision.outcome !== 'applied') return { decision, previous: stored.data };
      try {
        await this.store.write(APPOINTMENTS, key, stored, decision.record, ttl(decision.record.starts_at, now));
        return { decision, previous: stored.data };
      } catch (error) {
        if (!(error instanceof Conflict) || tries >= TRIES) throw error;
      }
    }
  }

  /**
   * Does what the record says is to be done: first creates, then cancels.
   * @param {string} key
   * @returns {Promise<any>} The record afterwards.
   */
  async finish(key) {
    const { data: record } = await this.store.read(APPOINTMENTS, key);
    const creating = record.reminders.filter((/** @type {any} */ reminder) => reminder.state === 'creating');
    const created = await Promise.all(creating.map((/** @type {any} */ reminder) => this.create(record, reminder)));
    let current = record;
    if (creating.length > 0) {
      current = await this.change(key, (reminder) => {
        const at = creating.findIndex((/** @type {any} */ made) => made.id === reminder.id);
        if (at < 0 || reminder.message_sid) return reminder;
        const { sid, reason } = created[at];
        if (!sid) return { ...reminder, state: 'skipped', reason };
        // It became obsolete while its Message was made: it keeps its SID and is canceled below.
        const state = reminder.state === 'creating' ? 'scheduled' : reminder.state;
        return { ...reminder, state, message_sid: sid };
      });
    }
    const obsolete = current.reminders.filter((/** @type {any} */ reminder) => reminder.state === 'obsolete');
    if (obsolete.length === 0) return current;
    const ended = await Promise.all(obsolete.map((/** @type {any} */ reminder) => this.cancel(current, reminder)));
    return this.change(key, (reminder) => {
      const at = obsolete.findIndex((/** @type {any} */ old) => old.id === reminder.id);
      return at < 0 || reminder.state !== 'obsolete' ? reminder : { ...reminder, state: ended[at] };
    });
  }

  /**
   * Creates a reminder's Message, or finds the one that an earlier attempt made and could not note.
   * @param {any} record @param {any} reminder
   * @returns {Promise<{ sid: string | null, reason: string | null }>}
   */
  async create(record, reminder) {
    const sendAt = Date.parse(reminder.send_at);
    const lost = await this.findLost(record, reminder);
    if (lost) return { sid: lost, reason: null };
    // 15 minutes are Twilio's own limit; a slot planned earlier may have come too near meanwhile.
    if (sendAt < Date.now() + schedule.NEAREST - time.MINUTE) {
      return { sid: null, reason: 'its time came too near before it could be scheduled' };
    }
    const { messagingServiceSid } = this.settings;
    const message = { to: record.patient.phone, body: reminder.text, sendAt: reminder.send_at, messagingServiceSid };
    try {
      return { sid: await messages.schedule(this.client, message), reason: null };
    } catch (error) {
      const { code } = /** @type {any} */ (error);
      // The patient has opted out: not a fault of anybody's, and not one that a repetition mends.
      if (code === 21610) return { sid: null, reason: 'the patient has opted out' };
      throw error;
    }
  }

  /** @param {any} record @param {any} reminder */
  async findLost(record, reminder) {
    if (Date.parse(reminder.planned_at) > Date.now() - LOST_AFTER) return null;
    return messages.findLost(this.client, {
      to: record.patient.phone,
      body: reminder.text,
      messagingServiceSid: this.settings.messagingServiceSid,
      since: new Date(Date.parse(reminder.planned_at) - time.MINUTE),
      known: record.reminders.map((/** @type {any} */ other) => other.message_sid),
    });
  }

  /** @param {any} record @param {any} reminder @returns {Promise<'canceled' | 'sent'>} */
  async cancel(record, reminder) {
    const sid = reminder.message_sid ?? (await this.findLost(record, reminder));
    return sid ? messages.cancel(this.client, sid) : 'canceled';
  }

  /** @param {string} key @param {(reminder: any) => any} changeReminder */
  change(key, changeReminder) {
    const now = Date.now();
    const change = (/** @type {any} */ record) => ({
      ...record,
      reminders: record.reminders.map(changeReminder),
      updated_at: new Date(now).toISOString(),
    });
    return this.store.update(APPOINTMENTS, key, change, (record) => ttl(record.starts_at, now));
  }

  /** Notes the appointment under its phone. @param {string} phone @param {any} record */
  index(phone, record) {
    const now = Date.now();
    const entry = {
      starts_at: record.starts_at,
      last_text_at: record.last_text_at,
      sends: record.reminders
        .filter((/** @type {any} */ { state }) => ['scheduled', 'creating', 'parked', 'sent'].includes(state))
        .map((/** @type {any} */ reminder) => reminder.send_at),
    };
    const change = (/** @type {any} */ data) => {
      const appointments = { ...data?.appointments, [record.appointment_id]: entry };
      // Appointments that are long over make room.
      for (const [id, { starts_at }] of Object.entries(appointments)) {
        if (ttl(starts_at, now) === 86_400 && Date.parse(starts_at) < now) delete appointments[id];
      }
      return { version: 1, phone, appointments };
    };
    return this.store.update(PHONES, phone, change, lastOf(now));
  }

  /** The appointment is no longer of this phone. @param {string} phone @param {string} id */
  unindex(phone, id) {
    const change = (/** @type {any} */ data) => {
      if (!data?.appointments[id]) return undefined;
      delete data.appointments[id];
      return data;
    };
    return this.store.update(PHONES, phone, change, lastOf(Date.now()));
  }
}

/** @param {number} now */
function lastOf(now) {
  return (/** @type {any} */ data) =>
    Math.max(86_400, ...Object.values(data.appointments).map((/** @type {any} */ entry) => ttl(entry.starts_at, now)));
}

/** When reminders of the phone's other appointments go out. @param {any} phone @param {string} id */
function takenBy(phone, id) {
  return Object.entries(phone?.appointments ?? {})
    .filter(([other]) => other !== id)
    .flatMap(([, entry]) => entry.sends.map(Date.parse));
}

/**
 * A handler for an event of one type: the event in `event`, the reminders' texts in `reminder_text` and
 * `reminder_text_confirmed`.
 * @param {string} type
 */
function handling(type) {
  return helpers.answering(async (context, input) => {
    const reader = helpers.load('event-reader');
    const event = reader.read(input.event, { zone: context.TIME_ZONE }, Date.now());
    if (event.type !== type) {
      throw new helpers.Problem(400, 'event-invalid', `event_type must be ${type} here`, 'event_type');
    }
    const texts = { ask: input.reminder_text ?? '', confirmed: input.reminder_text_confirmed ?? '' };
    if (!texts.ask || !texts.confirmed) {
      throw new helpers.Problem(400, 'text-missing', 'reminder_text and reminder_text_confirmed must be given');
    }
    const { outcome, text, record } = await new Appointments(context).apply(event, texts);
    return {
      outcome,
      text,
      state: record.state,
      reminders: record.reminders.map((/** @type {any} */ reminder) => ({
        id: reminder.id,
        offset: reminder.offset,
        send_at: reminder.send_at,
        state: reminder.state,
        reason: reminder.reason,
      })),
    };
  });
}

module.exports = { Appointments, decide, handling, takenBy };
