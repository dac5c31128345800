/** The administrator's page: sign-in, the session's ends, and which view is shown. */

import {
  announce,
  calm,
  during,
  get,
  held,
  input,
  pause,
  right,
  say,
  unpause,
  withWait,
  wrong,
} from './dom.js';
import { begin, Failed, knock, on, signOut } from './session.js';
import { clock } from './words.js';
import * as simulate from './simulate.js';
import * as reminders from './reminders.js';
import * as requests from './requests.js';

/** @type {Record<string, {enter(): void, leave(): void, clear(): void}>} */
const VIEWS = { simulate, reminders, requests };
const NAME = 'Appointments';

/** @type {string | null} */
let shown = null;

/** @param {string} title */
const setTitle = (title) => {
  const clinic = get('clinic').textContent;
  document.title = `${title} · ${clinic || NAME}`;
};

// --- Views ---

/** @param {boolean} focus */
function route(focus) {
  if (get('app').hidden) return;
  const wanted = location.hash.slice(1);
  const name = wanted in VIEWS ? wanted : 'simulate';
  if (name === shown) return;
  if (shown) VIEWS[shown]?.leave();
  shown = name;
  for (const key of Object.keys(VIEWS)) get(`view-${key}`).hidden = key !== name;
  for (const link of get('nav').querySelectorAll('a')) {
    if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const view = get(`view-${name}`);
  setTitle(view.dataset.title ?? '');
  const heading = view.querySelector('h1');
  if (focus && heading) {
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  VIEWS[name]?.enter();
}
addEventListener('hashchange', () => route(true));
get('skip').addEventListener('click', (event) => {
  event.preventDefault();
  get('main').focus();
});

// --- Sign-in ---

/** The token that is good for the code alone. @type {string | null} */
let half = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let halfEnds;

const passwordForm = /** @type {HTMLFormElement} */ (get('password-form'));
const codeForm = /** @type {HTMLFormElement} */ (get('code-form'));
/** @param {HTMLElement} form @returns {HTMLElement} */
const submitOf = (form) => /** @type {HTMLElement} */ (form.querySelector('button[type=submit]'));

/** @param {string} text @param {string} [tone] */
function doorNews(text, tone = 'bad') {
  get('door-news').className = `band ${tone}`;
  say('door-news', text);
}

/** @param {'password' | 'code'} step */
function door(step) {
  get('door').hidden = false;
  passwordForm.hidden = step !== 'password';
  codeForm.hidden = step !== 'code';
  say('door-title', step === 'password' ? 'Sign in' : 'Enter the code');
  setTitle(step === 'password' ? 'Sign in' : 'Enter the code');
  right(input('password'));
  right(input('code'));
  input('password').value = '';
  input('code').value = '';
  if (step === 'password') {
    half = null;
    clearTimeout(halfEnds);
  }
  input(step).focus();
}

/** What a refusal means for a form: the wait at its button, the words at its field or above. @param {HTMLElement} form @param {HTMLElement} field @param {unknown} error */
function refuse(form, field, error) {
  if (!(error instanceof Failed)) throw error;
  if (error.retryAfter) pause(submitOf(form), error.retryAfter);
  if (error.status === 401 || error.status === 400) wrong(field, error.message);
  else doorNews(error.retryAfter > 99 ? withWait(error) : error.message);
}

async function login() {
  const field = input('password');
  if (!field.value) return wrong(field, 'Type the password.');
  try {
    const answer = await knock('login', { password: field.value });
    half = answer.token;
    clearTimeout(halfEnds);
    halfEnds = setTimeout(() => {
      if (!half) return;
      door('password');
      doorNews('The code has expired. The password brings a new one.', 'warn');
    }, answer.expires_in * 1000);
    doorNews('');
    door('code');
    say(
      'code-sent',
      `A code went by text to the number that ends in ${String(answer.sent_to).replace(/\D/g, '')}.`,
    );
    announce(get('code-sent').textContent ?? '');
  } catch (error) {
    refuse(passwordForm, field, error);
    if (error instanceof Failed && error.code === 'wrong-password') input('password').select();
  }
}

async function enterCode() {
  const field = input('code');
  const code = field.value.replace(/\D/g, '');
  if (code.length !== 6) return wrong(field, 'The code has six digits.');
  if (!half) return door('password');
  try {
    const granted = await knock('mfa', { code }, half);
    begin(granted);
    welcome();
  } catch (error) {
    const failed = error instanceof Failed ? error : null;
    if (failed?.status === 401 && failed.code !== 'wrong-code') {
      door('password');
      doorNews(failed.message, 'warn');
      return;
    }
    const left = failed?.attemptsLeft;
    if (failed && left !== undefined) {
      field.select();
      wrong(field, `This is not the code. ${left === 1 ? 'One attempt is' : `${left} attempts are`} left.`);
      return;
    }
    refuse(codeForm, field, error);
  }
}

function welcome() {
  half = null;
  clearTimeout(halfEnds);
  input('code').value = '';
  doorNews('');
  get('door').hidden = true;
  for (const id of ['app', 'nav', 'sign-out']) get(id).hidden = false;
  document.body.classList.add('in');
  route(true);
  simulate.prepare();
}

for (const [form, work] of /** @type {const} */ ([
  [passwordForm, login],
  [codeForm, enterCode],
])) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (held(submitOf(form))) return;
    doorNews('');
    for (const id of ['password', 'code']) right(input(id));
    void during(submitOf(form), work);
  });
}
get('code-back').addEventListener('click', () => {
  doorNews('');
  unpause(submitOf(codeForm));
  door('password');
});

// --- The session's ends, and the connection ---

on.end = (why) => {
  if (shown) VIEWS[shown]?.leave();
  shown = null;
  for (const view of Object.values(VIEWS)) view.clear();
  for (const id of ['app', 'nav', 'sign-out']) get(id).hidden = true;
  document.body.classList.remove('in');
  say('clinic', NAME);
  door('password');
  if (why === 'ended') doorNews('Your session has ended. Sign in again to go on.', 'warn');
  else if (why === 'refused')
    doorNews('The app no longer takes this session. Sign in again to go on.', 'warn');
  else doorNews('You are signed out.', 'good');
};

on.ending = (endsAt) => {
  const text = endsAt
    ? `You will be signed out at ${clock(endsAt)}. Finish what you are doing; signing in again starts a new session.`
    : '';
  say('ending', text);
};

on.connection = (there) => {
  say('offline', there ? '' : 'No connection to the app. What you see may be old.');
};

get('sign-out').addEventListener('click', () => {
  void signOut().then((told) => {
    if (told) return;
    doorNews(
      'You are signed out here. The app did not answer, so the session itself ends a little later.',
      'warn',
    );
  });
});

// A page in a frame can be laid under another's clicks, and a <meta> cannot forbid the frame.
if (window.top === window.self) {
  door('password');
  if (!navigator.onLine) on.connection(false);
} else {
  calm('simulate-problem');
  get('door').hidden = false;
  passwordForm.hidden = true;
  doorNews('This page does not work inside another page. Open it on its own.');
}
