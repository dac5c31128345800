'use strict';
/** RESCHEDULED. The appointment's time changed: its reminders are replaced. */
exports.handler = require(Runtime.getFunctions()['appointment'].path).handling('RESCHEDULED');
