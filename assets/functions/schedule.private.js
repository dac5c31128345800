'use strict';
/**
 * When reminders go out. Pure.
 *
 * @typedef {object} Slot
 * @property {string} offset How long before the appointment, as configured.
 * @property {number | null} at
 * @property {'creating' | 'parked' | 'skipped'} state
 * @property {string | null} reason Why it is skipped.
 */
const time = require(Runtime.getFunctions()['time'].path);

/** Twilio takes 15 minutes to 35 days ahead (docs: messaging/features/message-scheduling); a minute is slack. */
const NEAREST = 16 * time.MINUTE;
const FARTHEST = 35 * time.DAY - time.MINUTE;
/** At most this many reminders reach a patient on one local day. */
const PER_DAY = 2;

/**
 * The moment nearest to `ideal` at which the clinic may text: `ideal` itself, else the window's edge before it if that
 * still lies ahead, else the edge after it if that is before the appointment.
 * @param {number} ideal
 * @param {{ earliest: number, startsAt: number, zone: import('./time.private').Zone, opens: number, closes: number }} limits
 * @returns {number | null}
 */
function inWindow(ideal, { earliest, startsAt, zone, opens, closes }) {
  const open = time.onDay(ideal, zone, 0, opens);
  const close = time.onDay(ideal, zone, 0, closes);
  const fits = (/** @type {number} */ at) => at >= earliest && at < startsAt;
  if (ideal >= open && ideal <= close) return fits(ideal) ? ideal : null;
  const early = ideal < open ? time.onDay(ideal, zone, -1, closes) : close;
  if (fits(early)) return early;
  const late = ideal < open ? open : time.onDay(ideal, zone, 1, opens);
  return fits(late) ? late : null;
}

/**
 * @param {object} input
 * @param {number} input.startsAt
 * @param {number} input.now
 * @param {import('./time.private').Zone} input.zone The clinic's.
 * @param {{ offset: string, lead: number }[]} input.offsets Leads in milliseconds.
 * @param {number} input.opens Minutes since midnight.
 * @param {number} input.closes Minutes since midnight.
 * @param {number[]} input.taken When other reminders reach the same patient.
 * @returns {Slot[]}
 */
function plan({ startsAt, now, zone, offsets, opens, closes, taken }) {
  const earliest = now + NEAREST;
  /** @type {number[]} */
  const chosen = [];
  return offsets.map(({ offset, lead }) => {
    const skipped = (/** @type {string} */ reason) => ({ offset, at: null, state: /** @type {const} */ ('skipped'), reason });
    const ideal = Math.floor((startsAt - lead) / 1000) * 1000;
    if (ideal < now) return skipped('its time has passed');
    const at = inWindow(ideal, { earliest, startsAt, zone, opens, closes });
    if (at === null) return skipped('no time in the outreach window is left for it');
    if (chosen.includes(at)) return skipped('another reminder goes out at the same time');
    const day = time.dayOf(at, zone);
    const sameDay = [...taken, ...chosen].filter((other) => time.dayOf(other, zone) === day).length;
    if (sameDay >= PER_DAY) return skipped(`the patient gets ${PER_DAY} reminders that day already`);
    chosen.push(at);
    const state = at > now + FARTHEST ? 'parked' : 'creating';
    return { offset, at, state: /** @type {'parked' | 'creating'} */ (state), reason: null };
  });
}

module.exports = { plan, inWindow, NEAREST, FARTHEST, PER_DAY };
