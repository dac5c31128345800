'use strict';

/** BOOKED: writes the appointment's record and schedules its reminders. */

/** @type {typeof import('./helpers.private')} */
const { handler } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./apply-event.private')} */
const { applyEvent } = require(Runtime.getFunctions()['apply-event'].path);

exports.handler = handler((context, parameters) => applyEvent(context, parameters, 'BOOKED'));
