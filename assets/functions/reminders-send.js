'use strict';

/** Sends chosen reminders at once: `reminders` is a list of `{appointment_id, id}`; each gets its own result. */

/** @type {typeof import('./session.private')} */
const { signedIn } = require(Runtime.getFunctions()['session'].path);
/** @type {typeof import('./reminder-operations.private')} */
const { sendReminders } = require(Runtime.getFunctions()['reminder-operations'].path);

exports.handler = signedIn(['app', 'operate'], sendReminders);
