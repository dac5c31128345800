'use strict';

/** RESCHEDULED: the time changed; this appointment's reminders are replaced. */

/** @type {typeof import('./helpers.private')} */
const { handler } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./apply-event.private')} */
const { applyEvent } = require(Runtime.getFunctions()['apply-event'].path);

exports.handler = handler((context, parameters) => applyEvent(context, parameters, 'RESCHEDULED'));
