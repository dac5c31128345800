'use strict';

/** What docs/integrators.md shows is true. */

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { ROOT, call, clock, load, readJson } = require('./support/runtime.cjs');
const { FakeTwilio } = require('./support/fake-twilio.cjs');
const { event, deliver } = require('./support/story.cjs');
const { check } = require('./support/json-schema.cjs');

console.warn = console.error = () => {};

const text = readFileSync(join(ROOT, 'docs/integrators.md'), 'utf8');
const blocks = (language) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, block]) => block);

const [example, request] = blocks('json').map((block) => JSON.parse(block));
const eventSchema = readJson('assets/schema/event.schema.json');
const requestSchema = readJson('assets/schema/request.schema.json');

test('the examples fit their schemas, and every event type is in the table', () => {
  assert.deepEqual(check(eventSchema, example), []);
  assert.deepEqual(check(requestSchema, request), []);
  const types = Object.keys(eventSchema.$defs).filter((name) => name !== 'fields');
  for (const type of types) assert.match(text, new RegExp(`^\\| \`${type}\` \\|`, 'm'));
});

test('the verification takes what pam sends, and nothing else', async () => {
  const isGenuine = new Function('require', `${blocks('js')[0]}; return isGenuine;`)(require);
  const fake = new FakeTwilio();
  await deliver(fake, event('BOOKED'));
  let sent;
  globalThis.fetch = async (_, options) => {
    sent = options;
    return new Response('', { status: 204 });
  };
  const context = fake.context({ IE_ENDPOINT: 'https://ehr.example/', EHR_SIGNING_SECRET: 'a secret' });
  const message = { From: '+12025550175', Body: 'yes', MessageSid: `SM${'a'.repeat(32)}` };
  await call('message-confirm', context, { appointment_id: 'A-20417', message });
  const { body } = sent;
  assert.deepEqual(check(requestSchema, JSON.parse(body)), []);
  const headers = Object.fromEntries(
    Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const genuine = (more = {}, as = body, secret = 'a secret', now = clock.now) =>
    isGenuine({ ...headers, ...more }, Buffer.from(as), secret, now);
  assert.equal(genuine(), true);
  assert.equal(genuine({}, body, 'a secret', clock.now + 299_000), true);
  assert.equal(genuine({}, body, 'a secret', clock.now + 301_000), false);
  assert.equal(genuine({}, body, 'a secret', clock.now - 301_000), false);
  assert.equal(genuine({}, `${body} `), false);
  assert.equal(genuine({}, body, 'another secret'), false);
  const later = String(Number(headers['x-pam-timestamp']) + 1);
  for (const forged of [
    { 'x-pam-timestamp': later },
    { 'x-pam-timestamp': '' },
    { 'x-pam-timestamp': undefined },
    { 'x-pam-signature': undefined },
    { 'x-pam-signature': '' },
    { 'x-pam-signature': headers['x-pam-signature'].slice(0, -1) },
    { 'x-pam-signature': headers['x-pam-signature'].replace('sha256=', '') },
    { 'x-pam-signature': `sha256=${'0'.repeat(64)}` },
  ]) {
    assert.equal(genuine(forged), false, JSON.stringify(forged));
  }
  assert.equal(load('ehr-request').signature('a secret', '1', '{}').length, 71);
});

test('what it says of outcomes is what functions answer', async () => {
  const fake = new FakeTwilio();
  const booked = event('BOOKED');
  const outcome = async (one) => (await deliver(fake, one)).body.outcome;
  assert.equal(await outcome(booked), 'applied');
  assert.equal(await outcome(booked), 'duplicate');
  assert.equal(await outcome(event('MODIFIED', { event_datetime_utc: '2026-11-20T00:00:00Z' })), 'stale');
  await deliver(fake, event('CANCELED'));
  for (const type of ['MODIFIED', 'REMIND']) {
    const { status, body } = await deliver(fake, event(type));
    assert.deepEqual([status, body.code], [409, 'appointment-closed']);
  }
  for (const word of ['applied', 'duplicate', 'stale', 'appointment-closed', '20409']) {
    assert.ok(text.includes(`\`${word}\``) || text.includes(word), word);
  }
});
