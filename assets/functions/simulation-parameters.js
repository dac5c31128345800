'use strict';

/** What the page fills its form with: an event that could be sent as it is. */

const { randomBytes } = require('node:crypto');

/** @type {typeof import('./settings.private')} */
const { variable, eventSettings } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./time.private')} */
const time = require(Runtime.getFunctions()['time'].path);
/** @type {typeof import('./event-validation.private')} */
const { EVENT_TYPES } = require(Runtime.getFunctions()['event-validation'].path);
/** @type {typeof import('./session.private')} */
const { signedIn } = require(Runtime.getFunctions()['session'].path);

const DAYS_AHEAD = 4;
const HOUR_OF_DAY = 10.5;

/**
 * @param {string} zone
 * @param {number} now
 * @returns {string} wall time of a working day, far enough for both reminders: `2026-03-09T10:30`
 */
function someDaysAhead(zone, now) {
  const today = Math.floor(time.wallOf(zone, now) / time.DAY) * time.DAY;
  const day = new Date(today + DAYS_AHEAD * time.DAY);
  const weekend = { 0: 1, 6: 2 }[day.getUTCDay()] ?? 0;
  const wall = day.getTime() + weekend * time.DAY + HOUR_OF_DAY * time.HOUR;
  return new Date(wall).toISOString().slice(0, 16);
}

exports.handler = signedIn(
  ['app'],
  async (context) => {
    const now = Date.now();
    const settings = eventSettings(context);
    const zone = settings.zone ?? 'UTC';
    const clinic = variable(context, 'CUSTOMER_NAME');
    return {
      clinic,
      time_zone: zone,
      phone_number: settings.ownNumber,
      now: time.utc(now),
      event_types: EVENT_TYPES,
      event: {
        event_type: 'BOOKED',
        event_datetime_utc: time.utc(now),
        patient_id: 'P-1001',
        patient_first_name: 'Ana',
        patient_last_name: 'Whitfield',
        // Nobody's: numbers from 555-0100 to 555-0199 are kept for examples.
        patient_phone: '+12025550175',
        provider_id: 'D-204',
        provider_first_name: 'Maria',
        provider_last_name: 'Lopez',
        provider_callback_phone: settings.ownNumber || '+12025550199',
        appointment_location: `${clinic}, 12 Elm Street, Suite 4`,
        appointment_id: `SIM-${randomBytes(4).toString('hex').toUpperCase()}`,
        appointment_timezone: zone,
        appointment_datetime: someDaysAhead(zone, now),
      },
    };
  },
  'GET',
);
