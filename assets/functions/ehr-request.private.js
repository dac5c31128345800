'use strict';
/**
 * Requests to the EHR: what the patient wants, posted to the endpoint that was set at deploy.
 *
 * Signed with HMAC-SHA256 over timestamp, a dot and the body, so that the EHR can tell them from anybody else's and
 * from a replay. The `Idempotency-Key` is the request's id: the same request may arrive twice.
 */
const { createHmac } = require('node:crypto');

const TRIES = 3;
const TRY_MS = 2000;

/**
 * @param {import('./helpers.private').Context} context
 * @param {object} body
 * @param {string} id
 * @returns {Promise<boolean>} Whether the EHR took it.
 */
async function post(context, body, id) {
  const text = JSON.stringify(body);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', context.EHR_SIGNING_SECRET).update(`${timestamp}.${text}`).digest('hex');
    try {
      const answer = await fetch(context.IE_ENDPOINT, {
        method: 'POST',
        body: text,
        redirect: 'error',
        signal: AbortSignal.timeout(TRY_MS),
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': id,
          'X-Pam-Timestamp': timestamp,
          'X-Pam-Signature': `sha256=${signature}`,
        },
      });
      if (answer.ok) return true;
      console.warn(`the EHR answered ${answer.status}`);
      if (answer.status < 500 && answer.status !== 429 && answer.status !== 408) return false;
    } catch (error) {
      console.warn(`the EHR did not answer: ${/** @type {Error} */ (error).name}`);
    }
  }
  return false;
}

module.exports = { post };
