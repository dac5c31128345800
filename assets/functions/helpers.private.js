'use strict';
/**
 * What every function shares: answers, problems, settings, loading of other private functions.
 *
 * A problem has the members of RFC 9457, a stable `code` and, where it helps, the `field`. Neither it nor the console
 * ever holds a patient's data or a stack. Studio parses `application/json` only, so that is what problems are sent as.
 *
 * @typedef {Record<string, any>} Context Twilio's context: Variables and `getTwilioClient`.
 * @typedef {{ first: number, second: number, opens: number, closes: number, zone: string, customer: string,
 *   messagingServiceSid: string, syncServiceSid: string }} Settings Offsets in milliseconds, times of day in minutes.
 */

/** A refusal that the caller may read. */
class Problem extends Error {
  /**
   * @param {number} status HTTP status.
   * @param {string} code Stable, kebab-case.
   * @param {string} detail What is wrong, without the value.
   * @param {string} [field] The event's field.
   */
  constructor(status, code, detail, field) {
    super(detail);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

/** @param {string} name A private function of this Build. */
function load(name) {
  return require(Runtime.getFunctions()[name].path);
}

/** @param {number} status @param {object} body */
function response(status, body) {
  const answer = new Twilio.Response();
  answer.setStatusCode(status);
  answer.appendHeader('Content-Type', 'application/json');
  answer.appendHeader('Cache-Control', 'no-store');
  answer.setBody(body);
  return answer;
}

/**
 * Makes a handler: `run`'s value is the JSON answer, what it throws becomes a problem.
 * @param {(context: Context, event: Record<string, any>) => Promise<object>} run
 */
function answering(run) {
  return async (/** @type {Context} */ context, /** @type {any} */ event, /** @type {Function} */ callback) => {
    try {
      callback(null, response(200, await run(context, event)));
    } catch (error) {
      if (error instanceof Problem) {
        const { status, code, message: detail, field } = error;
        const body = { type: 'about:blank', title: 'Refused', status, code, detail, field };
        callback(null, response(status, body));
        return;
      }
      const { code, status } = /** @type {{ code?: unknown, status?: unknown }} */ (error ?? {});
      const name = error instanceof Error ? error.name : typeof error;
      console.error(`${context.PATH} failed: ${name}, code ${code ?? 'none'}, status ${status ?? 'none'}`);
      const body = { type: 'about:blank', title: 'Failed', status: 500, code: 'unexpected', detail: 'It failed.' };
      callback(null, response(500, body));
    }
  };
}

/** @param {string | undefined} text `90m`, `48h`, `2d` @returns {number} Milliseconds. */
function duration(text) {
  const match = /^(\d+)([mhd])$/.exec(text ?? '');
  if (!match) throw new Problem(500, 'setting-invalid', 'A reminder timing is not a duration such as 48h.');
  const minutes = { m: 1, h: 60, d: 1440 }[/** @type {'m' | 'h' | 'd'} */ (match[2])];
  return Number(match[1]) * minutes * 60_000;
}

/** @param {string | undefined} text `08:00` @returns {number} Minutes since midnight. */
function timeOfDay(text) {
  const match = /^(\d\d):(\d\d)$/.exec(text ?? '');
  if (!match) throw new Problem(500, 'setting-invalid', 'An outreach time is not a time of day such as 08:00.');
  return Number(match[1]) * 60 + Number(match[2]);
}

/** @param {Context} context @returns {Settings} */
function settings(context) {
  return {
    first: duration(context.REMINDER_FIRST_TIMING),
    second: duration(context.REMINDER_SECOND_TIMING),
    opens: timeOfDay(context.REMINDER_OUTREACH_START),
    closes: timeOfDay(context.REMINDER_OUTREACH_FINISH),
    zone: context.TIME_ZONE,
    customer: context.CUSTOMER_NAME,
    messagingServiceSid: context.MESSAGING_SERVICE_SID,
    syncServiceSid: context.SYNC_SERVICE_SID,
  };
}

module.exports = { Problem, answering, load, settings, duration, timeOfDay };
