'use strict';
/**
 * What a patient's text means, and which appointment it is about: `from` and `body` of the inbound Message.
 * Answers `meaning`: `confirm`, `cancel`, `unclear`, `none` (no appointment is open) or `carrier` (STOP and the like).
 */
const helpers = require(Runtime.getFunctions()['helpers'].path);

exports.handler = helpers.answering(async (context, input) => {
  const { meaning, candidates } = helpers.load('reply');
  const { RecordStore, keyOf, APPOINTMENTS, PHONES } = helpers.load('record-store');
  const time = helpers.load('time');
  const phone = helpers.load('event-reader').e164(String(input.from ?? ''));
  if (!phone) throw new helpers.Problem(400, 'phone-invalid', 'from must be a phone number', 'from');
  const said = meaning(String(input.body ?? ''));
  if (said === 'carrier') return { meaning: said };
  const store = new RecordStore(context.getTwilioClient(), context.SYNC_SERVICE_SID);
  const { data: index } = await store.read(PHONES, phone);
  for (const id of candidates(index, Date.now())) {
    const { data: record } = await store.read(APPOINTMENTS, keyOf(id));
    if (record?.patient.phone === phone && ['booked', 'confirmed'].includes(record.state)) {
      const zone = time.parseZone(context.TIME_ZONE) ?? time.parseZone(record.timezone) ?? 0;
      return {
        meaning: said,
        appointment_id: record.appointment_id,
        callback_phone: record.provider.callback_phone ?? '',
        ...time.parts(Date.parse(record.starts_at), zone),
      };
    }
  }
  return { meaning: 'none' };
});
