'use strict';
/**
 * A patient's request: written into the record first, then posted. While the EHR does not take it, it stays `waiting`
 * in the record. The same wish said twice is one request.
 */
const { createHash } = require('node:crypto');
const helpers = require(Runtime.getFunctions()['helpers'].path);
const time = helpers.load('time');
const { RecordStore, keyOf, ttl, APPOINTMENTS } = helpers.load('record-store');

/**
 * A handler for `message-confirm` and `message-cancel`: the appointment in `appointment_id`, the patient's Message in
 * `message_sid`.
 * @param {'confirm' | 'cancel'} kind
 */
function handling(kind) {
  return helpers.answering(async (context, input) => {
    const { appointment_id: id, message_sid: sid } = input;
    if (!id) throw new helpers.Problem(400, 'event-invalid', 'appointment_id must be given', 'appointment_id');
    const store = new RecordStore(context.getTwilioClient(), context.SYNC_SERVICE_SID);
    const key = keyOf(id);
    const now = Date.now();
    const request = await note(store, key, kind, sid, now);
    if (!request) throw new helpers.Problem(404, 'appointment-unknown', 'there is no such appointment');
    if (request.state === 'delivered') return { outcome: 'duplicate', delivered: true };
    const { post } = helpers.load('ehr-request');
    const delivered = await post(context, request.body, request.id);
    await store.update(
      APPOINTMENTS,
      key,
      (record) => {
        const own = record.requests.find((/** @type {any} */ other) => other.id === request.id);
        if (!own || own.state === 'delivered') return undefined;
        own.attempts += 1;
        own.state = delivered ? 'delivered' : 'waiting';
        record.updated_at = new Date().toISOString();
        return record;
      },
      (record) => ttl(record.starts_at, now),
    );
    return { outcome: 'applied', delivered };
  });
}

/**
 * Writes the request into the record, or finds the one that says the same since the EHR's last event.
 * @param {any} store @param {string} key @param {'confirm' | 'cancel'} kind @param {string} sid @param {number} now
 */
async function note(store, key, kind, sid, now) {
  /** @type {any} */
  let request;
  await store.update(
    APPOINTMENTS,
    key,
    (/** @type {any} */ record) => {
      request = undefined;
      if (record === null) return undefined;
      const about = record.last_event.digest;
      const latest = record.requests.at(-1);
      if (latest?.kind === kind && latest.about === about) {
        request = latest;
        return undefined;
      }
      const id = createHash('sha256').update(`${sid}/${kind}/${record.appointment_id}`).digest('hex').slice(0, 32);
      const body = {
        id,
        event_type: kind.toUpperCase(),
        event_datetime_utc: time.iso(now),
        appointment_id: record.appointment_id,
        patient_id: record.patient.id,
        provider_id: record.provider.id,
      };
      request = { id, kind, at: time.iso(now), about, state: 'waiting', attempts: 0, body };
      record.requests = [...record.requests, request].slice(-10);
      record.updated_at = new Date(now).toISOString();
      return record;
    },
    (/** @type {any} */ record) => ttl(record.starts_at, now),
  );
  return request;
}

module.exports = { handling };
