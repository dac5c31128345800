'use strict';

/**
 * The records in Twilio Sync: Map `appointments`, an item an appointment; Map `phones`, an item a phone number;
 * Map `logins`, an item a login of the administrator. Every write names the revision it was decided on
 * (`If-Match`), so no update is lost.
 */

const { isDeepStrictEqual } = require('node:util');

/** @type {typeof import('./helpers.private')} */
const { Problem, sha256 } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./settings.private')} */
const { needed } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./phone-item.private')} */
const { ttl, phoneTtl } = require(Runtime.getFunctions()['phone-item'].path);

/**
 * @typedef {import('./appointment-decision.private').AppointmentRecord} AppointmentRecord
 * @typedef {import('./appointment-decision.private').PhoneRecord} PhoneRecord
 */
/**
 * @template T
 * @typedef {{data: T, revision: string}} Stored
 */

/** @typedef {Stored<AppointmentRecord> & {key: string, expires: number | null}} Listed `expires` in milliseconds */

/** Somebody else wrote first: read and decide again. */
class Conflict extends Error {}

/** What retrying may take: a function ends after 10 s. */
const BUDGET_MS = 7000;
/** So long after its beginning a function still repeats what Twilio did not answer. */
const RETRIES_MS = 4000;
/** The most that Sync gives at once. */
const PAGE_SIZE = 100;

/**
 * Appointment ids that are safe in a URL stand for themselves.
 *
 * @param {string} appointmentId
 * @returns {string}
 */
function appointmentKey(appointmentId) {
  const plain = /^[A-Za-z0-9._~:-]{1,128}$/.test(appointmentId);
  // `.` and `..` are resolved away in a URL's path.
  const dots = appointmentId === '.' || appointmentId === '..';
  return plain && !dots ? appointmentId : `sha256-${sha256(appointmentId)}`;
}

/**
 * @param {unknown} error
 * @returns {number | undefined} HTTP status of a Twilio error
 */
function statusOf(error) {
  return /** @type {{status?: number}} */ (error)?.status;
}

/**
 * @param {Context} context
 * @param {TwilioClient} client
 */
function openStore(context, client) {
  const service = client.sync.v1.services(needed(context, 'SYNC_SERVICE_SID'));
  const lastRetry = performance.now() + RETRIES_MS;

  /**
   * @param {'appointments' | 'phones' | 'logins'} map
   * @param {string} key
   * @returns {Promise<Stored<any> | null>}
   */
  async function read(map, key) {
    // The SDK puts the key into the path as it is; a bare `+` there is read as a blank by some.
    const item = service.syncMaps(map).syncMapItems(encodeURIComponent(key));
    try {
      const { data, revision } = await item.fetch().catch((error) => {
        if (map === 'logins' || !mayPass(error)) throw error;
        return item.fetch();
      });
      return { data, revision };
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  /**
   * 412/54103: changed since; 409/54208: created meanwhile; 404: expired meanwhile.
   *
   * @param {'appointments' | 'phones' | 'logins'} map
   * @param {string} key
   * @param {object} data
   * @param {number} itemTtl seconds
   * @param {string | null} revision null creates
   * @returns {Promise<string>} the new revision
   */
  async function write(map, key, data, itemTtl, revision) {
    const items = service.syncMaps(map).syncMapItems;
    try {
      if (revision === null) return (await items.create({ key, data, itemTtl })).revision;
      return (await items(encodeURIComponent(key)).update({ data, itemTtl, ifMatch: revision })).revision;
    } catch (error) {
      const status = statusOf(error);
      // A 404 on create is a missing Map, not a race.
      if (status === 409 || status === 412 || (status === 404 && revision !== null)) throw new Conflict();
      throw error;
    }
  }

  /**
   * Writes, and where it is not known whether that was done, looks and writes again: an event is not to be lost
   * because Twilio hung up once.
   *
   * @param {'appointments' | 'phones'} map
   * @param {string} key
   * @param {object} data
   * @param {number} itemTtl seconds
   * @param {string | null} revision null creates
   * @returns {Promise<string>} the new revision
   */
  async function writeSurely(map, key, data, itemTtl, revision) {
    try {
      return await write(map, key, data, itemTtl, revision);
    } catch (error) {
      if (error instanceof Conflict || !mayPass(error)) throw error;
      const found = await read(map, key);
      if (found && isDeepStrictEqual(found.data, data)) return found.revision;
      if ((found?.revision ?? null) !== revision) throw new Conflict();
      return write(map, key, data, itemTtl, revision);
    }
  }

  /**
   * @param {unknown} error
   * @returns {boolean} whether the same call may succeed now, and there is time for it
   */
  function mayPass(error) {
    const status = statusOf(error);
    return (status === undefined || status === 408 || status >= 500) && performance.now() < lastRetry;
  }

  const store = {
    /**
     * @param {string} appointmentId
     * @returns {Promise<Stored<AppointmentRecord> | null>}
     */
    appointment: (appointmentId) => read('appointments', appointmentKey(appointmentId)),

    /**
     * One page of all records: one request, however many there are.
     *
     * @param {string | null} token of the page before, null for the first
     * @returns {Promise<{records: AppointmentRecord[], next: string | null}>}
     */
    async appointmentPage(token) {
      const items = service.syncMaps('appointments').syncMapItems;
      const page = await items
        .page({ pageSize: PAGE_SIZE, ...(token === null ? {} : { pageToken: token }) })
        .catch((error) => {
          if (token === null || statusOf(error) !== 400) throw error;
          throw new Problem(400, 'invalid-page', '`page` is not the `next` of an answer.', 'page');
        });
      const next = page.nextPageUrl ? new URL(page.nextPageUrl).searchParams.get('PageToken') : null;
      return { records: page.instances.map(({ data }) => data), next };
    },

    /**
     * @param {string} number E.164
     * @returns {Promise<Stored<PhoneRecord> | null>}
     */
    phone: (number) => read('phones', number),

    /**
     * @param {AppointmentRecord} record
     * @param {string | null} revision
     * @returns {Promise<Stored<AppointmentRecord>>}
     */
    async saveAppointment(record, revision) {
      const seconds = ttl([record.starts_at], Date.now());
      const key = appointmentKey(record.appointment_id);
      return { data: record, revision: await writeSurely('appointments', key, record, seconds, revision) };
    },

    /**
     * @param {string} number
     * @param {PhoneRecord} phone
     * @param {string | null} revision
     */
    async savePhone(number, phone, revision) {
      const seconds = phoneTtl(phone, Date.now());
      await writeSurely('phones', number, phone, seconds, revision);
    },

    /**
     * @param {string | null} after the last key of the page before
     * @param {number} size at most 100
     * @returns {Promise<Listed[]>} by key; fewer than `size` are the last
     */
    async appointmentsAfter(after, size) {
      const from = after === null ? {} : { from: after, bounds: /** @type {const} */ ('exclusive') };
      const query = { ...from, order: /** @type {const} */ ('asc'), pageSize: size, limit: size };
      const items = await service.syncMaps('appointments').syncMapItems.list(query);
      return items.map(({ key, data, revision, dateExpires }) => {
        return { key, data, revision, expires: dateExpires?.getTime() ?? null };
      });
    },

    /**
     * @param {string} key
     * @returns {Promise<Stored<any> | null>}
     */
    login: (key) => read('logins', key),

    /**
     * @param {string} key
     * @param {object} data
     * @param {number} seconds until it expires
     * @param {string | null} revision
     * @returns {Promise<Stored<any>>}
     */
    async saveLogin(key, data, seconds, revision) {
      return { data, revision: await write('logins', key, data, seconds, revision) };
    },

    /**
     * @param {string} appointmentId
     * @param {(record: AppointmentRecord) => AppointmentRecord} change pure; the same object means no write
     * @param {Stored<AppointmentRecord>} [known] spares the first read
     * @returns {Promise<Stored<AppointmentRecord> | null>} null when there is no such record (any more)
     */
    updateAppointment: (appointmentId, change, known) =>
      untilWritten(async (again) => {
        const stored = known && !again ? known : await store.appointment(appointmentId);
        if (!stored) return null;
        const next = change(stored.data);
        return next === stored.data ? stored : store.saveAppointment(next, stored.revision);
      }),

    /**
     * @param {string} number
     * @param {(phone: PhoneRecord | null) => PhoneRecord | null} change pure; null means no write
     * @returns {Promise<void>}
     */
    updatePhone: (number, change) =>
      untilWritten(async () => {
        const stored = await store.phone(number);
        const next = change(stored?.data ?? null);
        if (next) await store.savePhone(number, next, stored?.revision ?? null);
      }),
  };
  return store;
}

/**
 * Runs `attempt` until no other writer comes between.
 *
 * @template T
 * @param {(again: boolean) => Promise<T>} attempt
 * @returns {Promise<T>}
 */
async function untilWritten(attempt) {
  const begun = performance.now();
  for (let tries = 0; ; tries++) {
    try {
      return await attempt(tries > 0);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      if (performance.now() - begun > BUDGET_MS) {
        throw new Problem(503, 'busy', 'Too many changes of the same record at once.');
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(20 * 2 ** tries, 400)));
    }
  }
}

module.exports = { appointmentKey, openStore, untilWritten, statusOf };
