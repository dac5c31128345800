'use strict';

const assert = require('node:assert/strict');
const { test, beforeEach } = require('node:test');
const { randomBytes } = require('node:crypto');
const jose = require('jose');
const { clock, load } = require('./support/runtime.cjs');
const { FakeTwilio, SERVICE } = require('./support/fake-twilio.cjs');
const { START, MINUTE } = require('./support/story.cjs');
const {
  DOMAIN,
  PASSWORD,
  ADMINISTRATOR,
  deployment,
  ask,
  login,
  textedCode,
  signIn,
  seconds,
} = require('./support/routes.cjs');

const { countSegments } = load('segments');

const logged = [];
console.info = console.warn = console.error = (...line) => logged.push(line.join(' '));

let fake;
let context;

beforeEach(() => {
  clock.now = START;
  logged.length = 0;
  fake = new FakeTwilio();
  context = deployment(fake);
});

const HOUR = 60 * MINUTE;
const hex = (key) => Buffer.from(key, 'hex');
const guess = (token, code) => ask('mfa', context, { token, body: { code } });
const parameters = (token) => ask('simulation-parameters', context, { token });
const other = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** A refusal is a problem document, and what it says is asserted in one line. */
function refused(answer, status, code) {
  assert.deepEqual([answer.status, answer.body.code], [status, code], answer.text);
  assert.deepEqual([answer.body.type, answer.body.status], ['about:blank', status]);
  assert.equal(answer.headers['Content-Type'], 'application/json');
  if (status === 401) assert.match(answer.headers['WWW-Authenticate'], /^Bearer realm="pam"/);
}

function signed(claims, { key = hex(context.TOKEN_SIGNING_KEY), alg = 'HS256' } = {}) {
  return new jose.SignJWT(claims).setProtectedHeader({ alg }).sign(key);
}

test('password and code open a session; one login is one text', async () => {
  const first = await login(context);
  assert.equal(first.status, 200, first.text);
  assert.deepEqual(Object.keys(first.body).sort(), ['expires_in', 'sent_to', 'token']);
  assert.deepEqual([first.body.sent_to, first.body.expires_in], ['…0170', 300]);
  const texts = [...fake.messages.values()];
  assert.equal(texts.length, 1);
  assert.deepEqual([texts[0].to, texts[0].messagingServiceSid], [ADMINISTRATOR, SERVICE]);
  assert.match(texts[0].body, /^Owl Health: \d{6} is your code to sign in to the appointments page\./);
  assert.deepEqual(countSegments(texts[0].body).segments, 1);

  const second = await guess(first.body.token, textedCode(fake));
  assert.equal(second.status, 200, second.text);
  assert.deepEqual([second.body.expires_in, second.body.session_ends_in], [900, 8 * 3600]);
  assert.equal((await parameters(second.body.token)).status, 200);
  assert.equal(fake.messages.size, 1);
});

test('the code is nowhere in clear: not in tokens, answers, Sync or the log', async () => {
  const first = await login(context);
  const code = textedCode(fake);
  const [head, payload] = first.body.token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString());
  await guess(first.body.token, other(code));
  await guess(first.body.token, code);
  for (const text of [first.text, head, payload, JSON.stringify([...fake.items.logins]), ...logged]) {
    assert.ok(!text.includes(code), text);
  }
  // Encrypted, not only signed: without the key it does not open, with the key it does.
  const { code: sealed } = JSON.parse(payload);
  assert.deepEqual(jose.decodeProtectedHeader(sealed), { alg: 'dir', enc: 'A256GCM' });
  await assert.rejects(jose.compactDecrypt(sealed, hex(context.TOKEN_SIGNING_KEY)));
  const { plaintext } = await jose.compactDecrypt(sealed, hex(context.TOKEN_ENCRYPTION_KEY));
  assert.ok(Buffer.from(plaintext).toString().endsWith(` ${code}`));
  assert.ok(!logged.join().includes(PASSWORD) && !logged.join().includes(ADMINISTRATOR.slice(1)));
});

test('a wrong password is refused, and no text goes out', async () => {
  for (const password of ['wrong horse battery', `${PASSWORD} `, PASSWORD.slice(0, -1)]) {
    refused(await login(context, password), 401, 'wrong-password');
  }
  for (const body of [
    {},
    { password: '' },
    { password: 7 },
    { password: ['a'] },
    { password: 'x'.repeat(2000) },
  ]) {
    const answer = await ask('login', context, { body });
    refused(answer, 400, 'missing-field');
    assert.equal(answer.body.field, 'password');
  }
  assert.equal(fake.messages.size, 0);
});

test('after ten wrong passwords in a quarter of an hour even the right one has to wait', async () => {
  for (let n = 0; n < 10; n++) {
    refused(await login(context, `wrong password ${n}`), 401, 'wrong-password');
    clock.now += MINUTE;
  }
  const answer = await login(context);
  refused(answer, 429, 'too-many-attempts');
  assert.equal(answer.body.retry_after, 5 * 60);
  assert.equal(answer.headers['Retry-After'], '300');
  clock.now += 5 * MINUTE - 1000;
  refused(await login(context), 429, 'too-many-attempts');
  clock.now += 1000;
  assert.equal((await login(context)).status, 200);
  assert.equal(fake.messages.size, 1);
});

test('parallel wrong passwords get no more tries than ones in a row', async () => {
  const answers = await Promise.all(
    Array.from({ length: 25 }, (_, n) => login(context, `wrong password ${n}`)),
  );
  const codes = answers.map(({ body }) => body.code);
  assert.equal(codes.filter((code) => code === 'wrong-password').length, 10);
  assert.ok(
    codes.every((code) => ['wrong-password', 'too-many-attempts'].includes(code)),
    codes.join(),
  );
});

test('parallel logins with the right password send no more than five texts', async () => {
  await Promise.all(Array.from({ length: 12 }, () => login(context)));
  const again = await login(context);
  refused(again, 429, 'too-many-attempts');
  assert.equal(fake.messages.size, 5);
  clock.now += 15 * MINUTE;
  assert.equal((await login(context)).status, 200);
});

test('a right password is none in vain', async () => {
  for (let n = 0; n < 4; n++) {
    for (let m = 0; m < 2; m++) await login(context, 'wrong horse battery');
    assert.equal((await login(context)).status, 200);
  }
});

test('the sixth guess is refused even if it is right', async () => {
  const { token } = (await login(context)).body;
  const code = textedCode(fake);
  logged.length = 0;
  for (const left of [4, 3, 2, 1, 0]) {
    const answer = await guess(token, other(code));
    refused(answer, 401, 'wrong-code');
    assert.equal(answer.body.attempts_left, left);
  }
  refused(await guess(token, code), 401, 'code-dead');
  assert.deepEqual(
    logged.map((line) => line.split(' ')[1]),
    [...Array(5).fill('wrong-code:'), 'code-dead:'],
  );
});

test('parallel guesses get no more attempts than ones in a row', async () => {
  const { token } = (await login(context)).body;
  const code = textedCode(fake);
  const answers = await Promise.all(Array.from({ length: 20 }, () => guess(token, other(code))));
  assert.equal(answers.filter(({ body }) => body.code === 'wrong-code').length, 5);
  refused(await guess(token, code), 401, 'code-dead');
});

test('a code opens one session: replayed, or sent twice at once, it is refused', async () => {
  const { token } = (await login(context)).body;
  const code = textedCode(fake);
  const answers = await Promise.all([guess(token, code), guess(token, code), guess(token, code)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401]);
  refused(await guess(token, code), 401, 'code-dead');
  const session = answers.find(({ status }) => status === 200).body;
  await ask('logout', context, { token: session.token, body: {} });
  refused(await guess(token, code), 401, 'code-dead');
});

test('a code is good with its own login only', async () => {
  const one = (await login(context)).body;
  const oneCode = textedCode(fake);
  const two = (await login(context)).body;
  const twoCode = textedCode(fake);
  if (oneCode !== twoCode) refused(await guess(two.token, oneCode), 401, 'wrong-code');
  assert.equal((await guess(one.token, oneCode)).status, 200);
  // A sealed code that was put into another login's token.
  const claims = jose.decodeJwt(one.token);
  const moved = await signed({ ...jose.decodeJwt(two.token), code: claims.code });
  refused(await guess(moved, oneCode), 401, 'token-invalid');
});

test('what is no code is not counted as one; blanks in it are not minded', async () => {
  const { token } = (await login(context)).body;
  const code = textedCode(fake);
  for (const wrong of ['', '12345', '1234567', 'abcdef', null, ['1'], '１２３４５６', `${code}' OR 1=1`]) {
    const answer = await guess(token, wrong);
    refused(answer, 400, 'invalid-code');
    assert.equal(answer.body.field, 'code');
  }
  assert.equal((await guess(token, ` ${code.slice(0, 3)} ${code.slice(3)} `)).status, 200);
});

test('a code is good for five minutes', async () => {
  const { token } = (await login(context)).body;
  const code = textedCode(fake);
  clock.now += 5 * MINUTE - 1000;
  refused(await guess(token, other(code)), 401, 'wrong-code');
  clock.now += 1000;
  refused(await guess(token, code), 401, 'code-expired');
});

test('a token is good for fifteen minutes, refreshed for eight hours and not a second longer', async () => {
  let { token } = await signIn(fake, context);
  const first = token;
  const end = clock.now + 8 * HOUR;
  clock.now += 15 * MINUTE - 1000;
  assert.equal((await parameters(token)).status, 200);
  clock.now += 1000;
  refused(await parameters(token), 401, 'token-expired');
  refused(await ask('refresh-token', context, { token, body: {} }), 401, 'token-expired');

  clock.now -= 5 * MINUTE;
  while (clock.now + 10 * MINUTE < end) {
    const answer = await ask('refresh-token', context, { token, body: {} });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.session_ends_in, (end - clock.now) / 1000);
    assert.equal(answer.body.expires_in, Math.min(900, answer.body.session_ends_in));
    token = answer.body.token;
    clock.now += 10 * MINUTE;
  }
  token = (await ask('refresh-token', context, { token, body: {} })).body.token;
  clock.now = end - 1000;
  token = (await ask('refresh-token', context, { token, body: {} })).body.token;
  assert.equal((await parameters(token)).status, 200);
  clock.now = end;
  refused(await parameters(token), 401, 'token-expired');
  // Nor would a token that says otherwise.
  const claims = { ...jose.decodeJwt(first), iat: seconds(), nbf: seconds(), exp: seconds() + 600 };
  refused(await parameters(await signed(claims)), 401, 'session-ended');
});

test('signing out ends every token of the session at once', async () => {
  const { token } = await signIn(fake, context);
  const { token: refreshed } = (await ask('refresh-token', context, { token, body: {} })).body;
  const another = await signIn(fake, context);
  assert.deepEqual((await ask('logout', context, { token, body: {} })).body, {});
  for (const dead of [token, refreshed]) {
    refused(await parameters(dead), 401, 'session-ended');
    refused(await ask('refresh-token', context, { token: dead, body: {} }), 401, 'session-ended');
    refused(await ask('logout', context, { token: dead, body: {} }), 401, 'session-ended');
  }
  assert.equal((await parameters(another.token)).status, 200);
});

test('a new password ends the sessions of the old one', async () => {
  const { token } = await signIn(fake, context);
  const changed = { ...context, APPLICATION_PASSWORD_HASH: deployment(fake).APPLICATION_PASSWORD_HASH };
  refused(await ask('simulation-parameters', changed, { token }), 401, 'session-ended');
});

test('a token of the wrong kind opens nothing', async () => {
  const { token: mfa } = (await login(context)).body;
  refused(await parameters(mfa), 401, 'token-invalid');
  const { token: app } = await signIn(fake, context);
  refused(await guess(app, '123456'), 401, 'token-invalid');
  const operate = await signed(claimsOf('operate'));
  assert.equal((await ask('reminders', context, { token: operate })).status, 200);
  for (const name of [
    'simulation-parameters',
    'simulation-event',
    'conversation',
    'refresh-token',
    'logout',
  ]) {
    const body = name === 'simulation-parameters' ? undefined : {};
    refused(await ask(name, context, { token: operate, body }), 401, 'token-invalid');
  }
});

function claimsOf(aud, more = {}) {
  return { iss: `pam:${DOMAIN}`, aud, iat: seconds(), exp: seconds() + 120, ...more };
}

test('forged, foreign, early, late, unsigned and too long-lived tokens are refused', async () => {
  const { token } = await signIn(fake, context);
  const [head, payload, signature] = token.split('.');
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = jose.decodeJwt(token);
  const { privateKey } = await jose.generateKeyPair('RS256');
  const invalid = {
    'alg none': `${encode({ alg: 'none' })}.${payload}.`,
    'alg None with the signature': `${encode({ alg: 'None' })}.${payload}.${signature}`,
    'alg none, library': new jose.UnsecuredJWT(claims).encode(),
    'no signature': `${head}.${payload}.`,
    'another payload': `${head}.${encode({ ...claims, exp: claims.exp + 1 })}.${signature}`,
    'another head': `${encode({ alg: 'HS256', kid: 'x' })}.${payload}.${signature}`,
    HS512: await signed(claims, {
      alg: 'HS512',
      key: Buffer.concat([hex(context.TOKEN_SIGNING_KEY), hex(context.TOKEN_SIGNING_KEY)]),
    }),
    HS384: await signed(claims, { alg: 'HS384', key: hex(context.TOKEN_SIGNING_KEY) }),
    RS256: await signed(claims, { alg: 'RS256', key: privateKey }),
    'another key': await signed(claims, { key: randomBytes(32) }),
    'the encryption key': await signed(claims, { key: hex(context.TOKEN_ENCRYPTION_KEY) }),
    'another deployment': await signed({ ...claims, iss: 'pam:other-9999.twil.io' }),
    'no issuer': await signed({ ...claims, iss: undefined }),
    'another audience': await signed({ ...claims, aud: 'admin' }),
    'two audiences': await signed({ ...claims, aud: ['mfa', 'app'] }),
    'no audience': await signed({ ...claims, aud: undefined }),
    'not yet valid': await signed({ ...claims, nbf: seconds() + 60 }),
    'made in the future': await signed({ ...claims, iat: seconds() + 60, exp: seconds() + 600 }),
    'lives too long': await signed({ ...claims, exp: claims.iat + 901 }),
    'never ends': await signed({ ...claims, exp: undefined }),
    'no beginning': await signed({ ...claims, iat: undefined }),
    'no JWT': 'abc',
    'three dots': '...',
  };
  for (const [what, forged] of Object.entries(invalid)) {
    const answer = await parameters(forged);
    assert.deepEqual([answer.status, answer.body.code], [401, 'token-invalid'], what);
    assert.match(answer.headers['WWW-Authenticate'], /error="invalid_token"/, what);
  }
  refused(await parameters(await signed({ ...claims, jti: 'unknown' })), 401, 'session-ended');
  refused(await parameters(await signed({ ...claims, jti: 'throttle' })), 401, 'session-ended');
  assert.equal((await parameters(token)).status, 200);
});

test('a token of pam’s own lives two minutes at most and forgives a clock that is a minute ahead', async () => {
  const reminders = async (more) =>
    ask('reminders', context, { token: await signed(claimsOf('operate', more)) });
  assert.equal((await reminders()).status, 200);
  assert.equal((await reminders({ iat: seconds() + 60, exp: seconds() + 180 })).status, 200);
  refused(await reminders({ exp: seconds() + 121 }), 401, 'token-invalid');
  refused(await reminders({ iat: seconds() + 61, exp: seconds() + 181 }), 401, 'token-invalid');
  refused(await reminders({ iat: seconds() - 120, exp: seconds() }), 401, 'token-expired');
});

test('a clock that was set back makes no old token new, nor a later one good', async () => {
  const { token } = await signIn(fake, context);
  clock.now -= MINUTE;
  refused(await parameters(token), 401, 'token-invalid');
  clock.now += 17 * MINUTE;
  refused(await parameters(token), 401, 'token-expired');
});

test('a token is taken from the Authorization header and from nowhere else', async () => {
  const { token } = await signIn(fake, context);
  const places = {
    query: { query: { token, access_token: token, authorization: `Bearer ${token}` } },
    body: { body: { token, access_token: token, Authorization: `Bearer ${token}` } },
    cookie: { cookies: { token, authorization: `Bearer ${token}` }, headers: { cookie: `token=${token}` } },
    'another header': { headers: { 'x-authorization': `Bearer ${token}`, token } },
    'another scheme': { headers: { authorization: `Basic ${token}` } },
    'no scheme': { headers: { authorization: token } },
    'two headers': { headers: { authorization: [`Bearer ${token}`, `Bearer ${token}`] } },
    'two tokens': { headers: { authorization: `Bearer ${token}, Bearer ${token}` } },
  };
  for (const [where, request] of Object.entries(places)) {
    const name = where === 'body' ? 'refresh-token' : 'simulation-parameters';
    refused(await ask(name, context, request), 401, 'token-missing');
  }
  assert.equal(
    (await ask('simulation-parameters', context, { headers: { authorization: `bearer ${token}` } })).status,
    200,
  );
});

test('a request from another page is refused, whatever it brings', async () => {
  const { token } = await signIn(fake, context);
  const from = (origin) => ask('simulation-parameters', context, { token, headers: { origin } });
  for (const origin of [
    'https://evil.example',
    'null',
    `http://${DOMAIN}`,
    `https://${DOMAIN}:8443`,
    `https://${DOMAIN}.evil.example`,
    `https://x.${DOMAIN}`,
    'http://pam-1234.localhost:8155',
    '',
  ]) {
    refused(await from(origin), 403, 'foreign-origin');
  }
  refused(
    await ask('login', context, {
      body: { password: PASSWORD },
      headers: { origin: 'https://evil.example' },
    }),
    403,
    'foreign-origin',
  );
  assert.equal((await from(`https://${DOMAIN}`)).status, 200);
});

test('a method or a body of another kind is refused before anything else', async () => {
  for (const [name, request, status, allow] of [
    ['login', {}, 405, 'POST'],
    ['mfa', { query: { code: '123456' } }, 405, 'POST'],
    ['reminders', { body: {} }, 405, 'GET'],
    ['login', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, undefined],
    ['login', { headers: { 'content-type': 'text/plain' } }, 415, undefined],
    ['login', { headers: { 'content-length': '9' } }, 415, undefined],
  ]) {
    const answer = await ask(name, context, request);
    assert.deepEqual([answer.status, answer.headers.Allow], [status, allow], name);
  }
  assert.equal(fake.calls.length, 0);
});

test('a session costs one read of Sync', async () => {
  const { token } = await signIn(fake, context);
  fake.calls.length = 0;
  await parameters(token);
  assert.deepEqual(fake.calls, ['fetch logins']);
  fake.calls.length = 0;
  await ask('reminders', context, { token: await signed(claimsOf('operate')) });
  assert.deepEqual(fake.calls, ['list appointments']);
});

test('when the text cannot be sent the answer says so, and the code is of no use', async () => {
  fake.refuse = () => 21610;
  const answer = await login(context);
  refused(answer, 502, 'text-not-sent');
  assert.equal(answer.body.twilio_code, 21610);
  assert.ok(!('token' in answer.body));
  fake.refuse = () => null;
  fake.fault = (_, name) => (name === 'create message' ? 'after' : null);
  refused(await login(context), 502, 'text-not-sent');
  assert.equal(fake.calls.filter((name) => name === 'create message').length, 2, 'a text is never repeated');
});

test('while Sync does not answer nobody gets in', async () => {
  const { token } = await signIn(fake, context);
  for (const fault of ['before', 'after']) {
    fake.fault = (_, name) => (name.endsWith('logins') ? fault : null);
    const texts = fake.messages.size;
    refused(await parameters(token), 502, 'twilio-unanswered');
    refused(await login(context), 502, 'twilio-unanswered');
    assert.equal(fake.messages.size, texts);
  }
});

test('whichever call of a sign-in fails or stays unanswered, the next sign-in works and nobody else gets in', async () => {
  /** Fails the nth call from now on, once. */
  const failing = (nth, fault) => {
    const from = fake.calls.length;
    fake.fault = (number) => (number === from + nth ? fault : null);
  };
  for (const fault of ['before', 'after']) {
    let calls = 0;
    for (let nth = 1, failed = true; failed; nth++) {
      fake = new FakeTwilio();
      context = deployment(fake);
      failing(nth, fault);
      const answer = await login(context);
      failed = fake.calls.length >= nth;
      if (answer.status !== 200) {
        calls++;
        assert.ok(['twilio-unanswered', 'text-not-sent'].includes(answer.body.code), answer.text);
        assert.ok(!('token' in answer.body));
      }
      fake.fault = () => null;
      const { token } = await signIn(fake, context);
      assert.equal((await parameters(token)).status, 200);
    }
    // The first read finds nothing yet, and the fake loses no answer that says so.
    assert.equal(calls, fault === 'before' ? 6 : 5, 'every call of a login was failed once');

    calls = 0;
    for (let nth = 1, failed = true; failed; nth++) {
      fake = new FakeTwilio();
      context = deployment(fake);
      const { token } = (await login(context)).body;
      const code = textedCode(fake);
      failing(nth, fault);
      const answer = await guess(token, code);
      failed = answer.status !== 200;
      if (failed) {
        calls = nth;
        refused(answer, 502, 'twilio-unanswered');
      }
      // One code, one session at most: where the answer was lost, the code is used up.
      fake.fault = () => null;
      const again = await guess(token, code);
      if (failed && !(nth === 3 && fault === 'after')) assert.equal(again.status, 200, again.text);
      else refused(again, 401, 'code-dead');
    }
    assert.equal(calls, 3, 'every call of a guess was failed once');
  }
});

test('keys, hash and settings that are wrong open nothing, and the answer holds none of them', async () => {
  const { token } = await signIn(fake, context);
  for (const [variable, value] of [
    ['TOKEN_SIGNING_KEY', ''],
    ['TOKEN_SIGNING_KEY', 'short'],
    ['TOKEN_ENCRYPTION_KEY', 'zz'.repeat(32)],
    ['APPLICATION_PASSWORD_HASH', PASSWORD],
    ['APPLICATION_PASSWORD_HASH', ''],
    ['ADMINISTRATOR_PHONE_NUMBER', ''],
  ]) {
    const broken = { ...context, [variable]: value };
    const name = variable === 'TOKEN_SIGNING_KEY' ? 'simulation-parameters' : 'login';
    const request = name === 'login' ? { body: { password: PASSWORD } } : { token };
    const answer = await ask(name, broken, request);
    assert.equal(answer.status, 500, variable);
    assert.ok(answer.body.detail.includes(variable));
    if (value !== '') assert.ok(!answer.text.includes(value));
  }
});

test('passwords and codes are compared in constant time', () => {
  const { readFileSync } = require('node:fs');
  const { FUNCTIONS } = require('./support/runtime.cjs');
  const source = readFileSync(`${FUNCTIONS}/logins.private.js`, 'utf8');
  assert.equal(source.match(/timingSafeEqual\(/g).length, 2);
  assert.ok(!/(guess|code|password|derived|hash) *[!=]==? *(guess|code|password|derived|hash)/.test(source));
});
