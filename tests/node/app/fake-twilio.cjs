'use strict';
/**
 * A Twilio in memory for the functions: Sync Maps with revisions, scheduled Messages, and a failure at any call.
 */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const FOLDER = join(__dirname, '../../../assets/functions');

/** What Twilio's runtime puts into every function's scope. */
function install() {
  const paths = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.js'))
    .map((name) => [name.replace(/(\.private|\.protected)?\.js$/, ''), { path: join(FOLDER, name) }]);
  const functions = Object.fromEntries(paths);
  class Response {
    headers = /** @type {Record<string, string>} */ ({});
    setStatusCode(/** @type {number} */ status) {
      this.status = status;
    }
    setBody(/** @type {object} */ body) {
      this.body = body;
    }
    appendHeader(/** @type {string} */ name, /** @type {string} */ value) {
      this.headers[name] = value;
    }
  }
  Object.assign(globalThis, { Runtime: { getFunctions: () => functions }, Twilio: { Response } });
}

/** @param {number} status @param {number} code */
function refusal(status, code) {
  return Object.assign(new Error(`refused with ${code}`), { status, code });
}

class FakeTwilio {
  constructor() {
    /** @type {Map<string, { revision: number, data: any }>} */
    this.items = new Map();
    /** @type {any[]} */
    this.messagesSent = [];
    this.calls = 0;
    /** @type {number | null} The call that fails, counted from 1. */
    this.failAt = null;
    /** Whether the failing call is carried out first, as when an answer is lost. */
    this.failAfter = false;
  }

  /** @template T @param {() => T} act @returns {Promise<T>} */
  async call(act) {
    this.calls += 1;
    const number = this.calls;
    // Two callers at once take turns, as over a network.
    await new Promise((resolve) => setImmediate(resolve));
    if (number === this.failAt && !this.failAfter) throw refusal(503, 0);
    const value = act();
    if (number === this.failAt) throw refusal(503, 0);
    return value;
  }

  get sync() {
    return { v1: { services: () => ({ syncMaps: (/** @type {string} */ map) => this.map(map) }) } };
  }

  /** @param {string} map */
  map(map) {
    const at = (/** @type {string} */ key) => `${map}/${key}`;
    const items = (/** @type {string} */ key) => ({
      fetch: () => this.call(() => this.item(at(key))),
      update: (/** @type {any} */ { data, ifMatch, itemTtl }) =>
        this.call(() => {
          const item = this.item(at(key));
          if (ifMatch !== undefined && ifMatch !== item.revision) throw refusal(412, 54103);
          return this.put(at(key), data, Number(item.revision) + 1, itemTtl);
        }),
    });
    items.create = (/** @type {any} */ { key, data, itemTtl }) =>
      this.call(() => {
        if (this.items.has(at(key))) throw refusal(409, 54208);
        return this.put(at(key), data, 0, itemTtl);
      });
    return { syncMapItems: items };
  }

  /** @param {string} key */
  item(key) {
    const item = this.items.get(key);
    if (!item) throw refusal(404, 54201);
    return { revision: String(item.revision), data: structuredClone(item.data) };
  }

  /** @param {string} key @param {any} data @param {number} revision @param {number} ttl */
  put(key, data, revision, ttl) {
    if (JSON.stringify(data).length > 16 * 1024) throw refusal(413, 54006);
    if (!(ttl > 0 && ttl <= 31_536_000)) throw refusal(400, 20001);
    this.items.set(key, { revision, data: structuredClone(data) });
    return { revision: String(revision), data };
  }

  get messages() {
    const message = (/** @type {string} */ sid) => ({
      fetch: () => this.call(() => ({ ...this.find(sid) })),
      update: () =>
        this.call(() => {
          const found = this.find(sid);
          if (found.status !== 'scheduled') throw refusal(409, 30409);
          found.status = 'canceled';
          return { ...found };
        }),
    });
    message.create = (/** @type {any} */ fields) =>
      this.call(() => {
        const ahead = fields.sendAt - Date.now();
        if (ahead < 15 * 60_000 || ahead > 35 * 86_400_000) throw refusal(400, 35114);
        const sid = `SM${String(this.messagesSent.length).padStart(32, '0')}`;
        this.messagesSent.push({ ...fields, sid, status: 'scheduled', dateCreated: new Date() });
        return { sid };
      });
    message.list = (/** @type {any} */ { to }) =>
      this.call(() => this.messagesSent.filter((found) => found.to === to).map((found) => ({ ...found })));
    return message;
  }

  /** @param {string} sid */
  find(sid) {
    const found = this.messagesSent.find((one) => one.sid === sid);
    if (!found) throw refusal(404, 20404);
    return found;
  }

  /** @param {string} id */
  record(id) {
    return this.items.get(`appointments/${id}`)?.data;
  }

  scheduled() {
    return this.messagesSent.filter(({ status }) => status === 'scheduled');
  }

  /** The context of a function. */
  context(settings = {}) {
    return {
      PATH: '/test',
      CUSTOMER_NAME: 'Owl Health',
      TIME_ZONE: 'America/New_York',
      REMINDER_FIRST_TIMING: '48h',
      REMINDER_SECOND_TIMING: '24h',
      REMINDER_OUTREACH_START: '08:00',
      REMINDER_OUTREACH_FINISH: '20:00',
      MESSAGING_SERVICE_SID: `MG${'0'.repeat(32)}`,
      SYNC_SERVICE_SID: `IS${'0'.repeat(32)}`,
      EHR_SIGNING_SECRET: 'secret',
      IE_ENDPOINT: 'http://127.0.0.1:9/',
      getTwilioClient: () => this,
      ...settings,
    };
  }

  /**
   * Runs a function as the Flow does.
   * @param {string} name @param {object} parameters @param {object} [settings]
   * @returns {Promise<{ status: number, body: any }>}
   */
  async run(name, parameters, settings) {
    const { handler } = require(/** @type {any} */ (globalThis).Runtime.getFunctions()[name].path);
    return new Promise((resolve, reject) => {
      const done = (/** @type {unknown} */ error, /** @type {any} */ answer) =>
        error ? reject(error) : resolve({ status: answer.status, body: answer.body });
      handler(this.context(settings), parameters, done).catch(reject);
    });
  }
}

module.exports = { install, FakeTwilio };
