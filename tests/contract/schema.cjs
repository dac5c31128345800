'use strict';
/**
 * Values against Twilio's schemas: JSON of answers, and the text of parameters. A problem says where it is and which
 * rule is broken, never the value: recordings hold phone numbers and secrets.
 */

/** @typedef {import('./spec.cjs').Schema} Schema */
/** @typedef {(where: string, rule: string) => void} Report */

/** What a resource always has, although Twilio's files call nearly every property nullable. */
const NEVER_NULL = new Set(
  'sid account_sid date_created date_updated url uri links subresource_uris'.split(' '),
);

const E164 = /^\+[1-9]\d{6,14}$/;
const DAYS = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun';
const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const RFC2822 = new RegExp(`^(${DAYS}), \\d{2} (${MONTHS}) \\d{4} \\d{2}:\\d{2}:\\d{2} \\+0000$`);
const ISO8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** @param {string} text @param {RegExp} shape */
const isDate = (text, shape) => {
  const time = shape.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) return false;
  // Date.parse takes 30 February for 1 March, and any day of the week.
  const date = new Date(time);
  return shape === RFC2822
    ? date.toUTCString().replace('GMT', '+0000') === text
    : date.toISOString().startsWith(text.replace('Z', ''));
};

/** @param {string} text */
const isUrl = (text) => /^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text);

/**
 * Whose address a `phone-number` may be beside a phone's, as its description says.
 * @type {[RegExp, RegExp][]}
 */
const ADDRESSES = [
  [/channel address/, /^(whatsapp|messenger|rcs|viber|line|chat|client|sim):\S+$/],
  [/alphanumeric sender/, /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/],
  [/short code/, /^\d{3,8}$/],
  [/Messaging Service SID/, /^MG[0-9a-fA-F]{32}$/],
  [/wildcard/, /^\+?[0-9A-Za-z*]+$/],
];

/** @param {string} text @param {string} description */
function isAddress(text, description) {
  return E164.test(text) || ADDRESSES.some(([said, shape]) => said.test(description) && shape.test(text));
}

/** @type {Record<string, { rule: string, holds: (text: string, schema: Schema) => boolean }>} */
const FORMATS = {
  'date-time': { rule: 'is not an ISO 8601 time with Z', holds: (text) => isDate(text, ISO8601) },
  'date-time-rfc-2822': { rule: 'is not an RFC 2822 time', holds: (text) => isDate(text, RFC2822) },
  date: { rule: 'is not a date', holds: (text) => isDate(`${text}T00:00:00Z`, ISO8601) },
  'day-or-time': {
    rule: 'is neither a date nor an ISO 8601 time with Z',
    holds: (text) => isDate(text, ISO8601) || isDate(`${text}T00:00:00Z`, ISO8601),
  },
  uri: { rule: 'is not an absolute URL', holds: isUrl },
  'path-uri': { rule: 'is not a path of the 2010 API', holds: (text) => text.startsWith('/2010-04-01/') },
  'phone-number': {
    rule: 'is not a phone number or another address that is allowed there',
    holds: (text, { description = '' }) => isAddress(text, description),
  },
  currency: { rule: 'is not a currency', holds: (text) => /^[A-Z]{3}$/.test(text) },
  'iso-country-code': { rule: 'is not a country', holds: (text) => /^[A-Z]{2}$/.test(text) },
};
/** They say nothing beyond the schema's other words, or belong to operations that pam does not use. */
const OTHER_FORMATS = new Set('int32 int64 http-method uri-map phone-number-capabilities'.split(' '));

/** @param {string | undefined} description @returns {{ most: number, unit: string } | undefined} */
function describedLength(description = '') {
  const match =
    /(?:maximum of|up to) ([\d,]+) (characters|bytes|KiB)\b/i.exec(description) ??
    /must be ([\d,]+) (characters) or less/i.exec(description);
  if (!match) return undefined;
  const most = Number(match[1].replaceAll(',', '')) * (match[2] === 'KiB' ? 1024 : 1);
  return { most, unit: match[2] === 'characters' ? 'characters' : 'bytes' };
}

/** @param {string | undefined} description @returns {[number, number] | undefined} */
function describedRange(description = '') {
  const match = /(?:from|between) `?([\d,]+)`? (?:to|and) `?([\d,]+)/i.exec(description);
  return match ? [Number(match[1].replaceAll(',', '')), Number(match[2].replaceAll(',', ''))] : undefined;
}

/**
 * The rules for text, the same in a parameter and in an answer.
 * @param {string} text
 * @param {Schema} schema
 * @param {string} where
 * @param {Report} report
 */
function checkText(text, schema, where, report) {
  if (text === '' && schema.empty) return;
  if (schema.enum && !schema.enum.includes(text)) report(where, `is none of ${schema.enum.join(', ')}`);
  if (schema.pattern && !new RegExp(schema.pattern).test(text))
    report(where, `does not match ${schema.pattern}`);
  else if (schema.minLength !== undefined && text.length < schema.minLength) report(where, 'is too short');
  else if (schema.maxLength !== undefined && text.length > schema.maxLength) report(where, 'is too long');
  if (schema.format) {
    const format = FORMATS[schema.format];
    if (!format && !OTHER_FORMATS.has(schema.format))
      report(where, `has the unknown format ${schema.format}`);
    if (format && !format.holds(text, schema)) report(where, format.rule);
  }
}

/**
 * JSON of an answer.
 * @param {unknown} value
 * @param {Schema} schema
 * @param {string} where
 * @param {Report} report
 */
function checkValue(value, schema, where, report) {
  const name = where.split('.').pop() ?? '';
  if (value === null) {
    const allowed = schema.maybeNull || (schema.nullable && !NEVER_NULL.has(name));
    if (!allowed) report(where, 'is null');
    return;
  }
  if (schema.oneOf) {
    const fits = schema.oneOf.filter((choice) => problems(value, choice, where).length === 0);
    if (fits.length !== 1) report(where, `fits ${fits.length} of the schemas of which it must fit one`);
    return;
  }
  // Without a type Twilio's files mean an object without a schema of its own (context, data, definition).
  const type = schema.type ?? (schema.enum ? 'string' : 'object');
  const is = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  if (is !== type && !(type === 'number' && is === 'integer')) {
    report(where, `is of type ${is} and not ${type}`);
  } else if (typeof value === 'string') {
    checkText(value, schema, where, report);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => checkValue(item, schema.items ?? {}, `${where}[${index}]`, report));
  } else if (typeof value === 'object') {
    checkObject(/** @type {Record<string, unknown>} */ (value), schema, where, report);
  } else if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) report(where, `is below ${schema.minimum}`);
    if (schema.maximum !== undefined && value > schema.maximum) report(where, `is above ${schema.maximum}`);
  }
}

/**
 * @param {Record<string, unknown>} value
 * @param {Schema} schema
 * @param {string} where
 * @param {Report} report
 */
function checkObject(value, schema, where, report) {
  /** @param {string} name */
  const inside = (name) => (where ? `${where}.${name}` : name);
  if (schema.format === 'uri-map') {
    const { always, ever } = schema.keys ?? { always: [], ever: Object.keys(value) };
    for (const name of always) if (!Object.hasOwn(value, name)) report(inside(name), 'is missing');
    for (const [name, link] of Object.entries(value)) {
      if (!ever.includes(name)) report(inside(name), "is in none of Twilio's examples");
      if (typeof link !== 'string') report(inside(name), `is of type ${typeof link} and not string`);
      else if (!isUrl(link) && !link.startsWith('/2010-04-01/')) report(inside(name), 'is not a link');
    }
    return;
  }
  if (!schema.properties) return;
  for (const [name, property] of Object.entries(schema.properties)) {
    if (Object.hasOwn(value, name)) checkValue(value[name], property, inside(name), report);
    else report(inside(name), 'is missing');
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(schema.properties, name)) report(inside(name), 'is not declared');
  }
}

/** @param {unknown} value @param {Schema} schema @param {string} [where] @returns {string[]} */
function problems(value, schema, where = '') {
  /** @type {string[]} */
  const found = [];
  checkValue(value, schema, where, (place, rule) => found.push(`${place || 'the body'} ${rule}`));
  return found;
}

/**
 * A parameter as it was sent, as text.
 * @param {string} text
 * @param {Schema} schema
 * @param {string} where
 * @param {Report} report
 */
function checkParameter(text, schema, where, report) {
  const type = schema.type ?? (schema.enum ? 'string' : 'object');
  const length = describedLength(schema.description);
  if (length) {
    const size = length.unit === 'bytes' ? Buffer.byteLength(text) : [...text].length;
    if (size > length.most) report(where, `is longer than ${length.most} ${length.unit}`);
  }
  if (type === 'string') {
    checkText(text, schema, where, report);
    if (schema.json) checkJson(text, { type: 'array', items: schema.items }, where, report);
  } else if (type === 'boolean') {
    if (text !== 'true' && text !== 'false') report(where, 'is neither true nor false');
  } else if (type === 'object') {
    checkJson(text, {}, where, report);
  } else if (!(type === 'integer' ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/).test(text)) {
    report(where, `is not of type ${type}`);
  } else {
    const [least, most] = describedRange(schema.description) ?? [schema.minimum, schema.maximum];
    if (least !== undefined && Number(text) < least) report(where, `is below ${least}`);
    if (most !== undefined && Number(text) > most) report(where, `is above ${most}`);
  }
}

/** @param {string} text @param {Schema} schema @param {string} where @param {Report} report */
function checkJson(text, schema, where, report) {
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    report(where, 'is not JSON');
    return;
  }
  checkValue(value, schema, where, report);
}

module.exports = { checkParameter, checkText, problems };
