'use strict';

/** The administrator's functions, called as over HTTP: headers, a body that went through JSON, nothing else. */

const { scryptSync, randomBytes } = require('node:crypto');
const { load, clock } = require('./runtime.cjs');

const DOMAIN = 'pam-1234.twil.io';
const PASSWORD = 'correct horse battery';
const ADMINISTRATOR = '+12025550170';

/** As pam writes it at deploy. */
function passwordHash(password) {
  const salt = randomBytes(16);
  const plain = (bytes) => bytes.toString('base64').replace(/=+$/, '');
  return `scrypt$16384$8$1$${plain(salt)}$${plain(scryptSync(password, salt, 32))}`;
}

/** Variables of a deployment, beside those of the fake. */
function deployment(fake, more = {}) {
  return fake.context({
    DOMAIN_NAME: DOMAIN,
    ADMINISTRATOR_PHONE_NUMBER: ADMINISTRATOR,
    APPLICATION_PASSWORD_HASH: passwordHash(PASSWORD),
    TOKEN_SIGNING_KEY: randomBytes(32).toString('hex'),
    TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    FLOW_SID: `FW${'3'.repeat(32)}`,
    ...more,
  });
}

/** Header names in lower case, as the runtime gives them. */
async function ask(name, context, { token, body, query = {}, headers = {}, cookies = {} } = {}) {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const sent = {
    host: DOMAIN,
    ...(json === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(json.length) }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  };
  const event = { request: { headers: sent, cookies }, ...query, ...(json ? JSON.parse(json) : {}) };
  const answer = await new Promise((resolve, reject) => {
    load(name)
      .handler({ PATH: `/${name}`, ...context }, event, (error, answer) =>
        error ? reject(error) : resolve(answer),
      )
      .catch(reject);
  });
  const text = JSON.stringify(answer.body);
  return { status: answer.status, headers: answer.headers, body: JSON.parse(text), text };
}

const login = (context, password = PASSWORD) => ask('login', context, { body: { password } });
const codeIn = (text) => /\b\d{6}\b/.exec(text)[0];

/** The last text's code. */
const textedCode = (fake) => codeIn([...fake.messages.values()].at(-1).body);

/** Password and code: the answer of `mfa`. */
async function signIn(fake, context) {
  const first = await login(context);
  const { body } = await ask('mfa', context, { token: first.body.token, body: { code: textedCode(fake) } });
  return body;
}

const seconds = () => Math.floor(clock.now / 1000);

module.exports = { DOMAIN, PASSWORD, ADMINISTRATOR, deployment, ask, login, textedCode, signIn, seconds };
