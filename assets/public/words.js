/** How times read. A wall time is the first sixteen characters of an ISO date; it is shown as it stands, in no zone. */

const locale = navigator.language.startsWith('en') ? navigator.language : 'en-GB';
const { hour12, timeZone } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
const hour = hour12 ? 'numeric' : '2-digit';
const whenOptions = /** @type {Intl.DateTimeFormatOptions} */ ({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour,
  minute: '2-digit',
});
const asWall = new Intl.DateTimeFormat(locale, { ...whenOptions, timeZone: 'UTC' });
const asWallWithYear = new Intl.DateTimeFormat(locale, { ...whenOptions, year: 'numeric', timeZone: 'UTC' });
const asLocal = new Intl.DateTimeFormat(locale, whenOptions);
const asClock = new Intl.DateTimeFormat(locale, { hour, minute: '2-digit' });

/** The zone of whoever looks at the page. */
export const ownZone = timeZone;

/** @param {string} iso */
const wallMs = (iso) => (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? Date.parse(`${iso.slice(0, 16)}Z`) : NaN);

/** "Mon, Mar 9, 10:30 AM": the digits of the text, whatever zone they mean. @param {string} iso */
export function wall(iso) {
  const ms = wallMs(iso);
  if (Number.isNaN(ms)) return String(iso ?? '');
  const thisYear = new Date().getUTCFullYear() === new Date(ms).getUTCFullYear();
  return (thisYear ? asWall : asWallWithYear).format(ms);
}

/** The same instant where the page is looked at. @param {string | number} at */
export function local(at) {
  const ms = typeof at === 'number' ? at : Date.parse(at);
  return Number.isNaN(ms) ? String(at) : asLocal.format(ms);
}

/** "4:30 PM" where the page is looked at. @param {number} ms */
export const clock = (ms) => asClock.format(ms);

/** A format is dear to make, and a list asks for thousands. @type {Map<string, Intl.DateTimeFormat>} */
const offsets = new Map();

/**
 * What a zone differs from UTC at an instant, in minutes; null when the browser does not know the zone.
 *
 * @param {string} zone IANA name, `UTC` or an offset such as `-0700`
 * @param {number} ms
 * @returns {number | null}
 */
export function offsetAt(zone, ms) {
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (fixed) return Number(`${fixed[1]}1`) * (Number(fixed[2]) * 60 + Number(fixed[3]));
  try {
    const format =
      offsets.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    offsets.set(zone, format);
    const parts = format.formatToParts(ms);
    const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
    return name === 'GMT' ? 0 : offsetAt(name.slice(3), ms);
  } catch {
    return null;
  }
}

/** "UTC−05:00" @param {number} minutes */
export function offsetWords(minutes) {
  const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '−' : '+'}${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
}

/**
 * The instant of a wall time in a zone; null when either is not known.
 *
 * @param {string} iso
 * @param {string} zone
 * @returns {number | null}
 */
export function instantOf(iso, zone) {
  const ms = wallMs(iso);
  if (Number.isNaN(ms)) return null;
  const first = offsetAt(zone, ms);
  if (first === null) return null;
  return ms - (offsetAt(zone, ms - first * 60_000) ?? first) * 60_000;
}

/** Whether the page is looked at in a zone with another time than `zone` has then. @param {string} zone @param {number} ms */
export function elsewhere(zone, ms) {
  const offset = offsetAt(zone, ms);
  return offset === null || offset !== -new Date(ms).getTimezoneOffset();
}

/** "48 hours before", from the app's setting. @param {string} offset */
export function before(offset) {
  const match = /^(\d+)([mhd])$/.exec(offset);
  const unit = { m: 'min', h: 'h', d: 'd' }[match?.[2] ?? ''];
  return unit ? `${match?.[1]} ${unit} before` : String(offset ?? '');
}
