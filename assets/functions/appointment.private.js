'use strict';
/**
 * Carries an event out.
 *
 * What is to be done is written first, under the revisions of the phone's item and the record, so that two events at
 * once cannot both win: the phone's item reserves the send times, the record holds the intent. Only then are the new
 * Messages created, their SIDs noted, and the old ones canceled. A crash anywhere leaves a record that says what is
 * still to be done; the next event of the appointment, a redelivered one too, finishes it.
 *
 * @typedef {import('./event-reader.private').Appointment} Appointment
 * @typedef {{ ask: string, confirmed: string }} ReminderTexts
 */
/** @type {typeof import('./helpers.private')} */
const helpers = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./time.private')} */
const time = helpers.load('time');
/** @type {typeof import('./schedule.private')} */
const schedule = helpers.load('schedule');
/** @type {typeof import('./scheduled-message-helper.private')} */
const messages = helpers.load('scheduled-message-helper');
/** @type {typeof import('./appointment-decision.private')} */
const decision = helpers.load('appointment-decision');
/** @type {typeof import('./record-store.private')} */
const recordStore = helpers.load('record-store');
const { RecordStore, Conflict, keyOf, ttl, APPOINTMENTS, PHONES } = recordStore;

const TRIES = 20;

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
    const { decided, previous, claimed, lost } = await this.intend(key, event, texts);
    if (decided.outcome === 'stale') return decided;
    await this.cancelLost(decided.record, lost);
    const created = await this.createAll(key, decided.record, claimed);
    const record = await this.cancelAll(key, created, lost);
    const moved = previous && previous.patient.phone !== record.patient.phone ? previous.patient.phone : null;
    await Promise.all([this.index(record), moved && this.unindex(moved, record.appointment_id)]);
    return { ...decided, record };
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
      const decided = decision.decide(stored.data, event, texts, {
        settings: this.settings,
        offsets: this.offsets,
        now,
        taken: decision.takenBy(phone.data, event.appointment_id),
      });
      const { record, claimed, lost } = decision.claim(stored.data, decided.record, now);
      const taken = { decided: { ...decided, record }, previous: stored.data, claimed, lost };
      if (decided.outcome === 'stale' || record === stored.data) return taken;
      try {
        if (decided.outcome === 'applied') {
          const index = withEntry(phone.data, record, now);
          if (index) await this.store.write(PHONES, event.patient.phone, phone, index, lastOf(index, now));
        }
        await this.store.write(APPOINTMENTS, key, stored, record, ttl(record.starts_at, now));
        return taken;
      } catch (error) {
        if (!(error instanceof Conflict) || tries >= TRIES) throw error;
      }
    }
  }

  /**
   * Creates the Messages of the claimed reminders, and notes each that exists even if another one failed.
   * @param {string} key @param {any} record @param {string[]} claimed
   */
  async createAll(key, record, claimed) {
    const creating = record.reminders.filter((/** @type {any} */ { id }) => claimed.includes(id));
    if (creating.length === 0) return record;
    const outcomes = await Promise.allSettled(
      creating.map((/** @type {any} */ reminder) => this.create(reminder)),
    );
    const noted = await this.change(key, (reminder) => {
      const outcome = outcomes[creating.findIndex((/** @type {any} */ made) => made.id === reminder.id)];
      if (outcome?.status !== 'fulfilled' || reminder.message_sid) return reminder;
      const { sid, reason } = outcome.value;
      if (!sid) return { ...reminder, state: 'skipped', reason };
      // It may have become obsolete while its Message was made: then it is canceled next.
      return {
        ...reminder,
        state: reminder.state === 'creating' ? 'scheduled' : reminder.state,
        message_sid: sid,
      };
    });
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return noted;
  }

  /**
   * Cancels the Messages of reminders that are obsolete.
   * @param {string} key @param {any} record @param {any[]} lost Those whose Messages were looked for.
   */
  async cancelAll(key, record, lost) {
    const sought = lost.map(({ id }) => id);
    const obsolete = record.reminders.filter(
      // One without a Message may be in the making by another event, which will cancel it.
      (/** @type {any} */ reminder) =>
        reminder.state === 'obsolete' && (reminder.message_sid || sought.includes(reminder.id)),
    );
    if (obsolete.length === 0) return record;
    const outcomes = await Promise.allSettled(
      obsolete.map((/** @type {any} */ { message_sid: sid }) =>
        sid ? messages.cancel(this.client, sid) : 'canceled',
      ),
    );
    const noted = await this.change(key, (reminder) => {
      const outcome = outcomes[obsolete.findIndex((/** @type {any} */ old) => old.id === reminder.id)];
      if (outcome?.status !== 'fulfilled' || reminder.state !== 'obsolete') return reminder;
      return { ...reminder, state: outcome.value };
    });
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return noted;
  }

  /** @param {any} reminder @returns {Promise<{ sid: string | null, reason: string | null }>} */
  async create(reminder) {
    // 15 minutes are Twilio's own limit; a slot planned earlier may have come too near meanwhile.
    if (Date.parse(reminder.send_at) < Date.now() + schedule.NEAREST - time.MINUTE) {
      return { sid: null, reason: 'its time came too near before it could be scheduled' };
    }
    const { messagingServiceSid } = this.settings;
    const message = {
      to: reminder.to,
      body: reminder.text,
      sendAt: reminder.send_at,
      messagingServiceSid,
    };
    try {
      return { sid: await messages.schedule(this.client, message), reason: null };
    } catch (error) {
      const { code, status } = /** @type {any} */ (error);
      // The patient has opted out: not a fault of anybody's.
      if (code === 21610) return { sid: null, reason: 'the patient has opted out' };
      // Twilio will not take it another time either; everything but a 400 may pass.
      if (status === 400) return { sid: null, reason: `Twilio refused it with code ${code}` };
      throw error;
    }
  }

  /**
   * Cancels Messages that an earlier attempt created and could not note. Twilio does not tell when a Message goes out,
   * so they cannot be taken over; their reminders get new ones.
   * @param {any} record @param {any[]} lost
   */
  async cancelLost(record, lost) {
    const phones = [...new Set(lost.map(({ to }) => to))];
    await Promise.all(
      phones.map(async (phone) => {
        const { data: index } = await this.store.read(PHONES, phone);
        const others = Object.keys(index?.appointments ?? {}).filter((id) => id !== record.appointment_id);
        const records = await Promise.all(others.map((id) => this.store.read(APPOINTMENTS, keyOf(id))));
        const known = [record, ...records.map(({ data }) => data)]
          .flatMap((other) => other?.reminders ?? [])
          .flatMap(({ message_sid: sid }) => sid ?? []);
        const sought = lost.filter(({ to }) => to === phone);
        const found = await messages.findLost(this.client, {
          to: phone,
          bodies: sought.map(({ text }) => text),
          messagingServiceSid: this.settings.messagingServiceSid,
          known,
        });
        await Promise.all(found.map((sid) => messages.cancel(this.client, sid)));
      }),
    );
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

  /** Notes the appointment under its phone. @param {any} record */
  index(record) {
    const now = Date.now();
    const change = (/** @type {any} */ data) => withEntry(data, record, now);
    return this.store.update(PHONES, record.patient.phone, change, (data) => lastOf(data, now));
  }

  /** The appointment is no longer of this phone. @param {string} phone @param {string} id */
  unindex(phone, id) {
    const change = (/** @type {any} */ data) => {
      if (!data?.appointments[id]) return undefined;
      delete data.appointments[id];
      return data;
    };
    return this.store.update(PHONES, phone, change, (data) => lastOf(data, Date.now()));
  }
}

/**
 * The phone's item with what the record says; undefined when it says so already. Appointments that are long over make
 * room.
 * @param {any} data @param {any} record @param {number} now
 */
function withEntry(data, record, now) {
  const entry = decision.phoneEntry(record);
  const before = data?.appointments ?? {};
  if (JSON.stringify(before[record.appointment_id]) === JSON.stringify(entry)) return undefined;
  const appointments = Object.fromEntries(
    Object.entries(before).filter(([, { starts_at: at }]) => Date.parse(at) > now - recordStore.KEPT),
  );
  appointments[record.appointment_id] = entry;
  return { version: 1, phone: record.patient.phone, appointments };
}

/** @param {any} data An item of the Map `phones`. @param {number} now @returns {number} Seconds. */
function lastOf(data, now) {
  const times = Object.values(data.appointments).map((/** @type {any} */ entry) => ttl(entry.starts_at, now));
  return Math.max(86_400, ...times);
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
      throw new helpers.Problem(
        400,
        'text-missing',
        'reminder_text and reminder_text_confirmed must be given',
      );
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

module.exports = { handling };
