/** The reminders that wait to go out: read page by page, found, chosen, reviewed. */

import { announce, calm, chip, during, el, get, hold, input, say, some, trouble } from './dom.js';
import { call } from './session.js';
import { before, elsewhere, local, wall } from './words.js';
import * as review from './review.js';

/**
 * @typedef {object} Reminder
 * @property {string} appointment_id
 * @property {string} id
 * @property {string} patient
 * @property {string} phone
 * @property {string} appointment_at
 * @property {string} appointment_local
 * @property {string} offset
 * @property {string} send_at
 * @property {string} send_at_local
 * @property {string} time_zone
 * @property {string} state
 * @property {string | null} message_sid
 * @property {number | null} segments null: the text is not written yet
 */

/** How many more are shown at a time. */
const STEP = 100;

/** @type {Record<string, [string, string]>} */
const STATES = {
  creating: ['Not scheduled yet', 'warn'],
  scheduled: ['Scheduled', 'good'],
  parked: ['Waits for a sweep', 'warn'],
  obsolete: ['Not canceled yet', 'warn'],
};

/** All that was read, the next to go out first. @type {Reminder[]} */
let all = [];
/** @type {string | null} */
let next = null;
let limit = STEP;
/** @type {Set<string>} */
const chosen = new Set();
/** @type {Map<string, {reminder: Reminder, node: HTMLElement}>} */
const rows = new Map();
let reading = 0;
let loadingAll = false;

const list = get('reminders');
const chooseAll = input('choose-all');
const sendButton = get('send-chosen');
const cancelButton = get('cancel-chosen');

/** @param {Reminder} r */
export const keyOf = (r) => JSON.stringify([r.appointment_id, r.id]);

/** Where a time is meant, when that is not plain. @param {string} label @param {string} text @param {string} at @param {string} zone */
function moment(label, text, at, zone) {
  const time = el('time', '', wall(text));
  time.dateTime = at;
  const zoned = el('span', 'zone', zone.replaceAll('_', ' '));
  const cell = el('p', 'moment', el('span', 'label', label), time, ' ', zoned);
  if (elsewhere(zone, Date.parse(at))) cell.append(el('span', 'zone own', `your time ${local(at)}`));
  return cell;
}

/** @param {Reminder} r */
export function summary(r) {
  const who = el(
    'p',
    'who',
    el('b', '', r.patient || 'Patient'),
    el('span', 'soft', `${r.phone} · ${r.appointment_id}`),
  );
  const out = moment('Goes out', r.send_at_local, r.send_at, r.time_zone);
  const visit = moment('Appointment', r.appointment_local, r.appointment_at, r.time_zone);
  return [who, out, visit];
}

/** @param {Reminder} r */
function row(r) {
  const box = el('input', '');
  box.type = 'checkbox';
  box.checked = chosen.has(keyOf(r));
  box.dataset.key = keyOf(r);
  box.setAttribute(
    'aria-label',
    `${r.patient || 'Patient'}, appointment ${r.appointment_id}, goes out ${wall(r.send_at_local)}`,
  );
  const [words, tone] = STATES[r.state] ?? [r.state, ''];
  const facts = el('p', 'facts', chip(words, tone), chip(before(r.offset)));
  if (r.segments) facts.append(chip(`${r.segments} SMS`));
  return el('li', '', el('label', 'box', box), ...summary(r), facts);
}

/** Those that the search field lets through. */
function found() {
  const wanted = input('filter').value.trim().toLowerCase();
  if (!wanted) return all;
  return all.filter((r) => `${r.patient} ${r.appointment_id} ${r.phone}`.toLowerCase().includes(wanted));
}

/** @returns {Reminder[]} */
const chosenOnes = () => all.filter((r) => chosen.has(keyOf(r)));

function drawChosen() {
  const n = chosen.size;
  const shown = found();
  const of = shown.filter((r) => chosen.has(keyOf(r))).length;
  chooseAll.checked = of > 0 && of === shown.length;
  chooseAll.indeterminate = of > 0 && of < shown.length;
  say(
    'choose-all-text',
    `Choose all ${shown.length.toLocaleString('en-US')}${input('filter').value ? ' found' : next ? ' loaded' : ''}`,
  );
  say('chosen', n ? `${n.toLocaleString('en-US')} chosen` : 'None chosen');
  hold(sendButton, n === 0);
  hold(cancelButton, n === 0);
}

/** Brings the list up to date, touching only what changed, so that focus and scroll stay. */
function draw() {
  const shown = found();
  const visible = shown.slice(0, limit);
  /** @type {Set<string>} */
  const keep = new Set(visible.map(keyOf));
  for (const [key, { node }] of rows) {
    if (keep.has(key)) continue;
    node.remove();
    rows.delete(key);
  }
  /** @type {Element | null} */
  let place = list.firstElementChild;
  for (const reminder of visible) {
    const key = keyOf(reminder);
    let had = rows.get(key);
    if (!had || JSON.stringify(had.reminder) !== JSON.stringify(reminder)) {
      const node = row(reminder);
      if (had) {
        if (place === had.node) place = node;
        const focused = had.node.contains(document.activeElement);
        had.node.replaceWith(node);
        if (focused) node.querySelector('input')?.focus({ preventScroll: true });
      }
      had = { reminder, node };
      rows.set(key, had);
    }
    if (had.node === place) place = place.nextElementSibling;
    else list.insertBefore(had.node, place);
  }
  list.hidden = visible.length === 0;
  list.classList.toggle('long', visible.length > STEP);
  get('reminders-tools').hidden = all.length === 0;
  get('reminders-more').hidden = shown.length <= visible.length && next === null;
  get('all-reminders').hidden = next === null;
  get('reminders-none').hidden = visible.length > 0;
  const nothing =
    next === null ? 'No reminder is waiting. A booked appointment schedules its reminders.' : 'None so far.';
  say('reminders-none', all.length ? 'None that was loaded matches.' : nothing);
  drawChosen();
}

function tell() {
  const n = some(all.length, 'reminder');
  const order = 'The next to go out stands first';
  if (!all.length) say('reminders-told', '');
  else say('reminders-told', next ? `${n} loaded, there are more. ${order} of these.` : `${n}. ${order}.`);
}

/** @param {Reminder[]} got @param {boolean} anew */
function take(got, anew) {
  const byKey = new Map((anew ? [] : all).map((r) => [keyOf(r), r]));
  for (const r of got) byKey.set(keyOf(r), r);
  all = [...byKey.values()].sort((a, b) => Date.parse(a.send_at) - Date.parse(b.send_at));
  if (anew) for (const key of chosen) if (!byKey.has(key)) chosen.delete(key);
}

/**
 * Reads on until there is something more to show; a page may be empty.
 *
 * @param {boolean} anew from the first page
 * @param {() => number} wanted how many more at least
 */
async function read(anew, wanted) {
  reading += 1;
  const mine = reading;
  calm('reminders-problem');
  get('view-reminders').setAttribute('aria-busy', 'true');
  const blank = anew && all.length === 0;
  if (blank) {
    get('reminders-skeleton').hidden = false;
    get('reminders-none').hidden = true;
    say('reminders-told', 'Loading reminders …');
  }
  try {
    /** @type {Reminder[]} */
    const got = [];
    let token = anew ? null : next;
    let count = 0;
    do {
      const answer = await call(`reminders${token ? `?page=${encodeURIComponent(token)}` : ''}`);
      if (mine !== reading) return;
      count += answer.reminders.length;
      token = answer.next ?? null;
      if (anew && !blank) {
        got.push(...answer.reminders);
      } else {
        next = token;
        take(answer.reminders, false);
        if (blank && all.length) draw();
        say('reminders-told', `${some(all.length, 'reminder')} loaded …`);
      }
    } while (token && count < wanted());
    if (anew && !blank) {
      next = token;
      take(got, true);
    }
    draw();
    tell();
  } catch (error) {
    if (mine !== reading) return;
    draw();
    tell();
    if (blank) get('reminders-none').hidden = true;
    trouble('reminders-problem', error, () => void read(anew, wanted));
  } finally {
    if (mine === reading) {
      get('reminders-skeleton').hidden = true;
      get('view-reminders').setAttribute('aria-busy', 'false');
    }
  }
}

/** As many as are shown now, read again. */
const reread = () => {
  const had = all.length;
  return read(true, () => Math.max(had, STEP));
};

/** @param {review.Action} action */
async function open(action) {
  const ones = chosenOnes();
  const done = await review.open(action, ones);
  for (const key of done) chosen.delete(key);
  if (done.length) all = all.filter((r) => !done.includes(keyOf(r)));
  draw();
  if (review.asked()) await reread();
}

sendButton.addEventListener('click', () => void open('send'));
cancelButton.addEventListener('click', () => void open('cancel'));
list.addEventListener('change', (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.dataset.key) return;
  if (box.checked) chosen.add(box.dataset.key);
  else chosen.delete(box.dataset.key);
  drawChosen();
});
chooseAll.addEventListener('change', () => {
  for (const r of found()) {
    if (chooseAll.checked) chosen.add(keyOf(r));
    else chosen.delete(keyOf(r));
  }
  for (const box of list.querySelectorAll('input')) box.checked = chosen.has(box.dataset.key ?? '');
  drawChosen();
  announce(get('chosen').textContent ?? '');
});
let typing = 0;
input('filter').addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    limit = STEP;
    draw();
    announce(`${some(found().length, 'reminder')} found`);
  }, 200);
});
get('more-reminders').addEventListener('click', () => {
  void during(get('more-reminders'), async () => {
    const had = rows.size;
    limit += STEP;
    if (found().length < limit && next !== null) await read(false, () => STEP);
    else draw();
    const added = rows.size - had;
    announce(`${some(Math.max(added, 0), 'more reminder')} shown`);
    if (get('reminders-more').hidden) list.children[had]?.querySelector('input')?.focus();
  });
});
get('all-reminders').addEventListener('click', () => {
  if (loadingAll) {
    loadingAll = false;
    return;
  }
  const button = get('all-reminders');
  loadingAll = true;
  say('all-reminders', 'Stop loading');
  void read(false, () => (loadingAll ? Infinity : 0)).finally(() => {
    const had = document.activeElement === button;
    loadingAll = false;
    say('all-reminders', 'Load all');
    if (had && next === null) input('filter').focus();
  });
});
get('reminders-again').addEventListener('click', () => {
  void during(get('reminders-again'), async () => {
    await reread();
    announce('Refreshed.');
  });
});

export function enter() {
  void reread();
}

export const leave = review.dismiss;

export function clear() {
  reading += 1;
  all = [];
  next = null;
  limit = STEP;
  loadingAll = false;
  chosen.clear();
  input('filter').value = '';
  draw();
  tell();
  get('reminders-none').hidden = true;
  get('reminders-skeleton').hidden = true;
  calm('reminders-problem');
  review.clear();
}
