'use strict';
/** The patient cancels: the EHR is asked to. */
exports.handler = require(Runtime.getFunctions()['patient-request'].path).handling('cancel');
