'use strict';

/** What a patient's text means, and which appointment it is about. Pure. */

/** @type {typeof import('./appointment-decision.private')} */
const { CLOSED } = require(Runtime.getFunctions()['appointment-decision'].path);

/**
 * @typedef {import('./appointment-decision.private').AppointmentRecord} AppointmentRecord
 * @typedef {'confirm' | 'cancel' | 'unclear' | 'opt'} Meaning
 */

/**
 * A message of one of these words alone is Twilio's (docs: Advanced Opt-Out, default keywords): it opts the
 * patient out or in, or asks for help, and Twilio answers it. START's synonym YES is harmless and means yes.
 */
const OUT_WORDS = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'REVOKE', 'OPTOUT', 'CANCEL']);
const IN_WORDS = new Set(['START', 'UNSTOP']);
const HELP_WORDS = new Set(['HELP', 'INFO']);

const OF_THE_VISIT = '((MY|THE|THIS)?(APPT|APT|APPOINTMENT|VISIT))?';
const POLITE = '(PLEASE|PLS|THANKS|THANKYOU)?';
const YES = '(YES|YEP|YEAH|YUP|Y)';

/** Of a text's letters and digits, without blanks and marks: the whole of it, so that no `yes, but` is a yes. */
const CONFIRM = new RegExp(
  `^(${YES}?${POLITE}I?CONFIRM(ED|ING)?${OF_THE_VISIT}${POLITE}|${YES}${POLITE}|C|1)$`,
);
/** CANCEL alone is Twilio's and gets here only with a mark or a word beside it: `cancel!`, `cancel please`. */
const CANCEL = new RegExp(`^((YES|NO|NOPE)?${POLITE}CANCEL(ED|LED)?${OF_THE_VISIT}${POLITE}|NO|NOPE|N|X|2)$`);

/**
 * @param {string} body
 * @param {string} [optOutType] what Twilio says it did (Advanced Opt-Out)
 * @returns {Meaning}
 */
function meaningOf(body, optOutType = '') {
  const word = body.trim().toUpperCase();
  const twilios = [OUT_WORDS, IN_WORDS, HELP_WORDS].some((words) => words.has(word));
  if (twilios || (optOutType !== '' && word !== 'YES')) return 'opt';
  const letters = body
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  if (CONFIRM.test(letters)) return 'confirm';
  return CANCEL.test(letters) ? 'cancel' : 'unclear';
}

/**
 * @param {string} body
 * @param {string} [optOutType] what Twilio says it did (Advanced Opt-Out)
 * @returns {boolean | null} whether the patient opted out, or in; null when neither
 */
function optOutOf(body, optOutType = '') {
  if (optOutType !== '') return { STOP: true, START: false }[optOutType.toUpperCase()] ?? null;
  const word = body.trim().toUpperCase();
  if (OUT_WORDS.has(word)) return true;
  return IN_WORDS.has(word) || word === 'YES' ? false : null;
}

/**
 * @param {AppointmentRecord} record
 * @param {string} phone E.164
 * @param {number} now
 * @returns {boolean}
 */
function answerable(record, phone, now) {
  return record.patient.phone === phone && !CLOSED.has(record.state) && Date.parse(record.starts_at) > now;
}

/**
 * @param {AppointmentRecord} record
 * @param {number} now
 * @returns {number} when the phone got its latest text about it
 */
function latestText(record, now) {
  const reminders = record.reminders
    .filter(({ state }) => state === 'scheduled' || state === 'sent')
    .map(({ send_at }) => Date.parse(send_at))
    .filter((sendAt) => sendAt <= now);
  return Math.max(0, ...reminders, ...(record.last_text_at ? [Date.parse(record.last_text_at)] : []));
}

/**
 * @param {AppointmentRecord[]} records
 * @param {string} phone E.164
 * @param {number} now
 * @returns {AppointmentRecord | null} of several the one in the latest text
 */
function appointmentMeant(records, phone, now) {
  const open = records.filter((record) => answerable(record, phone, now));
  open.sort(
    (a, b) => latestText(b, now) - latestText(a, now) || Date.parse(a.starts_at) - Date.parse(b.starts_at),
  );
  return open[0] ?? null;
}

module.exports = { meaningOf, optOutOf, answerable, appointmentMeant };
