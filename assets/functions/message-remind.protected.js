'use strict';
/** REMIND. A reminder is wanted now: the Flow sends it, the scheduled ones stay. */
exports.handler = require(Runtime.getFunctions()['appointment'].path).handling('REMIND');
