'use strict';
/** The patient confirms: the EHR is asked to. */
exports.handler = require(Runtime.getFunctions()['patient-request'].path).handling('confirm');
