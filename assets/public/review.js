/** The step before reminders are canceled or sent: what will happen, line by line; then what did happen, line by line. */

import { calm, chip, el, get, hold, pause, say, some, trouble, unpause } from './dom.js';
import { call, Failed } from './session.js';
import { keyOf, summary } from './reminders.js';

/** @typedef {import('./reminders.js').Reminder} Reminder */
/** @typedef {'cancel' | 'send'} Action */
/** @typedef {{appointment_id: string, id: string, outcome: string, detail?: string | null}} Result */

/** What the app takes at once. */
const BATCH = 20;

const WORDS = {
  cancel: {
    title: (/** @type {string} */ n) => `Cancel ${n}?`,
    why: 'These texts will not go out. The appointments themselves stay as they are.',
    go: (/** @type {string} */ n) => `Cancel ${n}`,
    back: 'Keep them',
    doing: 'Canceling',
    done: 'canceled',
  },
  send: {
    title: (/** @type {string} */ n) => `Send ${n} now?`,
    why: 'Each patient gets this text now, instead of at the time below. A text that went out cannot be taken back.',
    go: (/** @type {string} */ n) => `Send ${n} now`,
    back: 'Do not send',
    doing: 'Sending',
    done: 'sent',
  },
};

/** @type {Record<string, [string, string]>} */
const OUTCOMES = {
  canceled: ['Canceled', 'good'],
  sent: ['Sent', 'good'],
  'already-sent': ['Had gone out already', 'warn'],
  'not-found': ['Not there any more', 'warn'],
  failed: ['Failed', 'bad'],
  unknown: ['Not known: no answer', 'bad'],
};

const dialog = /** @type {HTMLDialogElement} */ (get('review'));
const go = get('review-go');
const close = get('review-close');

/** @type {Action} */
let action = 'cancel';
/** @type {Reminder[]} those that no answer speaks of yet */
let left = [];
/** @type {string[]} keys of those that are settled */
let done = [];
/** @type {Map<string, HTMLElement>} the line of each reminder */
let lines = new Map();
let running = false;
let stop = false;
let started = false;
let succeeded = 0;
let total = 0;
/** @type {(() => void) | null} */
let closed = null;

/** Whether the last review led to a call. */
export const asked = () => started;

/** @param {Reminder} r @param {string} outcome @param {string} [detail] */
function settle(r, outcome, detail) {
  const instead = outcome === 'canceled' && action === 'send';
  const [words, tone] = instead ? ['Had been canceled', 'warn'] : (OUTCOMES[outcome] ?? [outcome, 'warn']);
  const line = lines.get(keyOf(r));
  line?.querySelector('.outcome')?.remove();
  const outcomeLine = el('p', 'outcome', chip(words, tone));
  if (detail && tone !== 'good') outcomeLine.append(' ', el('span', '', detail));
  line?.append(outcomeLine);
}

/** @param {Result[]} results @param {Reminder[]} batch */
function settleAll(results, batch) {
  const byKey = new Map(results.map((r) => [JSON.stringify([r.appointment_id, r.id]), r]));
  for (const reminder of batch) {
    const result = byKey.get(keyOf(reminder));
    settle(reminder, result?.outcome ?? 'unknown', result?.detail ?? '');
    if (result?.outcome === WORDS[action].done) succeeded += 1;
    if (result && result.outcome !== 'failed') done.push(keyOf(reminder));
  }
}

function finish() {
  const words = WORDS[action];
  const not = total - succeeded;
  const whole = not ? `${succeeded} of ${total} ${words.done}` : `${some(total, 'reminder')} ${words.done}`;
  say('review-title', left.length ? `Stopped: ${whole}` : whole.charAt(0).toUpperCase() + whole.slice(1));
  say(
    'review-why',
    left.length
      ? `${some(left.length, 'reminder')} not tried.`
      : not
        ? 'Each line says what became of it.'
        : '',
  );
  say('review-told', '');
  go.hidden = left.length === 0;
  go.textContent = left.length ? words.go(`the other ${left.length}`) : '';
  delete go.dataset.words;
  close.textContent = 'Close';
  if (go.hidden && dialog.open) get('review-title').focus();
}

async function run() {
  running = started = true;
  stop = false;
  calm('review-problem');
  hold(go, true);
  close.textContent = 'Stop';
  /** @type {Reminder[]} */
  let batch = [];
  try {
    while (left.length && !stop) {
      say('review-told', `${WORDS[action].doing} … ${total - left.length} of ${total} done.`);
      batch = left.slice(0, BATCH);
      const reminders = batch.map(({ appointment_id, id }) => ({ appointment_id, id }));
      const { results } = await call(`reminders-${action}`, { reminders });
      left = left.slice(batch.length);
      settleAll(results, batch);
      batch = [];
    }
  } catch (error) {
    if (error instanceof Failed && error.kind === 'over') return;
    trouble('review-problem', error, null);
    // Without an answer the app may have done it or not; asked again, it says which.
    const lost = error instanceof Failed && (error.kind === 'offline' || error.status >= 500);
    if (lost) for (const r of batch) settle(r, 'unknown');
    hold(go, false);
    if (error instanceof Failed && error.retryAfter) {
      finish();
      pause(go, error.retryAfter);
      return;
    }
  } finally {
    running = false;
    if (!go.dataset.until) hold(go, false);
    if (started) finish();
  }
}

/**
 * Shows what would happen to these reminders, and does it when that is confirmed.
 *
 * @param {Action} what
 * @param {Reminder[]} reminders
 * @returns {Promise<string[]>} the keys of those that need nothing more, when the dialog is closed
 */
export async function open(what, reminders) {
  action = what;
  left = [...reminders];
  done = [];
  total = reminders.length;
  succeeded = 0;
  running = stop = started = false;
  const words = WORDS[action];
  const n = some(total, 'reminder');
  say('review-title', words.title(n));
  say('review-why', words.why);
  say('review-told', '');
  calm('review-problem');
  unpause(go);
  delete go.dataset.words;
  go.hidden = false;
  go.textContent = words.go(n);
  go.classList.toggle('risk', action === 'cancel');
  hold(go, false);
  close.textContent = words.back;
  lines = new Map(reminders.map((r) => [keyOf(r), el('li', '', ...summary(r))]));
  get('review-list').replaceChildren(...lines.values());
  const until = new Promise((resolve) => (closed = () => resolve(null)));
  dialog.showModal();
  get('review-scroll').scrollTop = 0;
  get('review-title').focus();
  await until;
  get('review-list').replaceChildren();
  return done;
}

go.addEventListener('click', () => void run());
close.addEventListener('click', () => {
  if (running) stop = true;
  else dialog.close();
});
// Escape while it runs stops it after the batch that is under way, and leaves the result on the screen.
dialog.addEventListener('cancel', (event) => {
  if (!running) return;
  stop = true;
  event.preventDefault();
});
dialog.addEventListener('close', () => {
  stop = true;
  closed?.();
});

/** The view behind it is left; what runs is seen to its end. */
export function dismiss() {
  if (!running) dialog.close();
}

export function clear() {
  started = false;
  left = [];
  done = [];
  dialog.close();
  get('review-list').replaceChildren();
  lines = new Map();
}
