'use strict';

/** Schedules, posts and finishes what has come due, page by page. */

/** @type {typeof import('./session.private')} */
const { signedIn } = require(Runtime.getFunctions()['session'].path);
/** @type {typeof import('./upkeep.private')} */
const { sweep } = require(Runtime.getFunctions()['upkeep'].path);

exports.handler = signedIn(['app', 'operate'], sweep);
