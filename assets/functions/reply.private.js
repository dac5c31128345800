'use strict';
/** What a patient's text means. Pure. */

/** Words of carriers, which Twilio itself answers (docs: messaging/tutorials/advanced-opt-out). */
const CARRIER = [
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
  'START',
  'UNSTOP',
  'HELP',
  'INFO',
];
const CONFIRM = ['CONFIRM APPT', 'CONFIRM APPOINTMENT', 'CONFIRM', 'CONFIRMED', 'C', 'YES', 'Y', 'OK', '1'];
const CANCEL = ['CANCEL APPT', 'CANCEL APPOINTMENT', 'CANCEL MY APPOINTMENT', 'X', 'NO', 'N', '2'];

/** @param {string} text @returns {'confirm' | 'cancel' | 'carrier' | 'unclear'} */
function meaning(text) {
  const words = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  if (CARRIER.includes(words)) return 'carrier';
  if (CONFIRM.includes(words)) return 'confirm';
  return CANCEL.includes(words) ? 'cancel' : 'unclear';
}

/**
 * Of a phone's appointments the one that its latest text was about, if it lies ahead.
 * @param {any} phone An item of the Map `phones`.
 * @param {number} now
 * @returns {string[]} Ids, the likeliest first.
 */
function candidates(phone, now) {
  const latest = (/** @type {any} */ entry) => {
    const sent = entry.sends.map(Date.parse).filter((/** @type {number} */ at) => at <= now);
    return Math.max(Date.parse(entry.last_text_at ?? 0) || 0, ...sent);
  };
  return Object.entries(phone?.appointments ?? {})
    .filter(([, entry]) => Date.parse(entry.starts_at) > now)
    .sort(([, a], [, b]) => latest(b) - latest(a))
    .map(([id]) => id);
}

module.exports = { meaning, candidates };
