'use strict';

/** Checks the code that was texted; the session begins. */

/** @type {typeof import('./helpers.private')} */
const { Problem, log } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./session.private')} */
const { signedIn, codeOf, loginStore, sessionToken } = require(Runtime.getFunctions()['session'].path);
/** @type {typeof import('./logins.private')} */
const { useCode } = require(Runtime.getFunctions()['logins'].path);

exports.handler = signedIn(['mfa'], async (context, parameters, session) => {
  const guess = String(parameters.code ?? '').replace(/\s/g, '');
  if (!/^\d{6}$/.test(guess)) {
    throw new Problem(400, 'invalid-code', '`code` has six digits.', 'code');
  }
  const code = await codeOf(context, session);
  const endsAt = await useCode(loginStore(context), session.login, guess, code).catch((error) => {
    if (error instanceof Problem) log('warn', context, error.code, 'A code was refused.');
    throw error;
  });
  log('info', context, 'signed-in', 'The code was right.');
  return sessionToken(context, session.login, endsAt);
});
