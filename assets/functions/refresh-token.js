'use strict';

/** Gives the next token of a session that has not ended; the session's end stays where it is. */

/** @type {typeof import('./session.private')} */
const { signedIn, sessionToken } = require(Runtime.getFunctions()['session'].path);

exports.handler = signedIn(['app'], (context, _, { login, endsAt }) => sessionToken(context, login, endsAt));
