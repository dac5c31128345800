'use strict';

/**
 * Time zones and wall time on nothing but `Intl`. Pure: the current time is always a parameter.
 *
 * A zone is a text: an IANA name, `UTC`, or a fixed offset such as `-07:00`. Instants are milliseconds since
 * 1970. `Intl` itself understands fixed offsets only from Node 22 on, so they are computed here.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

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

/**
 * @param {string} zone IANA name
 * @returns {Intl.DateTimeFormat}
 */
function formatOf(zone) {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/**
 * Reads `-0700`, `-07:00`, `Z`, `UTC` or an IANA name.
 *
 * @param {string} text
 * @returns {string | null} the zone in its one spelling, or null when there is no such zone
 */
function parseZone(text) {
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    if (minutes > 14 * 60 || Number(offset[3]) > 59) return null;
    return offsetZone(offset[1] === '-' ? -minutes : minutes);
  }
  if (/^(z|utc)$/i.test(text)) return 'UTC';
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(text)) return null;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/**
 * @param {number} minutes
 * @returns {string}
 */
function offsetZone(minutes) {
  if (minutes === 0) return 'UTC';
  const absolute = Math.abs(minutes);
  const pad = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(absolute / 60))}:${pad(absolute % 60)}`;
}

/**
 * @param {string} zone
 * @returns {number | null} milliseconds when the zone is a fixed offset
 */
function fixedOffset(zone) {
  if (zone === 'UTC') return 0;
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(zone);
  if (!match) return null;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3]) * MINUTE);
}

/**
 * @param {string} zone
 * @param {number} instant
 * @returns {number} milliseconds that wall time is ahead of UTC
 */
function offsetAt(zone, instant) {
  const fixed = fixedOffset(zone);
  if (fixed !== null) return fixed;
  const second = Math.floor(instant / 1000) * 1000;
  const part = /** @type {Record<string, string>} */ ({});
  for (const { type, value } of formatOf(zone).formatToParts(second)) part[type] = value;
  const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
  const wall = Date.UTC(
    year,
    Number(part.month) - 1,
    Number(part.day),
    Number(part.hour),
    Number(part.minute),
    Number(part.second),
  );
  return wall - second;
}

/**
 * Wall time as milliseconds, as if it were UTC.
 *
 * @param {string} zone
 * @param {number} instant
 * @returns {number}
 */
function wallOf(zone, instant) {
  return instant + offsetAt(zone, instant);
}

/**
 * Wall time that occurs twice means the first; wall time that a clock change leaves out is moved forward by
 * the length of the gap (what calendars do, and `Temporal` calls "compatible").
 *
 * @param {string} zone
 * @param {number} wall as of `wallOf`
 * @returns {number} instant
 */
function instantOf(zone, wall) {
  const before = offsetAt(zone, wall - DAY);
  const after = offsetAt(zone, wall + DAY);
  const matching = [before, after]
    .map((offset) => wall - offset)
    .filter((instant) => wallOf(zone, instant) === wall);
  return matching.length > 0 ? Math.min(...matching) : wall - before;
}

/**
 * Strict RFC 3339, with the offset optional and `T` or a blank between.
 *
 * @param {string} text
 * @returns {{wall: number, zone: string | null} | null} null when it is no such date and time
 */
function parseDateTime(text) {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|z|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    );
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  // In any zone a year of four digits, and after 1970.
  if (hour > 23 || minute > 59 || second > 59 || year < 1971 || year > 9998) return null;
  const milliseconds = Math.floor(Number(match[7] ?? 0) * 1000);
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const date = new Date(wall);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  if (match[8] === undefined) return { wall, zone: null };
  const zone = parseZone(match[8]);
  return zone === null ? null : { wall, zone };
}

/**
 * @param {number} instant
 * @returns {string} `2026-03-08T17:30:00Z`
 */
function utc(instant) {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

/**
 * @param {string} zone
 * @param {number} instant
 * @returns {string} wall time with its offset, `2026-03-08T10:30:00-07:00`
 */
function localIso(zone, instant) {
  const offset = offsetAt(zone, instant);
  const wall = new Date(instant + offset).toISOString().slice(0, 19);
  const suffix = offsetZone(Math.round(offset / MINUTE));
  return wall + (suffix === 'UTC' ? 'Z' : suffix);
}

/**
 * @param {string} zone
 * @param {number} instant
 * @returns {string} `PDT`, `UTC+1`
 */
function abbreviation(zone, instant) {
  if (zone === 'UTC') return zone;
  if (fixedOffset(zone) !== null) return `UTC${zone}`;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' });
  const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName');
  return (name?.value ?? zone).replace('GMT', 'UTC');
}

/**
 * How a text says when. Made by hand: `Intl` puts a narrow no-break space before `PM`, which is no GSM-7
 * character and would halve what fits into an SMS.
 *
 * @param {string} zone
 * @param {number} instant
 */
function parts(zone, instant) {
  const wall = new Date(wallOf(zone, instant));
  const hour = wall.getUTCHours();
  const minute = String(wall.getUTCMinutes()).padStart(2, '0');
  return {
    weekday: WEEKDAYS[wall.getUTCDay()],
    date: `${MONTHS[wall.getUTCMonth()]} ${wall.getUTCDate()}`,
    year: String(wall.getUTCFullYear()),
    time: `${hour % 12 || 12}:${minute} ${hour < 12 ? 'AM' : 'PM'}`,
    zone: abbreviation(zone, instant),
  };
}

/**
 * @param {string} zone
 * @param {number} instant
 * @returns {string} `2026-03-08`
 */
function localDay(zone, instant) {
  return new Date(wallOf(zone, instant)).toISOString().slice(0, 10);
}

module.exports = {
  MINUTE,
  HOUR,
  DAY,
  parseZone,
  parseDateTime,
  offsetAt,
  wallOf,
  instantOf,
  utc,
  localIso,
  localDay,
  parts,
};
