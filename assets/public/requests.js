/** What the EHR has not taken, and the sweep that sends it again. */

import { announce, calm, chip, during, el, get, pause, say, some, trouble } from './dom.js';
import { call, Failed } from './session.js';
import { local } from './words.js';

/** @typedef {{appointment_id: string, id: string, kind: string, at: string, attempts: number, last_attempt_at: string | null, last_status: number | null}} Request */
/** @typedef {{checked: number, scheduled: number, skipped: number, delivered: number, waiting: number, failed: number}} Counts */

/** How many more are shown at a time. */
const STEP = 50;

/** @type {string | null} the next page */
let next = null;
let shown = 0;
let reading = 0;

/** @param {number | null} status */
function answerWords(status) {
  return status ? `answered ${status}` : 'no answer';
}

/** @param {Request} r */
function row(r) {
  const kind = { confirm: 'Confirm', cancel: 'Cancel' }[String(r.kind).toLowerCase()] ?? r.kind;
  const tried = r.attempts
    ? `${some(r.attempts, 'attempt')}${r.last_attempt_at ? `, the last ${local(r.last_attempt_at)}` : ''}`
    : 'not tried yet';
  return el(
    'li',
    'request',
    el(
      'p',
      'title',
      chip(kind, kind === 'Cancel' ? 'warn' : 'good'),
      ' appointment ',
      el('b', '', r.appointment_id),
    ),
    el('p', 'soft', `Asked ${local(r.at)} · ${tried}`),
    chip(answerWords(r.last_status), 'bad'),
  );
}

/** @param {number} n @param {boolean} more */
function tell(n, more) {
  const count = `${n}${more ? '+' : ''}`;
  say('waiting', n ? count : '');
  say('waiting-words', n ? `, ${count} waiting` : '');
  say('requests-told', n ? `${some(n, 'request')}${more ? ' so far, there are more' : ''}.` : '');
  get('requests').hidden = n === 0;
  get('requests-none').hidden = n > 0;
  get('requests-more').hidden = !more;
  if (!n) say('requests-none', more ? 'None so far.' : 'The EHR has taken everything.');
}

/** Reads on until there are some more to show; a page may be empty. @param {boolean} anew */
async function read(anew) {
  reading += 1;
  const mine = reading;
  const list = get('requests');
  calm('requests-problem');
  get('view-requests').setAttribute('aria-busy', 'true');
  const blank = anew && list.childElementCount === 0;
  if (blank) {
    get('requests-skeleton').hidden = false;
    get('requests-none').hidden = true;
    say('requests-told', 'Loading requests …');
    shown = 0;
  }
  try {
    /** @type {Request[]} */
    const got = [];
    let token = anew ? null : next;
    do {
      const answer = await call(`requests${token ? `?page=${encodeURIComponent(token)}` : ''}`);
      if (mine !== reading) return;
      got.push(...answer.requests);
      token = answer.next ?? null;
      if (anew && !blank) continue;
      next = token;
      shown += answer.requests.length;
      list.append(...answer.requests.map(row));
      if (!token || !shown) continue;
      tell(shown, true);
      say('requests-told', `${some(shown, 'request')} found, looking further …`);
    } while (token && got.length < STEP);
    if (anew && !blank) {
      next = token;
      shown = got.length;
      list.replaceChildren(...got.map(row));
    }
    tell(shown, next !== null);
  } catch (error) {
    if (mine !== reading) return;
    if (blank) say('requests-told', '');
    trouble('requests-problem', error, () => void read(anew));
  } finally {
    if (mine === reading) {
      get('requests-skeleton').hidden = true;
      get('view-requests').setAttribute('aria-busy', 'false');
    }
  }
}

const COUNTS = /** @type {const} */ ([
  ['checked', 'appointments checked'],
  ['delivered', 'requests taken by the EHR'],
  ['waiting', 'requests still waiting'],
  ['scheduled', 'reminders scheduled'],
  ['skipped', 'reminders skipped'],
  ['failed', 'failed'],
]);

/** @type {{counts: Counts, page: string | null} | null} a sweep that was cut off, to be gone on with */
let cut = null;

async function sweep() {
  calm('sweep-problem');
  const button = get('sweep');
  const counts = cut?.counts ?? { checked: 0, scheduled: 0, skipped: 0, delivered: 0, waiting: 0, failed: 0 };
  let page = cut?.page ?? null;
  cut = null;
  say('sweep-told', 'Sweeping …');
  const draw = () => {
    const tiles = COUNTS.map(([key, words]) => {
      const bad = counts[key] > 0 && (key === 'failed' || key === 'waiting');
      return el('div', bad ? 'bad' : '', el('dt', '', words), el('dd', '', String(counts[key])));
    });
    get('sweep-counts').replaceChildren(...tiles);
    get('sweep-counts').hidden = false;
  };
  try {
    do {
      const answer = await call('sweep', page ? { page } : {});
      for (const [key] of COUNTS) counts[key] += Number(answer[key]) || 0;
      page = answer.next ?? null;
      draw();
    } while (page);
    const whole =
      counts.failed || counts.waiting
        ? 'The sweep is through. Not everything could be done.'
        : 'The sweep is through.';
    say('sweep-told', whole);
  } catch (error) {
    if (!(error instanceof Failed) || error.kind !== 'over') {
      cut = { counts, page };
      say('sweep-told', counts.checked ? `Cut off after ${some(counts.checked, 'appointment')}.` : '');
      if (error instanceof Failed && error.retryAfter) pause(button, error.retryAfter);
    }
    trouble(
      'sweep-problem',
      error,
      error instanceof Failed && error.retryAfter ? null : () => button.click(),
    );
    return;
  }
  await read(true);
}

get('requests-again').addEventListener('click', () => {
  void during(get('requests-again'), async () => {
    await read(true);
    announce('Refreshed.');
  });
});
get('more-requests').addEventListener('click', () => void during(get('more-requests'), () => read(false)));
get('sweep').addEventListener('click', () => void during(get('sweep'), sweep));

export function enter() {
  void read(true);
}

export function leave() {}

export function clear() {
  reading += 1;
  next = cut = null;
  shown = 0;
  get('requests').replaceChildren();
  tell(0, false);
  get('requests-none').hidden = true;
  get('requests-skeleton').hidden = true;
  get('sweep-counts').hidden = true;
  get('sweep-counts').replaceChildren();
  say('sweep-told', '');
  calm('requests-problem');
  calm('sweep-problem');
}
