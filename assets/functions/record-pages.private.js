'use strict';

/** All appointments' records, a page at a time, for the administrator. */

/** @type {typeof import('./helpers.private')} */
const { Problem } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./record-store.private')} */
const { openStore } = require(Runtime.getFunctions()['record-store'].path);

const LONGEST_TOKEN = 2000;

/**
 * @param {Context} context
 * @param {unknown} page what an answer gave as `next`; nothing for the first page
 */
async function recordPage(context, page) {
  const token = page === undefined || page === null || page === '' ? null : page;
  if (token !== null && (typeof token !== 'string' || token.length > LONGEST_TOKEN)) {
    throw new Problem(400, 'invalid-page', '`page` is not the `next` of an answer.', 'page');
  }
  return openStore(context, context.getTwilioClient({ timeout: 5000 })).appointmentPage(token);
}

module.exports = { recordPage };
