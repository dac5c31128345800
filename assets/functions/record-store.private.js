'use strict';
/**
 * The appointments' records and the phones' index, in two Sync Maps. Every write is conditional: a revision that is no
 * longer the newest gives `Conflict`, and the caller reads and decides again.
 *
 * @typedef {{ revision: string | null, data: any }} Stored Without a revision it does not exist yet.
 */
const { createHash } = require('node:crypto');

const APPOINTMENTS = 'appointments';
const PHONES = 'phones';
const KEPT = 30 * 86_400_000;
/** A year is the longest that Sync keeps an item (docs: sync/api/map-items); each write counts anew. */
const LONGEST_TTL = 31_536_000;
const SAFE_KEY = /^[A-Za-z0-9._~:-]{1,128}$/;

/** Somebody else wrote first. */
class Conflict extends Error {}

/** An EHR's id may hold anything; a key may not. @param {string} id */
function keyOf(id) {
  // A path's `.` and `..` are resolved away.
  const safe = SAFE_KEY.test(id) && id !== '.' && id !== '..';
  return safe ? id : `sha256-${createHash('sha256').update(id).digest('hex')}`;
}

class RecordStore {
  /** @param {any} client Twilio's. @param {string} serviceSid */
  constructor(client, serviceSid) {
    this.service = client.sync.v1.services(serviceSid);
  }

  /** @param {string} map @param {string} key @returns {Promise<Stored>} */
  async read(map, key) {
    try {
      const { revision, data } = await this.service.syncMaps(map).syncMapItems(key).fetch();
      return { revision, data };
    } catch (error) {
      if (/** @type {any} */ (error).status === 404) return { revision: null, data: null };
      throw error;
    }
  }

  /**
   * @param {string} map @param {string} key @param {Stored} stored What was read. @param {any} data
   * @param {number} ttl Seconds.
   * @returns {Promise<Stored>}
   */
  async write(map, key, stored, data, ttl) {
    const items = this.service.syncMaps(map).syncMapItems;
    try {
      const item =
        stored.revision === null
          ? await items.create({ key, data, itemTtl: ttl })
          : await items(key).update({ data, itemTtl: ttl, ifMatch: stored.revision });
      return { revision: item.revision, data };
    } catch (error) {
      const { status } = /** @type {any} */ (error);
      // 409: created meanwhile; 412: changed meanwhile; 404: expired meanwhile.
      if (status === 409 || status === 412 || (status === 404 && stored.revision !== null))
        throw new Conflict();
      throw error;
    }
  }

  /**
   * Reads, changes and writes until nobody came between. `change` gives undefined to leave things as they are.
   * @param {string} map @param {string} key @param {(data: any) => any} change @param {(data: any) => number} ttl
   * @returns {Promise<any>} What stands afterwards.
   */
  async update(map, key, change, ttl) {
    for (let tries = 0; ; tries += 1) {
      const stored = await this.read(map, key);
      const data = change(structuredClone(stored.data));
      if (data === undefined) return stored.data;
      try {
        await this.write(map, key, stored, data, ttl(data));
        return data;
      } catch (error) {
        if (!(error instanceof Conflict) || tries >= 20) throw error;
      }
    }
  }
}

/** Seconds until an appointment's record may go. @param {string} startsAt @param {number} now */
function ttl(startsAt, now) {
  const end = Date.parse(startsAt) + KEPT;
  return Math.min(LONGEST_TTL, Math.max(86_400, Math.ceil((end - now) / 1000)));
}

module.exports = { RecordStore, Conflict, keyOf, ttl, APPOINTMENTS, PHONES, KEPT };
