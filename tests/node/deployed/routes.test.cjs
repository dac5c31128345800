'use strict';

const assert = require('node:assert/strict');
const { createHmac } = require('node:crypto');
const { after, before, test } = require('node:test');
const jose = require('jose');
const { Deployment, ADMINISTRATOR } = require('./deployment.cjs');

/** Every address of the deployment. One that is not here fails the first test, whoever adds it. */
const OPEN = { '/login': 'POST' };
const WITH_A_TOKEN = {
  '/mfa': 'POST',
  '/refresh-token': 'POST',
  '/logout': 'POST',
  '/simulation-parameters': 'GET',
  '/simulation-event': 'POST',
  '/conversation': 'POST',
  '/reminders': 'GET',
  '/reminders-cancel': 'POST',
  '/reminders-send': 'POST',
  '/repair': 'POST',
  '/requests': 'GET',
  '/sweep': 'POST',
};
/** Of those the ones that pam's own token does not open. */
const FOR_A_PERSON = new Set([
  '/mfa',
  '/refresh-token',
  '/logout',
  '/simulation-parameters',
  '/simulation-event',
  '/conversation',
]);
const SIGNED_BY_TWILIO = [
  '/get-datetime-parts',
  '/message-booked',
  '/message-cancel',
  '/message-canceled',
  '/message-confirm',
  '/message-confirmed',
  '/message-failed',
  '/message-modified',
  '/message-noshowed',
  '/message-remind',
  '/message-reply',
  '/message-rescheduled',
];

const PATIENT = '+12025550175';
let app;

before(async () => {
  app = await Deployment.start();
});
after(() => app?.stop());

const request = (path, more = {}) =>
  app.ask(path, WITH_A_TOKEN[path] === 'GET' ? more : { body: {}, ...more });
const codes = (answers) => answers.map(({ status, body }) => `${status} ${body?.code ?? ''}`);

test('the addresses of this test are those that are deployed', async () => {
  const { functions } = await app.build();
  const of = (kind) =>
    functions
      .filter(({ visibility }) => visibility === kind)
      .map(({ path }) => path)
      .sort();
  assert.deepEqual(of('public'), [...Object.keys(OPEN), ...Object.keys(WITH_A_TOKEN)].sort());
  assert.deepEqual(of('protected'), SIGNED_BY_TWILIO);
  assert.deepEqual(of('public').length + of('protected').length + of('private').length, functions.length);
});

test('nothing public answers without a token, whatever comes instead', async () => {
  const key = Buffer.from((await app.build()).variables.TOKEN_SIGNING_KEY, 'hex');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: `pam:${app.domain}`, jti: 'x', iat: now, nbf: now, exp: now + 60 };
  const sign = (more, secret = key) =>
    new jose.SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: 'HS256' }).sign(secret);
  const forged = {
    unsigned: new jose.UnsecuredJWT({ ...claims, aud: 'app' }).encode(),
    'of another key': await sign({ aud: 'app' }, Buffer.alloc(32, 7)),
    'of another deployment': await sign({ aud: 'app', iss: 'pam:other-1.twil.io' }),
    expired: await sign({ aud: ['/mfa', 'app'], exp: now - 1, iat: now - 60, nbf: now - 60 }),
    nonsense: 'abc.def.ghi',
  };
  for (const path of Object.keys(WITH_A_TOKEN)) {
    const answer = await request(path);
    assert.deepEqual([answer.status, answer.body.code], [401, 'token-missing'], path);
    assert.match(answer.headers['www-authenticate'], /^Bearer/, path);
    for (const [what, token] of Object.entries(forged)) {
      const { status, body } = await request(path, { token });
      assert.deepEqual([status, body.code], [401, 'token-invalid'], `${path} ${what}`);
    }
    // A session that never began.
    const unknown = await request(path, { token: await sign({ aud: path === '/mfa' ? 'mfa' : 'app' }) });
    assert.ok([400, 401].includes(unknown.status) && unknown.body.code !== 'token-missing', path);
  }
  const wrong = await app.login('not the password at all');
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'wrong-password']);
});

test('nothing protected answers without Twilio’s signature', async () => {
  const { auth_token } = app.sandbox;
  for (const path of SIGNED_BY_TWILIO) {
    const sign = (url, fields, secret) =>
      createHmac('sha1', secret)
        .update(
          url +
            fields
              .map(([name, value]) => name + value)
              .sort()
              .join(''),
        )
        .digest('base64');
    const url = `https://${app.domain}${path}`;
    const form = 'event=%7B%7D';
    const asked = async (signature) =>
      (await app.ask(path, { form, headers: signature ? { 'x-twilio-signature': signature } : {} })).status;
    assert.equal(await asked(undefined), 403, path);
    assert.equal(await asked('AAAA'), 403, path);
    assert.equal(await asked(sign(url, [['event', '{}']], 'another auth token')), 403, path);
    assert.equal(await asked(sign(`${url}x`, [['event', '{}']], auth_token)), 403, path);
    // And with it the function is reached: the refusals above are the signature's doing.
    assert.equal(await asked(sign(url, [['event', '{}']], auth_token)), 400, path);
    // A token is no signature.
    assert.equal((await app.ask(path, { body: {}, token: 'abc' })).status, 403, path);
  }
});

test('what is private has no address', async () => {
  const { functions, assets } = await app.build();
  const hidden = [...functions, ...assets].filter(({ visibility }) => visibility === 'private');
  const open = new Set(assets.filter(({ visibility }) => visibility === 'public').map(({ path }) => path));
  assert.ok(hidden.length > 10);
  for (const { path } of hidden) {
    assert.equal((await app.ask(path)).status, 404, path);
    assert.equal((await app.ask(path, { body: {} })).status, 404, path);
    const source = await app.ask(`${path}.js`);
    // Of the page's own scripts some have a function's name.
    assert.equal(source.status, open.has(`${path}.js`) ? 200 : 404, path);
    assert.doesNotMatch(source.text, /Runtime\.getFunctions/, path);
  }
});

test('methods and pages that are not a route’s own are refused', async () => {
  for (const [path, method] of Object.entries({ ...OPEN, ...WITH_A_TOKEN })) {
    const wrong = await (method === 'GET' ? app.ask(path, { body: {} }) : app.ask(path));
    assert.equal(wrong.status, 405, path);
    assert.equal(wrong.headers.allow, method, path);
    for (const other of ['PUT', 'DELETE', 'PATCH']) {
      assert.equal((await app.ask(path, { method: other })).status, 405, `${other} ${path}`);
    }
    for (const origin of ['https://evil.example', 'null', 'http://localhost:8155', app.origin]) {
      const foreign = await (method === 'GET'
        ? app.ask(path, { headers: { origin } })
        : app.ask(path, { body: {}, headers: { origin } }));
      assert.deepEqual([foreign.status, foreign.body.code], [403, 'foreign-origin'], path);
      assert.equal(foreign.headers['access-control-allow-origin'], undefined);
    }
  }
});

test('the whole of a session: password, code from the phone, an event, its text, its reminders, the end', async () => {
  const before = (await app.phone(ADMINISTRATOR)).length;
  const first = await app.login();
  assert.deepEqual(
    [first.status, first.body.sent_to, first.body.expires_in],
    [200, '…0170', 300],
    first.text,
  );
  const texts = await app.phone(ADMINISTRATOR);
  assert.equal(texts.length, before + 1, 'one login is one text');
  assert.match(texts.at(-1).body, /^Owl Health: \d{6} is your code to sign in/);
  const code = await app.code();
  assert.ok(!first.text.includes(code));

  const page = { host: new URL(app.origin).host, headers: { origin: app.origin } };
  const { status, body: session } = await app.ask('/mfa', {
    token: first.body.token,
    body: { code },
    ...page,
  });
  assert.equal(status, 200);
  const { token } = session;
  const replayed = await app.ask('/mfa', { token: first.body.token, body: { code } });
  assert.deepEqual([replayed.status, replayed.body.code], [401, 'code-dead']);

  const filled = (await app.ask('/simulation-parameters', { token })).body;
  assert.equal(filled.time_zone, 'America/New_York');
  const event = { ...filled.event, patient_first_name: 'Zoë {{ flow.sid }} "=,', appointment_id: 'page-1' };
  const sent = await app.ask('/simulation-event', { token, body: { event } });
  assert.equal(sent.status, 201, sent.text);
  assert.match(sent.body.execution_sid, /^FN[0-9a-f]{32}$/);
  await until(async () => (await app.phone(PATIENT)).length === 1);
  await app.advance('1m');
  await app.pam('sandbox', 'reply', PATIENT, 'hello?');
  await until(async () => (await app.phone(PATIENT)).length === 3);

  const { messages } = (await app.ask('/conversation', { token, body: { phone: '(202) 555-0175' } })).body;
  const shown = await app.phone(PATIENT);
  assert.deepEqual(
    messages.map(({ body }) => body),
    shown.map(({ body }) => body),
  );
  assert.deepEqual(
    messages.map(({ direction }) => direction),
    ['sent', 'received', 'sent'],
  );
  const own = (await app.ask('/conversation', { token, body: { phone: ADMINISTRATOR } })).body;
  assert.deepEqual(own.messages, [], 'codes are shown to nobody');

  const { reminders, next } = (await app.ask('/reminders', { token })).body;
  assert.equal(next, null);
  assert.deepEqual(
    reminders.map(({ appointment_id, offset, state, phone }) => [appointment_id, offset, state, phone]),
    [
      ['page-1', '48h', 'scheduled', PATIENT],
      ['page-1', '24h', 'scheduled', PATIENT],
    ],
  );
  assert.ok(reminders.every(({ segments, message_sid }) => segments >= 1 && /^SM/.test(message_sid)));
  assert.deepEqual((await app.ask('/requests', { token })).body, { requests: [], next: null });

  const refreshed = (await app.ask('/refresh-token', { token, body: {} })).body.token;
  assert.deepEqual((await app.ask('/logout', { token: refreshed, body: {} })).body, {});
  for (const dead of [token, refreshed]) {
    const answer = await app.ask('/reminders', { token: dead });
    assert.deepEqual([answer.status, answer.body.code], [401, 'session-ended']);
  }
  const { logs } = await app.build();
  const told = logs.join('\n');
  for (const secret of [
    code,
    token,
    first.body.token,
    app.password,
    'Zoë',
    PATIENT.slice(1),
    ADMINISTRATOR.slice(1),
  ]) {
    assert.ok(!told.includes(secret), 'a log holds what it should not');
  }
});

async function until(holds) {
  for (let turn = 0; turn < 100; turn++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('it does not come about');
}

test('guesses side by side get five, and the code is dead', async () => {
  const { token } = (await app.login()).body;
  const code = await app.code();
  const wrong = code === '000000' ? '000001' : '000000';
  const guesses = Array.from({ length: 12 }, () => app.ask('/mfa', { token, body: { code: wrong } }));
  const answers = codes(await Promise.all(guesses)).sort();
  assert.deepEqual(answers, [...Array(7).fill('401 code-dead'), ...Array(5).fill('401 wrong-code')]);
  const right = await app.ask('/mfa', { token, body: { code } });
  assert.deepEqual([right.status, right.body.code], [401, 'code-dead']);
});

test('a deploy without a change keeps the keys, and the session goes on', async () => {
  const token = await app.signIn();
  const { variables } = await app.build();
  for (const key of ['TOKEN_SIGNING_KEY', 'TOKEN_ENCRYPTION_KEY'])
    assert.match(variables[key], /^[0-9a-f]{64}$/);
  assert.notEqual(variables.TOKEN_SIGNING_KEY, variables.TOKEN_ENCRYPTION_KEY);
  assert.equal(variables.FLOW_SID, app.deployed.flow_sid);
  const again = await app.pam('deploy', '--sandbox', '--yes');
  assert.equal(again.changed, false);
  assert.deepEqual((await app.build()).variables, variables);
  assert.equal((await app.ask('/simulation-parameters', { token })).status, 200);
});

test('pam’s own token opens what an operator needs and nothing else', async () => {
  const { variables } = await app.build();
  const now = Math.floor(Date.now() / 1000);
  const token = await new jose.SignJWT({ iss: `pam:${app.domain}`, aud: 'operate', iat: now, exp: now + 120 })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(variables.TOKEN_SIGNING_KEY, 'hex'));
  const opened = [];
  for (const path of Object.keys(WITH_A_TOKEN)) {
    const { status, body } = await request(path, { token });
    if (status !== 401) opened.push(path);
    else assert.equal(body.code, 'token-invalid', path);
  }
  assert.deepEqual(
    opened,
    Object.keys(WITH_A_TOKEN).filter((path) => !FOR_A_PERSON.has(path)),
  );
});

test('without its signing key a deployment gets a new one, and no token of before is good', async () => {
  const token = await app.signIn();
  await app.removeVariable('TOKEN_SIGNING_KEY');
  assert.equal((await app.ask('/simulation-parameters', { token })).status, 500);
  await app.pam('deploy', '--sandbox', '--yes');
  const answer = await app.ask('/simulation-parameters', { token });
  assert.deepEqual([answer.status, answer.body.code], [401, 'token-invalid']);
});

// The clock only goes forward: from here on no token of this machine's time is good.
test('when the clock has moved, code and token and session are over', async () => {
  await app.advance('20m');
  const { token: early } = (await app.login()).body;
  const code = await app.code();
  await app.advance('5m');
  const late = await app.ask('/mfa', { token: early, body: { code } });
  assert.deepEqual([late.status, late.body.code], [401, 'code-expired']);

  let token = await app.signIn();
  await app.advance('14m');
  token = (await app.ask('/refresh-token', { token, body: {} })).body.token;
  assert.equal((await app.ask('/reminders', { token })).status, 200);
  await app.advance('15m');
  for (const path of ['/reminders', '/refresh-token']) {
    const answer = await request(path, { token });
    assert.deepEqual([answer.status, answer.body.code], [401, 'token-expired'], path);
  }
});

test('tries are counted: after ten wrong passwords side by side the right one waits', async () => {
  const tries = Array.from({ length: 16 }, (_, n) => app.login(`wrong password ${n}`));
  const answers = codes(await Promise.all(tries)).sort();
  assert.deepEqual(answers, [
    ...Array(10).fill('401 wrong-password'),
    ...Array(6).fill('429 too-many-attempts'),
  ]);
  const right = await app.login();
  assert.equal(right.status, 429);
  assert.ok(right.body.retry_after > 0 && right.body.retry_after <= 900);
  assert.equal(right.headers['retry-after'], String(right.body.retry_after));
  await app.advance('15m');
  assert.equal((await app.login()).status, 200);
});
