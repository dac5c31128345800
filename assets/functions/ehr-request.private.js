'use strict';

/**
 * What a patient asks of the EHR: written into the appointment's record first, then posted to the EHR's
 * endpoint. While the EHR does not take it, it waits in the record.
 */

const { createHmac } = require('node:crypto');

/** @type {typeof import('./helpers.private')} */
const { Problem, jsonParameter, sha256, log, describe } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./settings.private')} */
const { variable } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./appointment-decision.private')} */
const { KEPT_REQUESTS } = require(Runtime.getFunctions()['appointment-decision'].path);
/** @type {typeof import('./replies.private')} */
const { answerable } = require(Runtime.getFunctions()['replies'].path);
/** @type {typeof import('./apply-event.private')} */
const { reach } = require(Runtime.getFunctions()['apply-event'].path);

/**
 * @typedef {import('./appointment-decision.private').AppointmentRecord} AppointmentRecord
 * @typedef {import('./appointment-decision.private').PatientRequest} PatientRequest
 */

const TRIES = 3;
const PAUSES_MS = [200, 800];
const BUDGET_MS = 6000;
/** Another invocation may be posting it right now: functions live 10 s. */
const UNDER_WAY_MS = 10_000;

/**
 * @param {PatientRequest} request
 * @param {number} now
 * @returns {boolean}
 */
function beingPosted({ last_attempt_at }, now) {
  return last_attempt_at !== null && Date.parse(last_attempt_at) > now - UNDER_WAY_MS;
}

/**
 * Adds the request, or finds the one that already asks the same. A change of mind supersedes what was asked
 * before. Pure.
 *
 * @param {AppointmentRecord} record
 * @param {'confirm' | 'cancel'} kind
 * @param {string} messageSid
 * @param {number} now
 * @returns {{record: AppointmentRecord, request: PatientRequest, post: boolean}} the same record when there is
 *   nothing to post
 */
function addRequest(record, kind, messageSid, now) {
  const at = new Date(now).toISOString();
  const same = record.requests.find((one) => one.kind === kind && !one.superseded);
  if (same) {
    if (same.state === 'delivered' || beingPosted(same, now)) return { record, request: same, post: false };
  }
  /** @type {PatientRequest} */
  const request = {
    ...(same ?? {
      id: sha256(`${record.appointment_id} ${kind} ${messageSid}`).slice(0, 32),
      kind,
      at,
      state: 'waiting',
      attempts: 0,
      last_status: null,
      message_sid: messageSid,
      superseded: false,
    }),
    last_attempt_at: at,
  };
  const others = record.requests.filter((one) => one !== same).map((one) => ({ ...one, superseded: true }));
  const requests = [...others, request].slice(-KEPT_REQUESTS);
  return { record: { ...record, requests, updated_at: at }, request, post: true };
}

/**
 * @param {string} secret
 * @param {string} timestamp seconds since 1970
 * @param {string} body
 * @returns {string} value of `X-Pam-Signature`
 */
function signature(secret, timestamp, body) {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/**
 * The body says ids only: whoever reads the endpoint's log learns no name, number or time of a visit.
 *
 * @param {AppointmentRecord} record
 * @param {PatientRequest} request
 * @returns {string}
 */
function bodyOf(record, request) {
  return JSON.stringify({
    id: request.id,
    event_type: request.kind.toUpperCase(),
    event_datetime_utc: request.at,
    appointment_id: record.appointment_id,
    patient_id: record.patient.id,
    provider_id: record.provider.id,
    message_sid: request.message_sid,
  });
}

/**
 * @param {Context} context
 * @param {AppointmentRecord} record
 * @param {PatientRequest} request
 * @param {number} [tries]
 * @returns {Promise<{delivered: boolean, attempts: number, status: number | null}>}
 */
async function post(context, record, request, tries = TRIES) {
  const url = variable(context, 'IE_ENDPOINT');
  const secret = variable(context, 'EHR_SIGNING_SECRET');
  if (url === '' || url === 'off' || secret === '') {
    log(
      'warn',
      context,
      'no-ehr-endpoint',
      'IE_ENDPOINT or EHR_SIGNING_SECRET is not set; the request waits.',
      record.appointment_id,
    );
    return { delivered: false, attempts: 0, status: null };
  }
  const body = bodyOf(record, request);
  const deadline = performance.now() + BUDGET_MS;
  let status = null;
  let attempts = 0;
  while (attempts < tries) {
    // `AbortSignal.timeout` takes whole milliseconds only.
    const left = Math.floor(deadline - performance.now());
    if (left < 100) break;
    attempts++;
    const timestamp = String(Math.floor(Date.now() / 1000));
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': request.id,
          'X-Pam-Timestamp': timestamp,
          'X-Pam-Signature': signature(secret, timestamp, body),
        },
        body,
        // What is signed for this endpoint is not carried on to another.
        redirect: 'manual',
        signal: AbortSignal.timeout(Math.min(left, 2500)),
      });
      status = response.status;
      await response.body?.cancel();
      if (response.ok) return { delivered: true, attempts, status };
      if (status < 500 && status !== 408 && status !== 425 && status !== 429) break;
    } catch (error) {
      status = null;
      log('warn', context, 'ehr-not-reached', describe(error), record.appointment_id);
    }
    const pause = attempts < tries ? (PAUSES_MS[attempts - 1] ?? 0) : 0;
    if (performance.now() + pause < deadline) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  const detail = `status ${status ?? 'none'} after ${attempts} tries`;
  log('warn', context, 'ehr-request-waits', detail, record.appointment_id);
  return { delivered: false, attempts, status };
}

/**
 * @param {Context} context
 * @param {FunctionEvent} parameters `appointment_id`, `message` (JSON of the inbound message)
 * @param {'confirm' | 'cancel'} kind
 */
async function passOn(context, parameters, kind) {
  const message = jsonParameter(parameters.message, 'message');
  const appointmentId = String(parameters.appointment_id ?? '');
  if (appointmentId === '') {
    throw new Problem(400, 'missing-field', 'The call needs `appointment_id`.', 'appointment_id');
  }
  const { store } = reach(context);
  /** @type {ReturnType<typeof addRequest> | null} */
  let added = null;
  const stored = await store.updateAppointment(appointmentId, (record) => {
    if (!answerable(record, String(message.From ?? ''), Date.now())) {
      throw new Problem(
        409,
        'appointment-closed',
        'This phone has no such open appointment.',
        'appointment_id',
      );
    }
    added = addRequest(record, kind, String(message.MessageSid ?? ''), Date.now());
    return added.record;
  });
  if (!stored || !added) {
    throw new Problem(404, 'appointment-unknown', 'There is no record of the appointment.', 'appointment_id');
  }
  const { request, post: due } = /** @type {ReturnType<typeof addRequest>} */ (added);
  if (!due) return { outcome: 'duplicate', request: { id: request.id, kind, state: request.state } };

  const { state, written } = await postAndNote({ context, store }, stored, request, TRIES);
  return { outcome: written ? state : 'waiting', request: { id: request.id, kind, state } };
}

/**
 * @param {{context: Context, store: import('./settle-reminders.private').Reach['store']}} to
 * @param {import('./settle-reminders.private').StoredAppointment} stored
 * @param {PatientRequest} request
 * @param {number} tries
 * @returns {Promise<{state: PatientRequest['state'], written: boolean, answered: boolean}>}
 */
async function postAndNote({ context, store }, stored, request, tries) {
  const result = await post(context, stored.data, request, tries);
  const state = result.delivered ? 'delivered' : 'waiting';
  const note = (/** @type {AppointmentRecord} */ record) => ({
    ...record,
    requests: record.requests.map((one) =>
      one.id === request.id
        ? {
            ...one,
            state: one.state === 'delivered' ? one.state : /** @type {PatientRequest['state']} */ (state),
            attempts: one.attempts + result.attempts,
            last_status: result.status,
          }
        : one,
    ),
    updated_at: new Date().toISOString(),
  });
  const written = await store.updateAppointment(stored.data.appointment_id, note, stored).catch((error) => {
    // The request stands in the record as waiting; posted again it carries the same key.
    log('warn', context, 'request-state-not-written', describe(error), stored.data.appointment_id);
    return null;
  });
  return { state, written: written !== null, answered: result.status !== null };
}

/**
 * @param {AppointmentRecord} record
 * @returns {PatientRequest | undefined} what the EHR has not taken and is still wanted
 */
function waitingRequest({ requests }) {
  return requests.find(({ state, superseded }) => state === 'waiting' && !superseded);
}

/**
 * Posts again, once, what the EHR has not taken, unless somebody else is at it.
 *
 * @param {import('./settle-reminders.private').Reach} to
 * @param {import('./settle-reminders.private').StoredAppointment} stored
 * @returns {Promise<{state: PatientRequest['state'], answered: boolean} | null>} null when there is nothing to post
 */
async function postAgain({ context, store }, stored) {
  /** @type {PatientRequest | null} */
  let claimed = null;
  const now = Date.now();
  const claim = (/** @type {AppointmentRecord} */ record) => {
    const request = waitingRequest(record);
    claimed = null;
    if (!request || beingPosted(request, now)) return record;
    const last_attempt_at = new Date(now).toISOString();
    const taken = { ...request, last_attempt_at };
    claimed = taken;
    return {
      ...record,
      requests: record.requests.map((one) => (one === request ? taken : one)),
      updated_at: last_attempt_at,
    };
  };
  const taken = await store.updateAppointment(stored.data.appointment_id, claim, stored);
  return taken && claimed ? postAndNote({ context, store }, taken, claimed, 1) : null;
}

module.exports = { signature, passOn, waitingRequest, postAgain };
