'use strict';

/**
 * What every function needs: answers in one form, one way to fail, and log lines without patient data.
 */

const { createHash, createHmac } = require('node:crypto');

/** A refusal that the caller is told of: one stable code, no patient data in any field. */
class Problem extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} code stable, for programs
   * @param {string} detail one sentence for people
   * @param {string | null} [field] the event's field it is about
   * @param {object} [more] further members of the answer
   * @param {Record<string, string>} [headers] further headers of the answer
   */
  constructor(status, code, detail, field = null, more = {}, headers = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.field = field;
    this.more = more;
    this.headers = headers;
  }
}

/** An answer with another status than 200. */
class Answer {
  /**
   * @param {number} status HTTP status
   * @param {object} body
   */
  constructor(status, body) {
    this.status = status;
    this.body = body;
  }
}

const TITLES = /** @type {Record<number, string>} */ ({
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
});

/** Twilio ends a function after 10 s (docs: serverless/functions-assets/functions/invocation). */
const DEADLINE_MS = 9000;

/**
 * Studio reads `parsed` only from `application/json`, so problems carry that type too.
 *
 * @param {number} status
 * @param {object} body
 * @param {Record<string, string>} [headers]
 * @returns {TwilioResponse}
 */
function json(status, body, headers = {}) {
  const response = new Twilio.Response();
  response.setStatusCode(status);
  response.appendHeader('Content-Type', 'application/json');
  response.appendHeader('Cache-Control', 'no-store');
  response.appendHeader('X-Content-Type-Options', 'nosniff');
  for (const [name, value] of Object.entries(headers)) response.appendHeader(name, value);
  response.setBody(body);
  return response;
}

/**
 * @param {Problem} problem
 * @returns {TwilioResponse}
 */
function problemResponse(problem) {
  const { status, code, message: detail, field, more, headers } = problem;
  const title = TITLES[status] ?? 'Error';
  return json(status, { type: 'about:blank', title, status, code, detail, field, ...more }, headers);
}

/**
 * A handler from a function that answers with an object or throws. What it throws and is no Problem
 * becomes a 500 that says nothing of its inside: an SDK error may carry phone numbers and credentials.
 * Whatever the calls to Twilio do, there is an answer before Twilio ends the function.
 *
 * @param {(context: Context, event: FunctionEvent) => Promise<object> | object} work
 * @returns {Handler}
 */
function handler(work) {
  return async (given, event, callback) => {
    const context = ofExecution(given, event);
    try {
      const answer = await inTime(async () => work(context, event));
      callback(null, answer instanceof Answer ? json(answer.status, answer.body) : json(200, answer));
    } catch (error) {
      if (error instanceof Problem) {
        if (error.status >= 500) log('error', context, error.code, error.message);
        else if (context.EXECUTION_SID) log('warn', context, 'refused', refusal(error));
        callback(null, problemResponse(error));
        return;
      }
      log('error', context, 'internal', describe(error));
      callback(null, problemResponse(new Problem(500, 'internal', 'The function failed.')));
    }
  };
}

/**
 * @param {Problem} problem
 * @returns {string} code, and the field it is about: its detail may tell of what stands in the event
 */
function refusal({ code, field }) {
  return `${code}${field === null ? '' : ` (${field})`}.`;
}

/**
 * Every line of a call that the Flow makes can be told from those of other calls: the first names the Execution, and
 * Twilio gives all lines of one call the same request SID, its own too.
 *
 * @param {Context} context
 * @param {FunctionEvent} event `execution_sid`: `{{flow.sid}}`
 * @returns {Context} that names the Execution, if the Flow does
 */
function ofExecution(context, { execution_sid: sid }) {
  if (typeof sid !== 'string' || !/^FN[0-9a-f]{32}$/.test(sid)) return context;
  /** @type {Context} */
  const named = Object.create(context, { EXECUTION_SID: { value: sid } });
  log('info', named, 'called', 'The Flow called.');
  return named;
}

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function inTime(work) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    const problem = new Problem(503, 'timeout', 'Twilio took too long to answer.');
    timer = setTimeout(() => reject(problem), DEADLINE_MS);
  });
  try {
    return await Promise.race([work(), /** @type {Promise<never>} */ (late)]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What may be logged of an unknown error: its kind and Twilio's numbers, never its text.
 *
 * @param {unknown} error
 * @returns {string}
 */
function describe(error) {
  if (!(error instanceof Error)) return typeof error;
  const { name, status, cause } = /** @type {Error & {status?: number, cause?: {code?: unknown}}} */ (error);
  // `fetch` says why only in the error's cause: ECONNREFUSED, CERT_HAS_EXPIRED.
  const { code = cause?.code } = /** @type {{code?: unknown}} */ (error);
  return [name, status && `status ${status}`, code && `code ${code}`].filter(Boolean).join(', ');
}

/**
 * Lines end with what they are about, `[FN…, appointment 0123456789abcdef]`, as far as that is known.
 *
 * @param {'info' | 'warn' | 'error'} level
 * @param {Context} context
 * @param {string} code
 * @param {string} detail without patient data
 * @param {string} [appointmentId]
 */
function log(level, context, code, detail, appointmentId) {
  const mark = appointmentId === undefined ? null : appointmentMark(context, appointmentId);
  const about = [context.EXECUTION_SID, mark && `appointment ${mark}`].filter(Boolean).join(', ');
  console[level](`${context.PATH ?? ''} ${code}: ${detail}${about && ` [${about}]`}`.trim());
}

/**
 * Stands for an appointment's id in the log, where no patient's data may stand: whoever has not the deployment's key
 * cannot try ids until one fits.
 *
 * @param {Context} context
 * @param {string} appointmentId
 * @returns {string | null} null in a deployment without a key
 */
function appointmentMark({ TOKEN_SIGNING_KEY: key }, appointmentId) {
  if (typeof key !== 'string' || key === '') return null;
  const hmac = createHmac('sha256', Buffer.from(key, 'hex')).update(`log ${appointmentId}`, 'utf8');
  return hmac.digest('hex').slice(0, 16);
}

/**
 * @param {string} text
 * @returns {string} hex
 */
function sha256(text) {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * A parameter that Studio filled with `… | to_json`.
 *
 * @param {unknown} value
 * @param {string} name
 * @returns {Record<string, unknown>}
 */
function jsonParameter(value, name) {
  let parsed = value;
  if (typeof value === 'string') {
    try {
      parsed = JSON.parse(value);
    } catch {
      throw new Problem(400, 'invalid-json', `The parameter \`${name}\` is not JSON.`, name);
    }
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Problem(400, 'invalid-json', `The parameter \`${name}\` is not a JSON object.`, name);
  }
  return /** @type {Record<string, unknown>} */ (parsed);
}

module.exports = { DEADLINE_MS, Problem, Answer, handler, log, describe, sha256, jsonParameter };
