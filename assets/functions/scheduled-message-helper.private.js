'use strict';

/**
 * Reminders at Twilio: Messages scheduled through the app's own Messaging Service. Only Messages whose SID or
 * text the app knows are touched, and none is ever deleted.
 */

/** @type {typeof import('./settings.private')} */
const { needed } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./record-store.private')} */
const { statusOf } = require(Runtime.getFunctions()['record-store'].path);

/** One page. Only the look-up after a crash reads it. */
const LISTED = 1000;

/**
 * @param {Context} context
 * @param {TwilioClient} client
 */
function openMessages(context, client) {
  const messagingServiceSid = needed(context, 'MESSAGING_SERVICE_SID');

  return {
    /**
     * @param {{to: string, text: string, send_at: string}} reminder
     * @returns {Promise<{sid: string} | {refused: string}>} Twilio's code when it will never take it
     * @throws when it is not known whether Twilio has it
     */
    async schedule({ to, text, send_at }) {
      try {
        const message = await client.messages.create({
          to,
          messagingServiceSid,
          body: text,
          scheduleType: 'fixed',
          sendAt: new Date(send_at),
        });
        return { sid: message.sid };
      } catch (error) {
        const status = statusOf(error);
        // 401, 403, 404 are the deployment's trouble, 408 and 429 pass: a repair may still create it.
        if (status !== 400) throw error;
        return { refused: `twilio-${/** @type {{code?: number}} */ (error).code ?? status}` };
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
     * @returns {Promise<{sid: string, text: string}[]>} what our Messaging Service has scheduled for a phone
     */
    async scheduledFor(to) {
      const messages = await client.messages.list({ to, limit: LISTED, pageSize: LISTED });
      return messages
        .filter((one) => one.status === 'scheduled' && one.messagingServiceSid === messagingServiceSid)
        .map(({ sid, body }) => ({ sid, text: body }));
    },
  };
}

module.exports = { openMessages };
