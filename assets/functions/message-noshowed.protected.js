'use strict';
/** NOSHOWED. The patient did not come: its reminders are canceled, nothing is deleted. */
exports.handler = require(Runtime.getFunctions()['appointment'].path).handling('NOSHOWED');
