'use strict';

/** Sync Maps and Messages in memory, in the SDK's shape, with revisions, failures on demand and Twilio's codes. */

const { clock } = require('./runtime.cjs');

const SERVICE = `MG${'1'.repeat(32)}`;
const SYNC = `IS${'2'.repeat(32)}`;

function refusal(status, code) {
  return Object.assign(new Error(`Twilio says ${code}`), { status, code });
}

class FakeTwilio {
  constructor() {
    this.items = { appointments: new Map(), phones: new Map() };
    this.messages = new Map();
    this.created = 0;
    this.calls = [];
    this.revisions = 0;
    /** Called before each call; may return 'before' or 'after' to fail it there. */
    this.fault = () => null;
    /** Awaited before each call, so that tests can interleave. */
    this.pause = async () => {};
    this.refuse = () => null;
  }

  async run(name, effect) {
    const number = this.calls.push(name);
    await this.pause();
    const fault = this.fault(number, name);
    if (fault === 'before') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const answer = effect();
    if (fault === 'after')
      throw Object.assign(new Error('timeout of 3000ms exceeded'), { code: 'ECONNABORTED' });
    return answer;
  }

  client() {
    const fake = this;
    const copy = (value) => JSON.parse(JSON.stringify(value));
    const syncMaps = (map) => {
      const items = fake.items[map];
      const stored = (key) => {
        const item = items.get(key);
        if (!item) throw refusal(404, 54201);
        return item;
      };
      const save = (key, data, itemTtl) => {
        if (Buffer.byteLength(JSON.stringify(data)) > 16384) throw refusal(413, 54006);
        const item = { key, data: copy(data), revision: (++fake.revisions).toString(16), ttl: itemTtl };
        items.set(key, item);
        return copy(item);
      };
      const syncMapItems = (rawKey) => {
        if (/[/?+]/.test(rawKey)) throw new Error("Parameter 'key' is not valid.");
        const key = decodeURIComponent(rawKey);
        return {
          fetch: () => fake.run(`fetch ${map}`, () => copy(stored(key))),
          update: ({ data, itemTtl, ifMatch }) =>
            fake.run(`update ${map}`, () => {
              if (stored(key).revision !== ifMatch) throw refusal(412, 54103);
              return save(key, data, itemTtl);
            }),
        };
      };
      syncMapItems.create = ({ key, data, itemTtl }) =>
        fake.run(`create ${map}`, () => {
          if (items.has(key)) throw refusal(409, 54208);
          return save(key, data, itemTtl);
        });
      syncMapItems.list = ({ from, bounds, order, pageSize, limit }) =>
        fake.run(`list ${map}`, () => {
          if (order !== 'asc' || pageSize > 100 || (from !== undefined && bounds !== 'exclusive'))
            throw refusal(400, 20001);
          const keys = [...items.keys()].sort().filter((key) => from === undefined || key > from);
          return keys.slice(0, limit).map((key) => copy(items.get(key)));
        });
      return { syncMapItems };
    };
    const messages = (sid) => {
      const find = () => {
        const message = fake.messages.get(sid);
        if (!message) throw refusal(404, 20404);
        return message;
      };
      return {
        fetch: () => fake.run('fetch message', () => copy(find())),
        update: ({ status }) =>
          fake.run('cancel message', () => {
            const message = find();
            if (message.status !== 'scheduled') throw refusal(400, 30409);
            message.status = status;
            return copy(message);
          }),
      };
    };
    messages.create = ({ to, messagingServiceSid, body, scheduleType, sendAt }) =>
      fake.run(sendAt ? 'create message' : 'send message', () => {
        const code = fake.refuse(to, sendAt);
        if (code) throw refusal(400, code);
        const ahead = sendAt ? sendAt.getTime() - clock.now : 900_000;
        if (sendAt && (scheduleType !== 'fixed' || ahead < 900_000 || ahead > 3_024_000_000))
          throw refusal(400, 35114);
        const sid = `SM${(++fake.created).toString(16).padStart(32, '0')}`;
        const status = sendAt ? 'scheduled' : 'accepted';
        fake.messages.set(sid, {
          sid,
          to,
          body,
          messagingServiceSid,
          status,
          errorCode: null,
          dateCreated: new Date(Math.floor(clock.now / 1000) * 1000),
          sendAt: sendAt?.toISOString().replace('.000', ''),
        });
        return { sid, status, body, messagingServiceSid };
      });
    messages.list = ({ to }) =>
      fake.run('list messages', () => [...fake.messages.values()].filter((one) => one.to === to).map(copy));
    return { messages, sync: { v1: { services: () => ({ syncMaps }) } } };
  }

  context(more = {}) {
    return {
      CUSTOMER_NAME: 'Owl Health',
      TWILIO_PHONE_NUMBER: '+12025550123',
      TIME_ZONE: 'America/Los_Angeles',
      REMINDER_FIRST_TIMING: '48h',
      REMINDER_SECOND_TIMING: '24h',
      REMINDER_OUTREACH_START: '08:00',
      REMINDER_OUTREACH_FINISH: '20:00',
      MESSAGING_SERVICE_SID: SERVICE,
      SYNC_SERVICE_SID: SYNC,
      getTwilioClient: () => this.client(),
      ...more,
    };
  }

  /** Moves the clock; what is due goes out. */
  advance(to) {
    clock.now = to;
    for (const message of this.messages.values()) {
      if (message.status === 'accepted') message.status = 'delivered';
      if (message.status === 'scheduled' && Date.parse(message.sendAt) <= to) {
        message.errorCode = this.refuse(message.to, null);
        message.status = message.errorCode ? 'failed' : 'delivered';
      }
    }
  }

  scheduled(filter = () => true) {
    return [...this.messages.values()].filter((one) => one.status === 'scheduled' && filter(one));
  }

  /** What the patient got or gets at once. */
  texts(to) {
    return [...this.messages.values()].filter(
      (one) => (!to || one.to === to) && ['accepted', 'delivered'].includes(one.status),
    );
  }

  record(id) {
    return this.items.appointments.get(id)?.data ?? null;
  }
}

module.exports = { FakeTwilio, SERVICE };
