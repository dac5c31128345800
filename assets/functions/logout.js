'use strict';

/** Ends the session: none of its tokens opens anything from now on. */

/** @type {typeof import('./session.private')} */
const { signedIn, loginStore } = require(Runtime.getFunctions()['session'].path);
/** @type {typeof import('./logins.private')} */
const { endSession } = require(Runtime.getFunctions()['logins'].path);

exports.handler = signedIn(['app'], async (context, _, { login }) => {
  await endSession(loginStore(context), login);
  return {};
});
