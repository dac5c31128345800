'use strict';

/**
 * The administrator's logins: how many may be tried, and what becomes of each. All of it stands in Sync, for two
 * requests seldom meet in one process, and is written under `If-Match` before anything is compared or sent:
 * requests side by side get no more tries than requests in a row.
 */

const { scrypt, timingSafeEqual, createHash } = require('node:crypto');
const { promisify } = require('node:util');

/** @type {typeof import('./helpers.private')} */
const { Problem } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./settings.private')} */
const { needed } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./time.private')} */
const { MINUTE } = require(Runtime.getFunctions()['time'].path);
/** @type {typeof import('./record-store.private')} */
const { untilWritten } = require(Runtime.getFunctions()['record-store'].path);
/** @type {typeof import('./session.private')} */
const { LIFETIME, SESSION_LIFETIME, unauthorized, passwordMark } = require(
  Runtime.getFunctions()['session'].path,
);

/**
 * @typedef {import('./session.private').Login} Login
 * @typedef {ReturnType<typeof import('./session.private').loginStore>} Store
 * @typedef {{tries: number[], texts: number[]}} Throttle when passwords were tried in vain, and codes texted
 */

/** Guesses at one code. */
const ATTEMPTS = 5;
const THROTTLE = 'throttle';
const WINDOW = 15 * MINUTE;
/** In any window. A try under way counts as one in vain. */
const TRIES = 10;
const TEXTS = 5;
const SIGN_IN = ' is your code to sign in to the appointments page.';
/** Seconds for which an item outlives what it says. */
const MARGIN = 10 * 60;

const derive =
  /** @type {(password: string, salt: Buffer, length: number, cost: object) => Promise<Buffer>} */ (
    promisify(scrypt)
  );

/**
 * @param {string} one
 * @param {string} other
 * @returns {boolean} in a time that says nothing of where they differ
 */
function same(one, other) {
  const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/**
 * @param {Context} context
 * @param {string} password
 * @returns {Promise<boolean>} whether `scrypt$N$r$p$salt$hash` is of this password
 */
async function isPassword(context, password) {
  const stored = needed(context, 'APPLICATION_PASSWORD_HASH');
  const match = /^scrypt\$(\d{1,6})\$(\d)\$(\d)\$([\w+/]+)\$([\w+/]+)$/.exec(stored);
  if (!match) {
    const detail = 'The variable APPLICATION_PASSWORD_HASH is not a hash that pam made.';
    throw new Problem(500, 'invalid-setting', detail);
  }
  const [N, r, p] = match.slice(1, 4).map(Number);
  const [salt, hash] = match.slice(4).map((text) => Buffer.from(text, 'base64'));
  const derived = await derive(password, salt, hash.length, { N, r, p });
  return timingSafeEqual(derived, hash);
}

/**
 * @param {Throttle | undefined} throttle
 * @param {number} now
 * @returns {Throttle} without what no longer counts
 */
function recent(throttle, now) {
  const young = (/** @type {number[] | undefined} */ times) =>
    (times ?? []).filter((at) => at > now - WINDOW);
  return { tries: young(throttle?.tries), texts: young(throttle?.texts) };
}

/**
 * @param {Throttle} throttle
 * @param {number} now
 */
function refuseIfFull({ tries, texts }, now) {
  const waits = [
    tries.length >= TRIES ? tries[tries.length - TRIES] : null,
    texts.length >= TEXTS ? texts[texts.length - TEXTS] : null,
  ].flatMap((at) => (at === null ? [] : [at + WINDOW - now]));
  if (waits.length === 0) return;
  const retry_after = Math.max(1, Math.ceil(Math.max(...waits) / 1000));
  const detail = 'Too many sign-ins were tried; wait before the next one.';
  throw new Problem(
    429,
    'too-many-attempts',
    detail,
    null,
    { retry_after },
    { 'Retry-After': String(retry_after) },
  );
}

/**
 * @param {Store} store
 * @param {(throttle: Throttle, now: number) => Throttle} change pure, or throws
 */
function changeThrottle(store, change) {
  return untilWritten(async () => {
    const now = Date.now();
    const stored = await store.login(THROTTLE);
    const next = change(recent(stored?.data, now), now);
    await store.saveLogin(THROTTLE, next, WINDOW / 1000 + MARGIN, stored?.revision ?? null);
    return now;
  });
}

/**
 * Takes one of the tries.
 *
 * @param {Store} store
 * @returns {Promise<number>} what `allowText` gives back
 */
function takeTry(store) {
  return changeThrottle(store, ({ tries, texts }, now) => {
    refuseIfFull({ tries, texts }, now);
    return { tries: [...tries, now], texts };
  });
}

/**
 * The password was right: the try was none in vain, and a text goes out.
 *
 * @param {Store} store
 * @param {number} taken
 */
async function allowText(store, taken) {
  await changeThrottle(store, ({ tries, texts }, now) => {
    refuseIfFull({ tries: [], texts }, now);
    const at = tries.indexOf(taken);
    return { tries: at < 0 ? tries : tries.toSpliced(at, 1), texts: [...texts, now] };
  });
}

/**
 * @param {string} clinic
 * @param {string} code
 * @returns {string}
 */
function signInText(clinic, code) {
  return `${clinic}: ${code}${SIGN_IN} It is good for 5 minutes. Do not pass it on.`;
}

/**
 * @param {string} text
 * @returns {boolean}
 */
function isSignInText(text) {
  return text.includes(SIGN_IN);
}

/**
 * @param {Context} context
 * @param {Store} store
 * @param {string} id
 */
async function beginLogin(context, store, id) {
  /** @type {Login} */
  const login = {
    state: 'code',
    attempts: 0,
    password: passwordMark(context),
    ends_at: new Date(Date.now() + LIFETIME.mfa * 1000).toISOString(),
  };
  await store.saveLogin(id, login, LIFETIME.mfa + MARGIN, null);
}

function dead() {
  return unauthorized('code-dead', 'This code cannot be used any more; ask for another one.');
}

/**
 * @param {Store} store
 * @param {string} id
 * @returns {Promise<import('./record-store.private').Stored<Login>>} the login while its code may be used
 */
async function openLogin(store, id) {
  const stored = await store.login(id);
  if (stored?.data.state !== 'code') throw dead();
  return stored;
}

/**
 * Counts the guess, then looks at it.
 *
 * @param {Store} store
 * @param {string} id
 * @param {string} guess
 * @param {string} code
 * @returns {Promise<number>} when the session that begins with it ends, in milliseconds
 */
async function useCode(store, id, guess, code) {
  const counted = await untilWritten(async () => {
    const { data, revision } = await openLogin(store, id);
    if (data.attempts >= ATTEMPTS) throw dead();
    const login = { ...data, attempts: data.attempts + 1 };
    return store.saveLogin(id, login, LIFETIME.mfa + MARGIN, revision);
  });
  if (!same(guess, code)) {
    const attempts_left = ATTEMPTS - counted.data.attempts;
    throw unauthorized('wrong-code', 'That is not the code.', { attempts_left });
  }
  const endsAt = Date.now() + SESSION_LIFETIME * 1000;
  await untilWritten(async (again) => {
    const { data, revision } = again ? await openLogin(store, id) : counted;
    const login = { ...data, state: 'session', ends_at: new Date(endsAt).toISOString() };
    await store.saveLogin(id, login, SESSION_LIFETIME + MARGIN, revision);
  });
  return endsAt;
}

/**
 * @param {Store} store
 * @param {string} id
 */
async function endSession(store, id) {
  await untilWritten(async () => {
    const stored = await store.login(id);
    if (stored) await store.saveLogin(id, { ...stored.data, state: 'ended' }, MARGIN, stored.revision);
  });
}

module.exports = {
  ATTEMPTS,
  TRIES,
  TEXTS,
  WINDOW,
  isPassword,
  takeTry,
  allowText,
  signInText,
  isSignInText,
  beginLogin,
  useCode,
  endSession,
};
