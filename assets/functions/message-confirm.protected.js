'use strict';

/** A patient asks to confirm: the request goes into the record and to the EHR, which answers with an event. */

/** @type {typeof import('./helpers.private')} */
const { handler } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./ehr-request.private')} */
const { passOn } = require(Runtime.getFunctions()['ehr-request'].path);

exports.handler = handler((context, parameters) => passOn(context, parameters, 'confirm'));
