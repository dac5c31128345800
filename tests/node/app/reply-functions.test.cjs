'use strict';

const assert = require('node:assert/strict');
const { createHmac } = require('node:crypto');
const { test, beforeEach } = require('node:test');
const { call, clock, load } = require('./support/runtime.cjs');
const { FakeTwilio, faultAtEach } = require('./support/fake-twilio.cjs');
const { START, MINUTE, event, deliver, consistent } = require('./support/story.cjs');

console.warn = console.error = () => {};

const PHONE = '+12025550175';
let fake;
let ehr;
let sids = 0;

/** The EHR's endpoint: answers with what `ehr.answers` says next, then 200. */
globalThis.fetch = async (url, options) => {
  ehr.posts.push({ url, ...options });
  const answer = ehr.answers.shift() ?? 200;
  if (answer === 'down') throw new TypeError('fetch failed');
  return new Response('{}', { status: answer });
};

beforeEach(() => {
  clock.now = START;
  fake = new FakeTwilio();
  ehr = { posts: [], answers: [] };
});

const context = (more) =>
  fake.context({ IE_ENDPOINT: 'https://ehr.example/requests', EHR_SIGNING_SECRET: 's3cret', ...more });
const message = (Body, more = {}) => ({ From: PHONE, To: '+12025550123', Body, MessageSid: sid(), ...more });
const sid = () => `SM${(++sids).toString(16).padStart(32, 'a')}`;

async function reply(body, more) {
  const { status, body: answer } = await call('message-reply', context(), { message: message(body, more) });
  assert.equal(status, 200);
  return answer;
}

async function ask(kind, appointment_id = 'A-20417', more = {}, settings = {}) {
  return call(`message-${kind}`, context(settings), { appointment_id, message: message('x', more) });
}

test('a reply is about the open appointment, and the answer can name it', async () => {
  assert.deepEqual(await reply('yes'), { meaning: 'no_appointment' });
  await deliver(fake, event('BOOKED'));
  assert.deepEqual(await reply('Confirm appt.'), {
    meaning: 'confirm',
    state: 'booked',
    appointment_id: 'A-20417',
    weekday: 'Wednesday',
    date: 'December 9',
    year: '2026',
    time: '10:30 AM',
    zone: 'PST',
    provider: 'Maria Lopez',
    location: 'Owl Health, 12 Elm Street, Suite 4',
    callback_phone: '202-555-0199',
  });
  assert.equal((await reply('what?')).meaning, 'unclear');
  assert.deepEqual(await reply('STOP'), { meaning: 'opt' });
  assert.deepEqual(await reply('yes', { From: '+12025550176' }), { meaning: 'no_appointment' });
  await deliver(fake, event('CANCELED'));
  assert.deepEqual(await reply('yes'), { meaning: 'no_appointment' });
});

test('of several appointments it is the one in the latest text, reminders included', async () => {
  await deliver(fake, event('BOOKED', { appointment_id: 'near', appointment_datetime: '2026-12-01T09:00' }));
  clock.now += MINUTE;
  await deliver(fake, event('BOOKED', { appointment_id: 'far', appointment_datetime: '2026-12-20T09:00' }));
  assert.equal((await reply('1')).appointment_id, 'far');
  fake.advance(Date.parse('2026-11-29T17:00:00Z'));
  assert.equal((await reply('1')).appointment_id, 'near');
  await deliver(fake, event('REMIND', { appointment_id: 'far', appointment_datetime: '2026-12-20T09:00' }));
  assert.equal((await reply('1')).appointment_id, 'near', 'at the same second the nearer one');
  clock.now += MINUTE;
  await deliver(fake, event('MODIFIED', { appointment_id: 'far', appointment_datetime: '2026-12-20T09:00' }));
  assert.equal((await reply('1')).appointment_id, 'far');
  fake.advance(Date.parse('2026-12-10T00:00:00Z'));
  assert.equal((await reply('1')).appointment_id, 'far', 'the nearer one is over');
  fake.advance(Date.parse('2026-12-21T00:00:00Z'));
  assert.equal((await reply('1')).meaning, 'no_appointment');
});

test('a request is signed, says ids only, and can be checked by the EHR', async () => {
  await deliver(fake, event('BOOKED'));
  const { status, body } = await ask('confirm');
  assert.equal(status, 200);
  assert.equal(body.outcome, 'delivered');
  const [{ url, method, headers, body: sent, redirect }] = ehr.posts;
  assert.deepEqual([url, method, redirect], ['https://ehr.example/requests', 'POST', 'manual']);
  const [request] = fake.record('A-20417').requests;
  assert.deepEqual(JSON.parse(sent), {
    id: request.id,
    event_type: 'CONFIRM',
    event_datetime_utc: '2026-11-25T18:00:00.000Z',
    appointment_id: 'A-20417',
    patient_id: 'P-1001',
    provider_id: 'D-204',
    message_sid: request.message_sid,
  });
  assert.equal(headers['Idempotency-Key'], request.id);
  assert.equal(headers['X-Pam-Timestamp'], String(START / 1000));
  const expected = createHmac('sha256', 's3cret')
    .update(`${START / 1000}.${sent}`)
    .digest('hex');
  assert.equal(headers['X-Pam-Signature'], `sha256=${expected}`);
  assert.deepEqual([request.state, request.attempts, request.last_status], ['delivered', 1, 200]);
  consistent(fake);
});

test('the same answer again is not posted again; another one is', async () => {
  await deliver(fake, event('BOOKED'));
  await ask('confirm');
  assert.equal((await ask('confirm')).body.outcome, 'duplicate');
  assert.equal(ehr.posts.length, 1);
  await ask('cancel');
  await ask('confirm');
  assert.deepEqual(
    ehr.posts.map(({ body }) => JSON.parse(body).event_type),
    ['CONFIRM', 'CANCEL', 'CONFIRM'],
  );
  assert.equal(new Set(ehr.posts.map(({ headers }) => headers['Idempotency-Key'])).size, 3);
  clock.now += MINUTE;
  await deliver(fake, event('RESCHEDULED', { appointment_datetime: '2026-12-11T10:30' }));
  assert.equal((await ask('confirm')).body.outcome, 'delivered');
  assert.equal(ehr.posts.length, 4);
  consistent(fake);
});

test('what a short code or a name writes is not answered, and leaves nothing behind', async () => {
  for (const From of ['22395', 'AMAZON', '', 'whatsapp:+12025550175']) {
    for (const body of ['Your code is 123456', 'STOP', 'yes']) {
      assert.deepEqual(await reply(body, { From }), { meaning: 'opt' });
    }
  }
  assert.equal(fake.items.phones.size, 0);
});

test('three tries; then it waits in the record, and the next same answer tries again with the same key', async () => {
  await deliver(fake, event('BOOKED'));
  ehr.answers = [503, 'down', 200];
  assert.equal((await ask('cancel')).body.outcome, 'delivered');
  assert.equal(ehr.posts.length, 3);
  assert.equal(fake.record('A-20417').requests[0].attempts, 3);

  ehr.answers = ['down', 500, 429];
  const { status, body } = await ask('confirm');
  assert.deepEqual([status, body.outcome], [200, 'waiting']);
  const [, waiting] = fake.record('A-20417').requests;
  assert.deepEqual([waiting.state, waiting.attempts, waiting.last_status], ['waiting', 3, 429]);
  assert.equal((await ask('confirm')).body.outcome, 'duplicate', 'another invocation may be at it');
  clock.now += MINUTE;
  assert.equal((await ask('confirm')).body.outcome, 'delivered');
  assert.equal(new Set(ehr.posts.slice(3).map(({ headers }) => headers['Idempotency-Key'])).size, 1);
  consistent(fake);
});

test('why the EHR was not reached is logged as a code, and nothing of its address', async () => {
  await deliver(fake, event('BOOKED'));
  const lines = [];
  const { warn } = console;
  console.warn = (line) => lines.push(line);
  const { fetch } = globalThis;
  globalThis.fetch = async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:443'), { code: 'ECONNREFUSED' });
    throw new TypeError('fetch failed', { cause });
  };
  try {
    assert.equal((await ask('confirm')).body.outcome, 'waiting');
  } finally {
    globalThis.fetch = fetch;
    console.warn = warn;
  }
  assert.equal(lines[0], '/message-confirm ehr-not-reached: TypeError, code ECONNREFUSED');
});

test('an EHR that is slow is asked three times, the last time for as long as there is', async () => {
  await deliver(fake, event('BOOKED'));
  const begun = performance.now();
  let slept = 0;
  Object.defineProperty(performance, 'now', { value: () => begun + slept, configurable: true });
  const { fetch } = globalThis;
  let posts = 0;
  globalThis.fetch = async () => {
    posts += 1;
    slept += 2500.4;
    throw new DOMException('timed out', 'TimeoutError');
  };
  try {
    assert.equal((await ask('confirm')).body.outcome, 'waiting');
  } finally {
    globalThis.fetch = fetch;
    delete performance.now;
  }
  assert.equal(posts, 3);
  assert.equal(fake.record('A-20417').requests[0].attempts, 3);
});

test('what the EHR refuses for good is not tried again at once, and a redirect is not followed', async () => {
  await deliver(fake, event('BOOKED'));
  for (const refusal of [400, 401, 404, 302]) {
    ehr = { posts: [], answers: [refusal] };
    clock.now += MINUTE;
    assert.equal((await ask('confirm')).body.outcome, 'waiting');
    assert.equal(ehr.posts.length, 1);
  }
});

test('without an endpoint or a secret the request waits', async () => {
  await deliver(fake, event('BOOKED'));
  for (const endpoint of ['', 'off']) {
    assert.equal((await ask('confirm', 'A-20417', {}, { IE_ENDPOINT: endpoint })).body.outcome, 'waiting');
    clock.now += MINUTE;
  }
  assert.equal((await ask('confirm', 'A-20417', {}, { EHR_SIGNING_SECRET: '' })).body.outcome, 'waiting');
  assert.equal(ehr.posts.length, 0);
});

test("only the patient's own open appointment is asked about", async () => {
  await deliver(fake, event('BOOKED'));
  const refused = async (...about) => {
    const { status, body } = await ask(...about);
    return `${status} ${body.code}`;
  };
  assert.equal(await refused('confirm', 'A-20417', { From: '+12025550176' }), '409 appointment-closed');
  assert.equal(await refused('confirm', 'nobody'), '404 appointment-unknown');
  assert.equal(await refused('confirm', ''), '400 missing-field');
  await deliver(fake, event('CANCELED'));
  assert.equal(await refused('cancel'), '409 appointment-closed');
  assert.equal(ehr.posts.length, 0);
});

test('an event meanwhile is not overwritten by the answer of the EHR', async () => {
  await deliver(fake, event('BOOKED'));
  const { fetch } = globalThis;
  globalThis.fetch = async (...about) => {
    clock.now += 1000;
    await deliver(fake, event('CONFIRMED'));
    return fetch(...about);
  };
  try {
    assert.equal((await ask('confirm')).body.outcome, 'delivered');
  } finally {
    globalThis.fetch = fetch;
  }
  const record = fake.record('A-20417');
  assert.deepEqual([record.state, record.requests[0].state], ['confirmed', 'delivered']);
  consistent(fake);
});

test('a failure at every call: the request is never lost, and every post of it carries one key', async () => {
  for (const when of ['before', 'after']) {
    for (let nth = 1; nth <= 3; nth++) {
      clock.now = START;
      fake = new FakeTwilio();
      ehr = { posts: [], answers: [] };
      await deliver(fake, event('BOOKED'));
      fake.calls.length = 0;
      fake.fault = (number) => (number === nth ? when : null);
      const more = { MessageSid: sid() };
      await ask('cancel', 'A-20417', more);
      fake.fault = () => null;
      clock.now += MINUTE;
      assert.equal((await ask('cancel', 'A-20417', more)).status, 200);
      const [request, ...rest] = fake.record('A-20417').requests;
      assert.deepEqual([request.state, rest], ['delivered', []], `${when} ${nth}`);
      assert.equal(new Set(ehr.posts.map(({ headers }) => headers['Idempotency-Key'])).size, 1);
    }
  }
});

test('a request that an event made pointless is superseded', async () => {
  await deliver(fake, event('BOOKED'));
  ehr.answers = [400];
  await ask('cancel');
  clock.now += MINUTE;
  await deliver(fake, event('CANCELED'));
  assert.ok(fake.record('A-20417').requests.every(({ superseded }) => superseded));
  const { signature } = load('ehr-request');
  assert.match(signature('a', '1', '{}'), /^sha256=[0-9a-f]{64}$/);
});

test('a reply after an event that was cut off: the answer says the time that every reminder says from then on', async () => {
  const cut = async (fault, changes) => {
    clock.now = START;
    fake = new FakeTwilio();
    await deliver(fake, event('BOOKED'));
    clock.now += 2 * MINUTE;
    fake.calls.length = 0;
    fake.fault = fault;
    await deliver(fake, event('RESCHEDULED', changes));
    fake.fault = () => null;
  };
  for (const changes of [
    { appointment_datetime: '2026-12-11T10:30' },
    { appointment_datetime: '2026-12-11T10:30', patient_phone: '+12025550176' },
  ]) {
    await cut(() => null, changes);
    const said = { 9: 0, 11: 0 };
    for (const { fault, where } of faultAtEach(fake.calls.length)) {
      await cut(fault, changes);
      const { patient, starts_at } = fake.record('A-20417');
      const answer = await reply('CONFIRM APPT', { From: patient.phone });
      const day = starts_at.startsWith('2026-12-11') ? '11' : '9';
      assert.equal(answer.appointment_id, 'A-20417', where);
      assert.ok(answer.date.endsWith(` ${day}`), `${where}: ${answer.date}`);
      said[day] += 1;
      if (patient.phone === PHONE && changes.patient_phone === undefined) {
        const confirmed = await call('message-confirm', context(), {
          appointment_id: 'A-20417',
          message: message('CONFIRM APPT'),
        });
        assert.equal(confirmed.status, 200, where);
      }
      fake.advance(clock.now + 30 * 24 * 60 * MINUTE);
      for (const { to, body, status } of fake.messages.values()) {
        if (status !== 'delivered') continue;
        assert.equal(to, patient.phone, where);
        assert.ok(body.includes(`2026-12-${day.padStart(2, '0')}`), `${where}: ${body}`);
      }
    }
    assert.ok(said['9'] > 0 && said['11'] > 0, JSON.stringify(said));
  }
});
