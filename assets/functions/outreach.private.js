'use strict';

/**
 * When reminders go out. Pure.
 *
 * Twilio schedules a Message from 15 minutes to 35 days ahead (docs: Message Scheduling; errors 35111, 35114,
 * 35115). A minute of slack keeps a slow call from landing inside the fifteen.
 */

/** @type {typeof import('./time.private')} */
const time = require(Runtime.getFunctions()['time'].path);

const NEAREST = 16 * time.MINUTE;
const FARTHEST = 35 * time.DAY;
const PER_DAY = 2;

/**
 * @typedef {{start: number, finish: number}} Window minutes after midnight, both edges inside
 * @typedef {{name: string, duration: number}} Offset as the settings spell it, and in milliseconds
 * @typedef {'scheduled' | 'parked' | 'skipped'} Slot
 * @typedef {{offset: string, send_at: number, slot: Slot, reason: string | null}} Planned
 */

/**
 * @param {string} zone
 * @param {number} instant
 * @param {Window} window
 * @returns {{earlier: number, later: number} | null} null when the instant is inside the window
 */
function edges(zone, instant, window) {
  const wall = time.wallOf(zone, instant);
  const midnight = Math.floor(wall / time.DAY) * time.DAY;
  const minutes = (wall - midnight) / time.MINUTE;
  if (minutes >= window.start && minutes <= window.finish) return null;
  const early = minutes < window.start;
  const finish = midnight + window.finish * time.MINUTE - (early ? time.DAY : 0);
  const start = midnight + window.start * time.MINUTE + (early ? 0 : time.DAY);
  const earlier = time.instantOf(zone, finish);
  // A clock change that leaves the edge out moves it forward, out of the window: take it back by the gap.
  const over = Math.max(0, time.wallOf(zone, earlier) - finish);
  return { earlier: earlier - over, later: time.instantOf(zone, start) };
}

/**
 * Moves an ideal send time into the outreach window: to its earlier edge, else to the later one if that is
 * still before the appointment.
 *
 * @param {{ideal: number, startsAt: number, zone: string, window: Window, now: number}} about
 * @returns {{send_at: number, reason: string | null}} a reason when it cannot go out
 */
function sendTime({ ideal, startsAt, zone, window, now }) {
  const edge = edges(zone, ideal, window);
  if (edge && edge.earlier >= now + NEAREST) return { send_at: edge.earlier, reason: null };
  if (edge && edge.later >= now + NEAREST) {
    return { send_at: edge.later, reason: edge.later < startsAt ? null : 'outside-outreach-window' };
  }
  if (ideal >= now + NEAREST && !edge) return { send_at: ideal, reason: null };
  return { send_at: ideal, reason: tooLate(ideal, now) };
}

/**
 * Plans the reminders of one appointment.
 *
 * @param {object} about
 * @param {number} about.startsAt
 * @param {string} about.zone
 * @param {Offset[]} about.offsets
 * @param {Window} about.window
 * @param {number[]} about.taken send times of reminders that the same phone gets anyway
 * @param {number} about.now
 * @returns {Planned[]} one per offset, in the order of `offsets`
 */
function plan({ startsAt, zone, offsets, window, taken, now }) {
  const sendTimes = [...taken];
  /** @type {number[]} */
  const own = [];
  return offsets.map(({ name: offset, duration }) => {
    const { send_at, reason } = sendTime({ ideal: startsAt - duration, startsAt, zone, window, now });
    /** @param {string} why @returns {Planned} */
    const skipped = (why) => ({ offset, send_at, slot: 'skipped', reason: why });
    if (reason) return skipped(reason);
    if (own.includes(send_at)) return skipped('same-time');
    const day = time.localDay(zone, send_at);
    const thatDay = sendTimes.filter((other) => time.localDay(zone, other) === day);
    if (thatDay.length >= PER_DAY) return skipped('daily-limit');
    sendTimes.push(send_at);
    own.push(send_at);
    const far = send_at > now + FARTHEST;
    return { offset, send_at, slot: far ? 'parked' : 'scheduled', reason: far ? 'more-than-35-days' : null };
  });
}

/**
 * @param {number} sendAt
 * @param {number} now
 * @returns {boolean} whether Twilio would still take it
 */
function schedulable(sendAt, now) {
  return sendAt >= now + NEAREST && sendAt <= now + FARTHEST;
}

/**
 * @param {number} sendAt
 * @param {number} now
 * @returns {'past' | 'too-near' | null} why Twilio would not take it any more
 */
function tooLate(sendAt, now) {
  if (sendAt <= now) return 'past';
  return sendAt < now + NEAREST ? 'too-near' : null;
}

module.exports = { plan, schedulable, tooLate };
