'use strict';
/**
 * Zones and wall times, with Node's own Intl. Pure.
 *
 * A zone is an IANA name or a fixed offset in minutes. Instants are milliseconds since 1970.
 *
 * @typedef {string | number} Zone
 * @typedef {{ year: number, month: number, day: number, hour: number, minute: number, second: number }} Wall
 */

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} zone */
function format(zone) {
  let found = formats.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
    formats.set(zone, found);
  }
  return found;
}

/** @param {string | undefined} text `-0700`, `-07:00` or an IANA name. @returns {Zone | undefined} */
function parseZone(text) {
  const zone = (text ?? '').trim();
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (offset) {
    const [hours, minutes] = [Number(offset[2]), Number(offset[3])];
    if (hours > 14 || minutes > 59) return undefined;
    return (offset[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
  }
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(zone)) return undefined;
  try {
    format(zone);
    return zone;
  } catch {
    return undefined;
  }
}

/** @param {Zone} zone @param {number} at @returns {number} Minutes east of UTC. */
function offsetAt(zone, at) {
  if (typeof zone === 'number') return zone;
  const parts = Object.fromEntries(format(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  const { month, day, hour, minute, second } = parts;
  const wall = Date.UTC(+parts.year, +month - 1, +day, +hour, +minute, +second);
  return Math.round((wall - Math.floor(at / 1000) * 1000) / MINUTE);
}

/** @param {Wall} wall */
function asUtc({ year, month, day, hour, minute, second }) {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The instant of a wall time. A time that a clock skips counts as if the clock had not been moved yet, one that comes
 * twice means the first.
 * @param {Wall} wall @param {Zone} zone
 */
function instantOf(wall, zone) {
  const utc = asUtc(wall);
  const before = offsetAt(zone, utc - DAY);
  const after = offsetAt(zone, utc + DAY);
  const first = utc - before * MINUTE;
  const second = utc - after * MINUTE;
  if (offsetAt(zone, first) === before) return first;
  return offsetAt(zone, second) === after ? second : first;
}

/** @param {number} at @param {Zone} zone @returns {Wall & { weekday: number }} */
function wallOf(at, zone) {
  const local = new Date(at + offsetAt(zone, at) * MINUTE);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    weekday: local.getUTCDay(),
  };
}

/** The instant of a minute of the local day `days` after the day of `at`. */
function onDay(/** @type {number} */ at, /** @type {Zone} */ zone, /** @type {number} */ days, minutes = 0) {
  const { year, month, day } = wallOf(at, zone);
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return instantOf(
    {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: Math.floor(minutes / 60),
      minute: minutes % 60,
      second: 0,
    },
    zone,
  );
}

/** The local day of an instant, as a key: `2026-03-09`. */
function dayOf(/** @type {number} */ at, /** @type {Zone} */ zone) {
  return new Date(at + offsetAt(zone, at) * MINUTE).toISOString().slice(0, 10);
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Reads a date and time.
 * @param {string} text
 * @returns {{ wall: Wall, zone: Zone | undefined } | undefined} The zone only where the text has an offset.
 */
function parseDateTime(text) {
  const match = DATE_TIME.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute] = match.slice(1, 6).map(Number);
  const wall = { year, month, day, hour, minute, second: Number(match[6] ?? 0) };
  const back = new Date(asUtc(wall));
  const real =
    back.getUTCMonth() + 1 === month && back.getUTCDate() === day && hour < 24 && minute < 60 && wall.second < 60;
  if (!real || year < 1970) return undefined;
  const offset = match[7]?.toUpperCase();
  return { wall, zone: offset === 'Z' ? 0 : parseZone(offset) };
}

/**
 * The parts of a wall time as texts print them.
 * @param {number} at @param {Zone} zone
 */
function parts(at, zone) {
  const { year, month, day, hour, minute, weekday } = wallOf(at, zone);
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  return {
    time: `${twelve}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`,
    weekday: WEEKDAYS[weekday],
    month: MONTHS[month - 1],
    day: String(day),
    year: String(year),
    date: `${WEEKDAYS[weekday]}, ${MONTHS[month - 1]} ${day}`,
  };
}

/** `2026-03-09T16:30:00Z`, whole seconds, as Twilio takes times. */
function iso(/** @type {number} */ at) {
  return new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

module.exports = { parseZone, parseDateTime, instantOf, wallOf, onDay, dayOf, parts, iso, offsetAt, MINUTE, DAY };
