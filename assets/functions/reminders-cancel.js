'use strict';

/** Cancels chosen reminders: `reminders` is a list of `{appointment_id, id}`; each gets its own result. */

/** @type {typeof import('./session.private')} */
const { signedIn } = require(Runtime.getFunctions()['session'].path);
/** @type {typeof import('./reminder-operations.private')} */
const { cancelReminders } = require(Runtime.getFunctions()['reminder-operations'].path);

exports.handler = signedIn(['app', 'operate'], cancelReminders);
