'use strict';
/** Scheduled Messages: created through the app's Messaging Service, canceled one by one, never deleted. */

/** Twilio's code for a Message that has left already (docs: api/errors/30409). */
const NOT_CANCELABLE = 30409;

/**
 * @param {any} client Twilio's.
 * @param {{ to: string, body: string, sendAt: string, messagingServiceSid: string }} message
 * @returns {Promise<string>} The Message's SID.
 */
async function schedule(client, { to, body, sendAt, messagingServiceSid }) {
  const message = await client.messages.create({
    to,
    body,
    messagingServiceSid,
    scheduleType: 'fixed',
    sendAt: new Date(sendAt),
  });
  return message.sid;
}

/**
 * @param {any} client Twilio's.
 * @param {string} sid
 * @returns {Promise<'canceled' | 'sent'>} What became of it.
 */
async function cancel(client, sid) {
  if (!/^(SM|MM)[0-9a-f]{32}$/i.test(sid)) throw new TypeError('not the SID of a Message');
  try {
    await client.messages(sid).update({ status: 'canceled' });
    return 'canceled';
  } catch (error) {
    const { code, status } = /** @type {any} */ (error);
    if (status === 404) return 'canceled';
    if (code !== NOT_CANCELABLE) throw error;
    const message = await client.messages(sid).fetch();
    return message.status === 'canceled' ? 'canceled' : 'sent';
  }
}

/**
 * Scheduled Messages that were created but whose SIDs got lost: one of these texts to this phone through the app's
 * Messaging Service, and of no reminder that is known.
 * @param {any} client Twilio's.
 * @param {{ to: string, bodies: string[], messagingServiceSid: string, known: string[] }} wanted
 * @returns {Promise<string[]>} SIDs.
 */
async function findLost(client, { to, bodies, messagingServiceSid, known }) {
  const found = await client.messages.list({ to, limit: 200 });
  return found
    .filter(
      (/** @type {any} */ message) =>
        message.status === 'scheduled' &&
        message.messagingServiceSid === messagingServiceSid &&
        bodies.includes(message.body) &&
        !known.includes(message.sid),
    )
    .map((/** @type {any} */ message) => message.sid);
}

module.exports = { schedule, cancel, findLost };
