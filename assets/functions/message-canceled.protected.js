'use strict';
/** CANCELED. It will not take place: its reminders are canceled. */
exports.handler = require(Runtime.getFunctions()['appointment'].path).handling('CANCELED');
