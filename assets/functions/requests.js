'use strict';

/** What patients asked for and the EHR has not taken, in pages of records: a page may have none. */

/** @type {typeof import('./record-pages.private')} */
const { recordPage } = require(Runtime.getFunctions()['record-pages'].path);
/** @type {typeof import('./session.private')} */
const { signedIn } = require(Runtime.getFunctions()['session'].path);

exports.handler = signedIn(
  ['app', 'operate'],
  async (context, { page }) => {
    const { records, next } = await recordPage(context, page);
    const requests = records.flatMap((record) =>
      record.requests
        .filter(({ state, superseded }) => state === 'waiting' && !superseded)
        .map(({ id, kind, at, attempts, last_attempt_at, last_status }) => {
          return {
            appointment_id: record.appointment_id,
            id,
            kind,
            at,
            attempts,
            last_attempt_at,
            last_status,
          };
        }),
    );
    return { requests, next };
  },
  'GET',
);
