'use strict';
/** CONFIRMED. The EHR took the confirmation: its reminders no longer ask for one. */
exports.handler = require(Runtime.getFunctions()['appointment'].path).handling('CONFIRMED');
