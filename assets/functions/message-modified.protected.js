'use strict';

/** MODIFIED: place or provider changed; this appointment's reminders are rendered anew. */

/** @type {typeof import('./helpers.private')} */
const { handler } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./apply-event.private')} */
const { applyEvent } = require(Runtime.getFunctions()['apply-event'].path);

exports.handler = handler((context, parameters) => applyEvent(context, parameters, 'MODIFIED'));
