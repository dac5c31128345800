'use strict';
/** BOOKED. A new appointment: reminders are scheduled. */
exports.handler = require(Runtime.getFunctions()['appointment'].path).handling('BOOKED');
