/**
 * The session and the way to the app's functions. The token is in this module's memory and nowhere else: not in
 * storage, an address, a cookie or the document. A reload is a sign-out.
 */

/** @typedef {{token: string, expires_in: number, session_ends_in: number}} Granted lifetimes in seconds */
/** @typedef {'ended' | 'refused' | 'signed-out'} Ending */

const TIMEOUT_MS = 20_000;
const WARN_MS = 5 * 60_000;
const RETRY_MS = 5_000;

/** Why a call gave nothing. */
export class Failed extends Error {
  /**
   * @param {'offline' | 'problem' | 'over'} kind no answer; an answer that refuses; the session ended meanwhile
   * @param {string} message
   * @param {{status?: number, code?: string, field?: string, retry_after?: number, attempts_left?: number}} [more]
   */
  constructor(kind, message, more = {}) {
    super(message);
    this.kind = kind;
    this.status = more.status ?? 0;
    this.code = more.code ?? '';
    this.field = more.field ?? '';
    this.retryAfter = more.retry_after ?? 0;
    this.attemptsLeft = more.attempts_left;
  }
}

/**
 * @typedef {object} Session
 * @property {string} token
 * @property {number} refreshAt milliseconds, as the next two
 * @property {number} expiresAt
 * @property {number} endsAt
 * @property {number} failures refreshes that failed in a row
 * @property {Promise<void> | null} refreshing
 * @property {boolean} warned
 */

/** @type {Session | null} */
let session = null;

/** What the page does when the session or the connection changes. */
export const on = {
  /** @param {Ending} _why @param {number} _endsAt */
  end(_why, _endsAt) {},
  /** @param {number | null} _endsAt null: nothing to warn of */
  ending(_endsAt) {},
  /** @param {boolean} _there */
  connection(_there) {},
};

/** @param {Granted} granted */
export function begin(granted) {
  session = {
    token: '',
    refreshAt: 0,
    expiresAt: 0,
    endsAt: 0,
    failures: 0,
    refreshing: null,
    warned: false,
  };
  take(session, granted);
}

/** Two thirds of a token's life are used; nothing is refreshed past the session's end. @param {Session} s @param {Granted} granted */
function take(s, granted) {
  const now = Date.now();
  s.token = granted.token;
  s.failures = 0;
  s.endsAt = now + granted.session_ends_in * 1000;
  s.expiresAt = Math.min(now + granted.expires_in * 1000, s.endsAt);
  s.refreshAt = s.expiresAt >= s.endsAt - 1000 ? Infinity : now + (granted.expires_in * 1000 * 2) / 3;
}

/** @param {Ending} why */
function end(why) {
  if (!session) return;
  const { endsAt } = session;
  session = null;
  on.ending(null);
  on.end(why, endsAt);
}

/**
 * One refresh at a time. One that gets no answer is tried again after 5, 10, 20 … seconds while the token holds.
 *
 * @param {Session} s
 * @returns {Promise<void>}
 */
function refresh(s) {
  s.refreshing ??= (async () => {
    try {
      take(s, await send('refresh-token', {}, s.token));
    } catch (error) {
      if (session !== s) return;
      if (error instanceof Failed && error.status === 401) return end('ended');
      s.failures += 1;
      const asked = error instanceof Failed ? error.retryAfter * 1000 : 0;
      s.refreshAt = Date.now() + Math.max(asked, RETRY_MS * 2 ** (s.failures - 1));
    } finally {
      s.refreshing = null;
    }
  })();
  return s.refreshing;
}

/** Timers sleep with the machine, so the time is looked at, not counted. */
function look() {
  const s = session;
  if (!s) return;
  const now = Date.now();
  if (now >= s.expiresAt) return end('ended');
  if (now >= s.refreshAt) void refresh(s);
  if (!s.warned && s.endsAt - now <= WARN_MS) {
    s.warned = true;
    on.ending(s.endsAt);
  }
}

setInterval(look, 1000);
document.addEventListener('visibilitychange', look);

let there = true;
/** @param {boolean} now */
function connection(now) {
  if (there === now) return;
  there = now;
  on.connection(there);
}
addEventListener('offline', () => connection(false));
addEventListener('online', () => connection(true));

/** @param {string} text @returns {any} null when it is no JSON */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * @param {string} route with its query, without the slash before it
 * @param {unknown} body undefined makes a GET
 * @param {string} [token]
 * @returns {Promise<any>}
 */
async function send(route, body, token) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  let text;
  try {
    response = await fetch(`/${route}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch {
    connection(false);
    throw new Failed('offline', 'The app did not answer. Check the connection, then try again.');
  }
  connection(true);
  const answer = parsed(text);
  if (response.ok && answer !== null) return answer;
  const seconds = Number(answer?.retry_after ?? response.headers.get('retry-after'));
  throw new Failed('problem', words(response.status, answer), {
    ...answer,
    status: response.status,
    retry_after: seconds > 0 ? Math.ceil(seconds) : response.status === 429 ? 10 : 0,
  });
}

/** @param {number} status @param {any} answer */
function words(status, answer) {
  const told = answer?.detail ?? answer?.title;
  if (typeof told === 'string' && told) return told;
  if (status === 429) return 'Too many requests.';
  return `The app could not do this (status ${status}).`;
}

/**
 * Calls a function before there is a session.
 *
 * @param {string} route
 * @param {unknown} body
 * @param {string} [token]
 * @returns {Promise<any>}
 */
export const knock = (route, body, token) => send(route, body, token);

/**
 * Calls a function with the session's token. An answer for a session that ended meanwhile is dropped.
 *
 * @param {string} route
 * @param {unknown} [body] undefined makes a GET
 * @returns {Promise<any>}
 */
export async function call(route, body) {
  const s = session;
  const over = () => new Failed('over', 'The session has ended.');
  if (!s) throw over();
  if (Date.now() >= s.refreshAt && s.failures === 0) await refresh(s);
  if (s.refreshing && s.failures === 0) await s.refreshing;
  if (session !== s) throw over();
  try {
    const answer = await send(route, body, s.token);
    if (session !== s) throw over();
    return answer;
  } catch (error) {
    if (session !== s) throw over();
    if (error instanceof Failed && error.status === 401) {
      end('refused');
      throw over();
    }
    throw error;
  }
}

/** Forgets the token, and has the app forget it too. @returns {Promise<boolean>} whether the app did */
export async function signOut() {
  const s = session;
  if (!s) return true;
  const { token } = s;
  end('signed-out');
  try {
    await send('logout', {}, token);
    return true;
  } catch (error) {
    return error instanceof Failed && error.status === 401;
  }
}
