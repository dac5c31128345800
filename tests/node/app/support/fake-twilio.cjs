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
    this.items = { appointments: new Map(), phones: new Map(), logins: new Map() };
    this.executions = [];
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
        const item = {
          key,
          data: copy(data),
          revision: (++fake.revisions).toString(16),
          ttl: itemTtl,
          expires: clock.now + itemTtl * 1000,
        };
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
          return keys.slice(0, limit).map((key) => {
            return { ...copy(items.get(key)), dateExpires: new Date(items.get(key).expires) };
          });
        });
      syncMapItems.page = ({ pageSize, pageToken }) =>
        fake.run(`list ${map}`, () => {
          if (pageToken !== undefined && !/^after:/.test(pageToken)) throw refusal(400, 20001);
          const keys = [...items.keys()].sort().filter((key) => !pageToken || `after:${key}` > pageToken);
          const shown = keys.slice(0, pageSize);
          const more = keys.length > shown.length;
          const next = `https://sync.twilio.com/v1/Services/IS/Maps/${map}/Items`;
          return {
            instances: shown.map((key) => copy(items.get(key))),
            nextPageUrl: more
              ? `${next}?PageToken=${encodeURIComponent(`after:${shown.at(-1)}`)}`
              : undefined,
          };
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
      fake.run('create message', () => {
        const code = fake.refuse(to, sendAt);
        if (code) throw refusal(400, code);
        if (!sendAt) return fake.arrive({ to, body, messagingServiceSid, status: 'accepted' });
        const ahead = sendAt.getTime() - clock.now;
        if (scheduleType !== 'fixed' || ahead < 900_000 || ahead > 3_024_000_000) throw refusal(400, 35114);
        const sendAtText = sendAt.toISOString().replace('.000', '');
        const more = { from: null, status: 'scheduled', dateSent: null, sendAt: sendAtText };
        return fake.arrive({ to, body, messagingServiceSid, ...more });
      });
    messages.list = ({ to, from }) =>
      fake.run('list messages', () =>
        [...fake.messages.values()]
          .filter((one) => one.to === to && (from === undefined || one.from === from))
          .map((one) => ({ ...one }))
          .reverse(),
      );
    const executions = {
      create: (execution) =>
        fake.run('create execution', () => {
          const code = fake.refuse(execution.to);
          if (code) throw refusal(code === 20409 ? 409 : 400, code);
          fake.executions.push(copy(execution));
          return { sid: `FN${'4'.repeat(32)}` };
        }),
    };
    const studio = { v2: { flows: () => ({ executions }) } };
    return { messages, studio, sync: { v1: { services: () => ({ syncMaps }) } } };
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

  /** A Message of now, the clinic's unless it says otherwise. */
  arrive(more) {
    const sid = `SM${(++this.created).toString(16).padStart(32, '0')}`;
    const message = {
      sid,
      from: '+12025550123',
      direction: 'outbound-api',
      status: 'delivered',
      dateCreated: new Date(Math.floor(clock.now / 1000) * 1000),
      dateSent: new Date(),
      errorCode: null,
      ...more,
    };
    this.messages.set(sid, message);
    return { ...message };
  }

  /** Moves the clock; what is due goes out, and items expire. */
  advance(to) {
    clock.now = to;
    for (const items of Object.values(this.items)) {
      for (const [key, { expires }] of items) if (expires <= to) items.delete(key);
    }
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

/** Every way in which one of so many calls fails: before or after its effect, alone or with all after it. */
function* faultAtEach(calls) {
  for (const when of ['before', 'after']) {
    for (const dead of [false, true]) {
      for (let nth = 1; nth <= calls; nth++) {
        yield {
          fault: (number) => (number === nth ? when : dead && number > nth ? 'before' : null),
          where: `${when} call ${nth}${dead ? ' (and all after it)' : ''}`,
        };
      }
    }
  }
}

module.exports = { FakeTwilio, SERVICE, faultAtEach };
