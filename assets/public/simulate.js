/** Simulates an event of the EHR: a form filled from the app, the app's answer, an error at its field. */

import { announce, calm, during, el, get, hold, input, pause, right, say, trouble, wrong } from './dom.js';
import { call, Failed } from './session.js';
import { elsewhere, instantOf, local, offsetAt, offsetWords, ownZone } from './words.js';
import * as conversation from './conversation.js';

/** @typedef {Record<string, string>} AppointmentEvent the event's 14 fields */
/** @typedef {{clinic: string, time_zone: string, phone_number: string, now: string, event_types: string[], event: AppointmentEvent}} Parameters */

const FIELDS = [
  'patient_first_name',
  'patient_last_name',
  'patient_phone',
  'appointment_datetime',
  'appointment_timezone',
  'appointment_id',
  'appointment_location',
  'provider_first_name',
  'provider_last_name',
  'provider_callback_phone',
  'patient_id',
  'provider_id',
  'event_datetime_utc',
];

/** @type {Record<string, [string, string]>} */
const EVENTS = {
  BOOKED: ['Booked', 'A new appointment. The patient gets a text now, and reminders are scheduled.'],
  RESCHEDULED: ['Rescheduled', 'Another time. The patient gets a text now, and the reminders are replaced.'],
  MODIFIED: [
    'Modified',
    'Another place or provider. The patient gets a text now, and the reminders say so too.',
  ],
  CONFIRMED: ['Confirmed', 'The EHR confirms. The patient gets a text now, and reminders no longer ask.'],
  CANCELED: [
    'Canceled',
    'The EHR cancels. The patient gets a text now, and this appointment’s reminders are canceled.',
  ],
  NOSHOWED: [
    'No-show',
    'The patient did not come. A text goes out now, and this appointment’s reminders are canceled.',
  ],
  REMIND: ['Remind', 'A reminder goes out now, beside the scheduled ones.'],
};

/** @type {Parameters | null} */
let parameters = null;
const button = /** @type {HTMLElement} */ (get('event-form').querySelector('button[type=submit]'));

/** @param {string} id */
const labelOf = (id) => document.querySelector(`label[for="${id}"]`)?.textContent ?? id;

/** The app names fields as the EHR does; here they have labels. @param {string} detail */
const inLabels = (detail) =>
  detail.replace(/`([a-z_]+)`/g, (_, name) =>
    name === 'event_type' ? 'The event' : FIELDS.includes(name) ? `“${labelOf(name)}”` : name,
  );

/** @returns {string} */
const chosenType = () =>
  /** @type {HTMLInputElement | null} */ (document.querySelector('#event-types input:checked'))?.value ?? '';

function describe() {
  say('event-means', EVENTS[chosenType()]?.[1] ?? '');
}

/** @param {string[]} types */
function offer(types) {
  get('event-types').replaceChildren(
    ...types.map((type, i) => {
      const radio = el('input', '');
      radio.type = 'radio';
      radio.name = 'event_type';
      radio.value = type;
      radio.checked = i === 0;
      return el('label', 'pill', radio, el('span', '', EVENTS[type]?.[0] ?? type));
    }),
  );
  describe();
}

/** The zone beside the date, and what that is where the page is looked at. */
function noteZone() {
  const zone = input('appointment_timezone').value.trim() || parameters?.time_zone || '';
  const wall = input('appointment_datetime').value;
  const at = instantOf(wall, zone);
  if (at === null) return say('zone-note', zone ? `Local time in ${zone}.` : '');
  const here = `${zone}, ${offsetWords(offsetAt(zone, at) ?? 0)}`;
  say('zone-note', elsewhere(zone, at) ? `${here}. Your time (${ownZone}): ${local(at)}.` : `${here}.`);
}

/** What makes another appointment of the same patient's. */
const ANEW = ['appointment_datetime', 'appointment_timezone', 'appointment_id', 'event_datetime_utc'];

/** @param {AppointmentEvent} event @param {string[]} fields */
function fill(event, fields) {
  for (const field of fields) {
    right(input(field));
    if (field === 'appointment_datetime') input(field).value = (event[field] ?? '').slice(0, 16);
    else input(field).value = field === 'event_datetime_utc' ? '' : (event[field] ?? '');
  }
  noteZone();
}

function fillZones() {
  const zones = get('zones');
  if (zones.childElementCount) return;
  for (const zone of Intl.supportedValuesOf?.('timeZone') ?? []) {
    const option = el('option', '');
    option.value = zone;
    zones.append(option);
  }
}

/** A new appointment in the form; a patient who stands there already stays. */
async function load() {
  calm('simulate-problem');
  get('simulate-loading').hidden = parameters !== null;
  try {
    const first = parameters === null;
    parameters = /** @type {Parameters} */ (await call('simulation-parameters'));
    say('clinic', parameters.clinic);
    offer(parameters.event_types);
    fill(parameters.event, first ? FIELDS : ANEW);
    fillZones();
    get('event-form').hidden = false;
    if (first) conversation.show(parameters.event.patient_phone ?? '', false);
    else announce('The form holds a new appointment.');
  } catch (error) {
    trouble('simulate-problem', error, () => void load());
  } finally {
    get('simulate-loading').hidden = true;
  }
}

/** Without a time of its own an event is of the moment in which the app takes it. @returns {AppointmentEvent} */
function written() {
  /** @type {AppointmentEvent} */
  const event = { event_type: chosenType() };
  for (const field of FIELDS) event[field] = input(field).value;
  if (event.event_datetime_utc) event.event_datetime_utc += 'Z';
  return event;
}

/** @param {Failed} failed */
function refused(failed) {
  const field =
    failed.field === 'event_type'
      ? get('events')
      : FIELDS.includes(failed.field)
        ? input(failed.field)
        : null;
  if (failed.kind !== 'problem' || failed.status !== 400 || !field) return false;
  wrong(field, inLabels(failed.message));
  return true;
}

async function submit() {
  calm('simulate-problem');
  say('sent', '');
  get('taken').hidden = true;
  for (const field of FIELDS) right(input(field));
  right(get('events'));
  try {
    const answer = await call('simulation-event', { event: written() });
    const event = /** @type {AppointmentEvent} */ (answer.event);
    const name = EVENTS[event.event_type ?? '']?.[0] ?? event.event_type;
    say(
      'sent',
      `“${name}” was handed to the Flow for ${event.patient_phone}. Execution ${answer.execution_sid}.`,
    );
    const pairs = Object.entries(event).map(([key, value]) =>
      el('div', '', el('dt', '', key), el('dd', '', String(value) || '–')),
    );
    get('taken-list').replaceChildren(...pairs);
    get('taken').hidden = false;
    conversation.show(event.patient_phone ?? '', true);
  } catch (error) {
    if (error instanceof Failed && refused(error)) return;
    if (error instanceof Failed && error.retryAfter) pause(button, error.retryAfter);
    trouble('simulate-problem', error, null);
    get('simulate-problem').scrollIntoView({ block: 'nearest' });
  }
}

get('event-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void during(button, submit);
});
get('event-types').addEventListener('change', describe);
for (const id of ['appointment_timezone', 'appointment_datetime'])
  get(id).addEventListener('input', noteZone);
get('event-form').addEventListener('input', (event) => {
  if (event.target instanceof HTMLElement) right(event.target);
});
get('fresh').addEventListener('click', () => void during(get('fresh'), load));

export function enter() {
  if (!parameters) void load();
  conversation.enter();
}

export function leave() {
  conversation.leave();
}

/** Nothing of a patient's stays on the page. */
export function clear() {
  parameters = null;
  calm('simulate-problem');
  say('sent', '');
  get('taken').hidden = true;
  get('taken-list').replaceChildren();
  get('event-types').replaceChildren();
  get('event-form').hidden = true;
  hold(button, false);
  for (const field of FIELDS) {
    right(input(field));
    input(field).value = '';
  }
  conversation.clear();
}
