'use strict';

/** Compares records with Messages and mends what disagrees; `dry_run` only reports. */

/** @type {typeof import('./session.private')} */
const { signedIn } = require(Runtime.getFunctions()['session'].path);
/** @type {typeof import('./upkeep.private')} */
const { repair } = require(Runtime.getFunctions()['upkeep'].path);

exports.handler = signedIn(['app', 'operate'], repair);
