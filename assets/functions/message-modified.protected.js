'use strict';
/** MODIFIED. Its place or provider changed: its reminders say so. */
exports.handler = require(Runtime.getFunctions()['appointment'].path).handling('MODIFIED');
