'use strict';

/**
 * The app's settings, read from the environment's Variables. What is missing has a default; what is wrong is
 * the operator's mistake and never the EHR's.
 */

/** @type {typeof import('./helpers.private')} */
const { Problem } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./time.private')} */
const time = require(Runtime.getFunctions()['time'].path);

const UNITS = /** @type {Record<string, number>} */ ({ m: time.MINUTE, h: time.HOUR, d: time.DAY });

/**
 * @param {string} name
 * @param {string} expected
 * @returns {InstanceType<typeof Problem>}
 */
function wrong(name, expected) {
  return new Problem(500, 'invalid-setting', `The variable ${name} is not ${expected}.`);
}

/**
 * @param {Context} context
 * @param {string} name
 * @param {string} otherwise
 * @returns {string}
 */
function variable(context, name, otherwise = '') {
  const value = context[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : otherwise;
}

/**
 * @param {Context} context
 * @param {string} name
 * @returns {string}
 */
function needed(context, name) {
  const value = variable(context, name);
  if (value === '') throw new Problem(500, 'missing-setting', `The variable ${name} is not set.`);
  return value;
}

/**
 * @param {Context} context
 * @param {string} name
 * @param {string} otherwise
 * @returns {import('./outreach.private').Offset[]} empty for `off`
 */
function offset(context, name, otherwise) {
  const text = variable(context, name, otherwise).toLowerCase();
  if (text === 'off') return [];
  const match = /^([1-9]\d{0,5})(m|h|d)$/.exec(text);
  if (!match) throw wrong(name, 'a duration such as 48h, 90m or 2d');
  return [{ name: text, duration: Number(match[1]) * UNITS[match[2]] }];
}

/**
 * @param {Context} context
 * @param {string} name
 * @param {string} otherwise
 * @returns {number} minutes after midnight
 */
function clock(context, name, otherwise) {
  const match = /^(\d{1,2}):(\d{2})$/.exec(variable(context, name, otherwise));
  const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : NaN;
  if (!match || Number(match[2]) > 59 || minutes > 24 * 60) throw wrong(name, 'a time of day such as 08:00');
  return minutes;
}

/**
 * @param {Context} context
 * @returns {string | null}
 */
function clinicZone(context) {
  const text = variable(context, 'TIME_ZONE');
  if (text === '') return null;
  const zone = time.parseZone(text);
  if (zone === null) throw wrong('TIME_ZONE', 'an IANA time zone');
  return zone;
}

/**
 * @param {Context} context
 * @returns {{zone: string | null, ownNumber: string}} what reading an event needs
 */
function eventSettings(context) {
  return { zone: clinicZone(context), ownNumber: variable(context, 'TWILIO_PHONE_NUMBER') };
}

/**
 * @param {Context} context
 * @returns {{offsets: import('./outreach.private').Offset[], window: import('./outreach.private').Window}}
 */
function reminderSettings(context) {
  const window = {
    start: clock(context, 'REMINDER_OUTREACH_START', '08:00'),
    finish: clock(context, 'REMINDER_OUTREACH_FINISH', '20:00'),
  };
  if (window.start >= window.finish) {
    throw wrong('REMINDER_OUTREACH_FINISH', 'later than REMINDER_OUTREACH_START');
  }
  const offsets = [
    ...offset(context, 'REMINDER_FIRST_TIMING', '48h'),
    ...offset(context, 'REMINDER_SECOND_TIMING', '24h'),
  ];
  const distinct = offsets.filter(
    (one, index) => offsets.findIndex((other) => other.duration === one.duration) === index,
  );
  return { offsets: distinct, window };
}

module.exports = { variable, needed, eventSettings, reminderSettings };
