/** What was texted between the clinic and one phone. Read again while it is looked at, ever more rarely when nothing happens. */

import { announce, calm, chip, el, get, input, right, say, some, trouble, wrong } from './dom.js';
import { call, Failed } from './session.js';
import { clock, local } from './words.js';

/** @typedef {{sid: string, direction: 'sent' | 'received', body: string, status: string, at: string | null, error_code: number | null}} Message */

const SOONEST_MS = 2_000;
const LATEST_MS = 30_000;

let phone = '';
let visible = false;
let wait = SOONEST_MS;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** Counts readings; an answer to an older one is dropped. */
let reading = 0;
/** @type {Map<string, string>} each text that is shown, by SID */
let known = new Map();
let first = true;

const log = get('log');

/** @param {Message} m */
function tone({ status, error_code }) {
  if (error_code || status === 'failed' || status === 'undelivered') return 'bad';
  return status === 'delivered' || status === 'received' ? 'good' : '';
}

/** @param {Message} m */
function bubble(m) {
  const who = el('span', 'unseen', m.direction === 'sent' ? 'Clinic: ' : 'Patient: ');
  const foot = el('p', 'foot', m.at ? local(m.at) : '', ' ', chip(m.status, tone(m)));
  if (m.error_code) {
    const link = el('a', '', `Error ${m.error_code}`);
    link.href = `https://www.twilio.com/docs/api/errors/${Number(m.error_code)}`;
    link.target = '_blank';
    link.rel = 'noreferrer';
    link.append(el('span', 'unseen', ' (opens Twilio’s page in a new tab)'));
    foot.append(' ', link);
  }
  return el('li', `message ${m.direction}`, el('p', 'body', who, m.body), foot);
}

/** @param {Message[]} messages @returns {boolean} whether something is new or changed */
function draw(messages) {
  const list = get('messages');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const state = new Map(messages.map((m) => [m.sid, JSON.stringify(m)]));
  const fresh = messages.filter((m) => !known.has(m.sid));
  const changed = fresh.length > 0 || [...known].some(([sid, text]) => state.get(sid) !== text);
  if (changed || first) {
    const old = new Map([...known.keys()].map((sid, i) => [sid, list.children[i]]));
    const items = messages.map((m) => {
      const same = known.get(m.sid) === state.get(m.sid) ? old.get(m.sid) : undefined;
      if (same) return same;
      const made = bubble(m);
      if (!first && !old.has(m.sid)) made.classList.add('fresh');
      return made;
    });
    list.replaceChildren(...items);
    if (atEnd || first) log.scrollTop = log.scrollHeight;
  }
  if (!first && fresh.length) {
    const told = fresh.map((m) => `${m.direction === 'sent' ? 'Clinic' : 'Patient'}: ${m.body}`);
    announce(`${some(fresh.length, 'new text')}. ${told.join(' ')}`);
  }
  say('messages-none', messages.length ? '' : `No text between the clinic and ${phone} yet.`);
  known = state;
  first = false;
  return changed;
}

async function read() {
  clearTimeout(timer);
  if (!visible || !phone || document.hidden) return;
  reading += 1;
  const mine = reading;
  let next = 0;
  try {
    const { messages } = await call('conversation', { phone });
    if (mine !== reading) return;
    calm('talk-problem');
    wait = draw(messages) ? SOONEST_MS : Math.min(wait * 1.5, LATEST_MS);
    next = wait;
    say('talk-checked', `Looked at ${clock(Date.now())}. New texts appear by themselves.`);
  } catch (error) {
    if (mine !== reading || !(error instanceof Failed) || error.kind === 'over') return;
    if (!known.size) say('messages-none', '');
    if (error.field === 'phone') {
      wrong(input('talk-phone'), error.message.replace('`phone`', 'This'));
      return;
    }
    trouble('talk-problem', error, again);
    // What the app refuses stays refused; a lost connection and a rate limit pass.
    if (error.kind === 'problem' && error.status !== 429 && error.status < 500) return;
    next = Math.max(LATEST_MS, error.retryAfter * 1000);
  }
  if (visible && !document.hidden) timer = setTimeout(read, next);
}

function again() {
  wait = SOONEST_MS;
  void read();
}

/**
 * Shows the texts of a phone.
 *
 * @param {string} number
 * @param {boolean} soon whether something is about to happen, so that it is looked at often
 */
export function show(number, soon) {
  if (number !== phone) {
    phone = number;
    known = new Map();
    first = true;
    get('messages').replaceChildren();
    say('messages-none', phone ? 'Looking for texts …' : '');
  }
  calm('talk-problem');
  right(input('talk-phone'));
  input('talk-phone').value = phone;
  if (soon) wait = SOONEST_MS;
  void read();
}

get('talk-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const number = input('talk-phone').value.trim();
  if (!number) return input('talk-phone').focus();
  show(number, true);
});
document.addEventListener('visibilitychange', again);
addEventListener('online', again);

export function enter() {
  visible = true;
  again();
}

export function leave() {
  visible = false;
  reading += 1;
  clearTimeout(timer);
}

export function clear() {
  leave();
  phone = '';
  known = new Map();
  first = true;
  input('talk-phone').value = '';
  get('messages').replaceChildren();
  say('messages-none', '');
  say('talk-checked', '');
  right(input('talk-phone'));
  calm('talk-problem');
}
