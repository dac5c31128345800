'use strict';

/** Checks the administrator's password and texts a code; gives the token that `mfa` wants beside the code. */

const { randomInt, randomUUID } = require('node:crypto');

/** @type {typeof import('./helpers.private')} */
const { Problem, log } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./settings.private')} */
const { needed } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./session.private')} */
const session = require(Runtime.getFunctions()['session'].path);
/** @type {typeof import('./logins.private')} */
const logins = require(Runtime.getFunctions()['logins'].path);

const LONGEST_PASSWORD = 1024;

exports.handler = session.signingIn(async (context, { password }) => {
  if (typeof password !== 'string' || password === '' || password.length > LONGEST_PASSWORD) {
    throw new Problem(400, 'missing-field', 'The request needs `password`, a text.', 'password');
  }
  const to = needed(context, 'ADMINISTRATOR_PHONE_NUMBER');
  const store = session.loginStore(context);
  const taken = await logins.takeTry(store);
  if (!(await logins.isPassword(context, password))) {
    log('warn', context, 'wrong-password', 'A sign-in was refused.');
    throw session.unauthorized('wrong-password', 'That is not the password.');
  }
  await logins.allowText(store, taken);
  const id = randomUUID();
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await logins.beginLogin(context, store, id);
  await send(context, to, logins.signInText(needed(context, 'CUSTOMER_NAME'), code));
  log('info', context, 'code-texted', 'The password was right.');
  return { ...(await session.codeToken(context, id, code)), sent_to: `…${to.slice(-4)}` };
});

/**
 * @param {Context} context
 * @param {string} to
 * @param {string} body
 */
async function send(context, to, body) {
  const messagingServiceSid = needed(context, 'MESSAGING_SERVICE_SID');
  // Never repeated by the SDK: one login is one text.
  const client = context.getTwilioClient({ timeout: 3000, autoRetry: false });
  try {
    await client.messages.create({ to, messagingServiceSid, body });
  } catch (error) {
    const problem = session.twilioProblem(context, error);
    if (!(problem instanceof Problem)) throw problem;
    const detail = `The code could not be texted. ${problem.message}`;
    throw new Problem(502, 'text-not-sent', detail, null, problem.more);
  }
}
