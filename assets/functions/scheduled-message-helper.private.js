'use strict';

/**
 * Reminders at Twilio: Messages scheduled through the app's own Messaging Service. Only Messages whose SID or
 * text the app knows are touched, and none is ever deleted.
 */

/** @type {typeof import('./settings.private')} */
const { needed } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./record-store.private')} */
const { statusOf } = require(Runtime.getFunctions()['record-store'].path);
/** @type {typeof import('./appointment-decision.private')} */
const { OPTED_OUT } = require(Runtime.getFunctions()['appointment-decision'].path);

/** One page. Only the look-up after a crash reads it. */
const LISTED = 1000;
/** The patient has opted out (docs: errors/21610). */
const UNSUBSCRIBED = 21610;

/**
 * @param {number} code Twilio's
 * @returns {string} a reminder's `reason`
 */
function reasonOf(code) {
  return code === UNSUBSCRIBED ? OPTED_OUT : `twilio-${code}`;
}

/**
 * @param {Context} context
 * @param {TwilioClient} client
 */
function openMessages(context, client) {
  const messagingServiceSid = needed(context, 'MESSAGING_SERVICE_SID');

  /**
   * @param {MessageParameters} message
   * @returns {Promise<{sid: string} | {refused: string}>}
   */
  async function create(message) {
    try {
      return { sid: (await client.messages.create(message)).sid };
    } catch (error) {
      const status = statusOf(error);
      // 401, 403, 404 are the deployment's trouble, 408 and 429 pass: a repair may still create it.
      if (status !== 400) throw error;
      return { refused: reasonOf(/** @type {{code?: number}} */ (error).code ?? status) };
    }
  }

  return {
    /**
     * @param {{to: string, text: string, send_at: string}} reminder
     * @returns {Promise<{sid: string} | {refused: string}>} why Twilio will never take it
     * @throws when it is not known whether Twilio has it
     */
    schedule: ({ to, text, send_at }) =>
      create({ to, messagingServiceSid, body: text, scheduleType: 'fixed', sendAt: new Date(send_at) }),

    /**
     * @param {{to: string, text: string}} reminder to be sent at once
     * @returns {Promise<{sid: string} | {refused: string}>}
     * @throws as `schedule`
     */
    send: ({ to, text }) => create({ to, messagingServiceSid, body: text }),

    /**
     * @param {string} sid
     * @returns {Promise<{status: string, error: string | null} | null>} null when Twilio has no such Message
     */
    async fetch(sid) {
      try {
        const { status, errorCode } = await client.messages(sid).fetch();
        return { status, error: errorCode === null ? null : reasonOf(Number(errorCode)) };
      } catch (error) {
        if (statusOf(error) === 404) return null;
        throw error;
      }
    },

    /**
     * @param {string} sid
     * @returns {Promise<'canceled' | 'sent'>}
     */
    async cancel(sid) {
      const message = client.messages(sid);
      try {
        await message.update({ status: 'canceled' });
        return 'canceled';
      } catch (error) {
        const { status, code } = /** @type {{status?: number, code?: number}} */ (error);
        if (status === 404) return 'canceled';
        // 30409: no longer scheduled, that is sent or canceled already.
        if (code !== 30409) throw error;
        return (await message.fetch()).status === 'canceled' ? 'canceled' : 'sent';
      }
    },

    /**
     * @param {string} to
     * @returns {Promise<{sid: string, text: string, status: string, created_at: number}[]>} what our Messaging
     *   Service has for a phone, the newest first
     */
    async ownFor(to) {
      const messages = await client.messages.list({ to, limit: LISTED, pageSize: LISTED });
      return messages
        .filter((one) => one.messagingServiceSid === messagingServiceSid)
        .map(({ sid, body, status, dateCreated }) => {
          return { sid, text: body, status, created_at: new Date(dateCreated).getTime() };
        });
    },
  };
}

module.exports = { openMessages };
