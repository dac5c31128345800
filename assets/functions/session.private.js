'use strict';

/**
 * Who may call a function that has an address: the tokens, and the one wrapper in which every such function is
 * written. Without a valid token, in the one place where tokens are taken from, nothing of the function runs.
 *
 * Three kinds, told apart by `aud`: `mfa` is what the password gives and is good for the code only; `app` is what
 * password and code give; `operate` is what pam makes for itself from the deployment's own key. All are signed
 * with HS256 under TOKEN_SIGNING_KEY and belong to one deployment (`iss`).
 */

const { SignJWT, CompactEncrypt, compactDecrypt, jwtVerify, errors } = require('jose');

/** @type {typeof import('./helpers.private')} */
const { Problem, handler, log, describe, sha256 } = require(Runtime.getFunctions()['helpers'].path);
/** @type {typeof import('./settings.private')} */
const { needed } = require(Runtime.getFunctions()['settings'].path);
/** @type {typeof import('./record-store.private')} */
const { openStore, statusOf } = require(Runtime.getFunctions()['record-store'].path);

/**
 * @typedef {'mfa' | 'app' | 'operate'} Audience
 * @typedef {'GET' | 'POST'} Method
 *
 * @typedef {object} Session what a token gives
 * @property {Audience} audience
 * @property {string} login the login that it came from; empty for `operate`
 * @property {number} endsAt milliseconds; when the whole session ends, not only this token
 * @property {string | null} sealedCode of an `mfa` token
 *
 * @typedef {'code' | 'session' | 'ended'} LoginState
 * @typedef {{state: LoginState, attempts: number, password: string, ends_at: string}} Login a login's item;
 *   `ends_at` is the code's end, then the session's
 */

/** Seconds. */
const LIFETIME = { mfa: 5 * 60, app: 15 * 60, operate: 2 * 60 };
/** Seconds; whatever is refreshed. */
const SESSION_LIFETIME = 8 * 60 * 60;
/** Seconds that the maker's clock may be ahead of ours: an operator's computer is not Twilio's. */
const SKEW = { mfa: 5, app: 5, operate: 60 };
/** A session costs one read of Sync, and not more time than this. */
const TIMEOUT_MS = 2000;

/**
 * @param {Context} context
 * @param {'TOKEN_SIGNING_KEY' | 'TOKEN_ENCRYPTION_KEY'} name
 * @returns {Uint8Array}
 */
function key(context, name) {
  const hex = needed(context, name);
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new Problem(500, 'invalid-setting', `The variable ${name} is not 32 bytes in hex.`);
  }
  return Buffer.from(hex, 'hex');
}

/**
 * @param {Context} context
 * @returns {string}
 */
function issuer(context) {
  return `pam:${needed(context, 'DOMAIN_NAME')}`;
}

/**
 * @param {Context} context
 * @param {Audience} audience
 * @param {{login: string, code?: string}} claims
 * @param {number} lifetime seconds
 * @returns {Promise<string>}
 */
function sign(context, audience, { login, code }, lifetime) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT(code === undefined ? {} : { code })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer(context))
    .setAudience(audience)
    .setJti(login)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + lifetime)
    .sign(key(context, 'TOKEN_SIGNING_KEY'));
}

/**
 * The token that the right password gives. The code travels in it, encrypted.
 *
 * @param {Context} context
 * @param {string} login
 * @param {string} code
 */
async function codeToken(context, login, code) {
  const sealed = await new CompactEncrypt(Buffer.from(`${login} ${code}`))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(key(context, 'TOKEN_ENCRYPTION_KEY'));
  return {
    token: await sign(context, 'mfa', { login, code: sealed }, LIFETIME.mfa),
    expires_in: LIFETIME.mfa,
  };
}

/**
 * @param {Context} context
 * @param {Session} session of an `mfa` token
 * @returns {Promise<string>} the code that was texted
 */
async function codeOf(context, { login, sealedCode }) {
  try {
    const { plaintext } = await compactDecrypt(sealedCode ?? '', key(context, 'TOKEN_ENCRYPTION_KEY'), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    const [of, code] = Buffer.from(plaintext).toString().split(' ');
    if (of === login && code) return code;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
  }
  throw unauthorized('token-invalid', 'The token is not one of this deployment.');
}

/**
 * The answer with which a session begins or goes on. No token outlives its session.
 *
 * @param {Context} context
 * @param {string} login
 * @param {number} endsAt milliseconds
 */
async function sessionToken(context, login, endsAt) {
  const left = Math.floor((endsAt - Date.now()) / 1000);
  if (left < 1) throw sessionEnded();
  const expires_in = Math.min(LIFETIME.app, left);
  return {
    token: await sign(context, 'app', { login }, expires_in),
    expires_in,
    session_ends_in: left,
  };
}

/**
 * @param {string} code
 * @param {string} detail
 * @param {object} [more]
 */
function unauthorized(code, detail, more = {}) {
  const challenge =
    code === 'token-missing' ? 'Bearer realm="pam"' : 'Bearer realm="pam", error="invalid_token"';
  return new Problem(401, code, detail, null, more, { 'WWW-Authenticate': challenge });
}

function sessionEnded() {
  return unauthorized('session-ended', 'The session has ended; sign in again.');
}

/**
 * @param {Context} context
 * @param {Record<string, any>} headers
 * @param {Audience[]} audiences
 * @returns {Promise<Session>}
 */
async function tokenOf(context, headers, audiences) {
  const { authorization } = headers;
  const bearer = typeof authorization === 'string' ? /^Bearer +([\w.-]{1,4096})$/i.exec(authorization) : null;
  if (!bearer) {
    throw unauthorized('token-missing', 'The request needs the header `Authorization: Bearer` with a token.');
  }
  const expired = () =>
    audiences.includes('mfa')
      ? unauthorized('code-expired', 'The code is no longer valid; ask for another one.')
      : unauthorized('token-expired', 'The token is no longer valid.');
  const invalid = () => unauthorized('token-invalid', 'The token is not one that opens this function.');
  const signingKey = key(context, 'TOKEN_SIGNING_KEY');
  const now = Date.now() / 1000;
  let payload;
  try {
    ({ payload } = await jwtVerify(bearer[1], signingKey, {
      algorithms: ['HS256'],
      issuer: issuer(context),
      audience: audiences,
      requiredClaims: ['iat', 'exp'],
      // Looser than what follows, which depends on the kind of token.
      clockTolerance: Math.max(...Object.values(SKEW)),
      currentDate: new Date(),
    }));
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw expired();
    if (error instanceof errors.JOSEError) throw invalid();
    throw error;
  }
  const audience = audiences.find((one) => one === payload.aud);
  const { iat = NaN, nbf = iat, exp = NaN, jti = '', code } = payload;
  if (audience === undefined) throw invalid();
  if (exp <= now) throw expired();
  const begun = Math.max(iat, nbf) <= now + SKEW[audience];
  if (!begun || !(exp - iat <= LIFETIME[audience])) throw invalid();
  const sealedCode = audience === 'mfa' && typeof code === 'string' ? code : null;
  return { audience, login: jti, endsAt: exp * 1000, sealedCode };
}

/**
 * @param {Context} context
 * @param {Record<string, any>} headers
 * @param {Audience[]} audiences
 * @returns {Promise<Session>}
 */
async function authenticate(context, headers, audiences) {
  const session = await tokenOf(context, headers, audiences);
  if (session.audience !== 'app') return session;
  const stored = await loginStore(context).login(session.login);
  /** @type {Login | undefined} */
  const login = stored?.data;
  const endsAt = Date.parse(login?.ends_at ?? '');
  const alive = login?.state === 'session' && login.password === passwordMark(context) && endsAt > Date.now();
  if (!alive) throw sessionEnded();
  return { ...session, endsAt };
}

/**
 * A session ends when the password is changed. Of the hash only this stands in a login's item.
 *
 * @param {Context} context
 * @returns {string}
 */
function passwordMark(context) {
  return sha256(needed(context, 'APPLICATION_PASSWORD_HASH')).slice(0, 16);
}

/**
 * @param {Context} context
 */
function loginStore(context) {
  return openStore(context, context.getTwilioClient({ timeout: TIMEOUT_MS }));
}

/**
 * Twilio tells a function no method, only what came with it: what is POSTed here is JSON.
 *
 * @param {Record<string, any>} headers
 * @param {Method} method
 */
function checkMethod(headers, method) {
  const type = String(headers['content-type'] ?? '')
    .split(';')[0]
    .trim()
    .toLowerCase();
  const empty = type === '' && !(Number(headers['content-length']) > 0);
  if (empty !== (method === 'GET')) {
    const detail = method === 'GET' ? 'This function takes GET.' : 'This function takes POST, with JSON.';
    throw new Problem(405, 'method-not-allowed', detail, null, {}, { Allow: method });
  }
  if (!empty && type !== 'application/json') {
    throw new Problem(415, 'not-json', 'The body has to be of type application/json.');
  }
}

/**
 * Browsers say which page a request comes from. Twilio lets every page's preflight pass, so it is decided here.
 *
 * @param {Context} context
 * @param {Record<string, any>} headers
 */
function checkOrigin(context, { origin }) {
  if (origin === undefined || origin === `https://${needed(context, 'DOMAIN_NAME')}`) return;
  throw new Problem(403, 'foreign-origin', 'The request comes from another page than the deployment’s own.');
}

/**
 * @template {Session | null} S
 * @param {(context: Context, headers: Record<string, any>) => Promise<S>} admit
 * @param {(context: Context, parameters: Record<string, unknown>, session: S) => Promise<object>} work
 * @param {Method} method
 * @returns {Handler}
 */
function route(admit, work, method) {
  return handler(async (context, event) => {
    const { request, ...parameters } = event;
    const headers = request?.headers ?? {};
    checkMethod(headers, method);
    checkOrigin(context, headers);
    try {
      return await work(context, parameters, await admit(context, headers));
    } catch (error) {
      throw twilioProblem(context, error);
    }
  });
}

/**
 * A refusal of Twilio's, or no answer from it, becomes a Problem with its code. Its text may hold phone numbers.
 *
 * @param {Context} context
 * @param {unknown} error
 * @returns {unknown}
 */
function twilioProblem(context, error) {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const status = statusOf(error);
  const { code } = /** @type {{code?: number | string}} */ (error);
  const unanswered =
    status === undefined && typeof code === 'string' && /^(E[A-Z]+|EAI_AGAIN|ERR_NETWORK)$/.test(code);
  if (status === undefined && !unanswered) return error;
  log('warn', context, 'twilio-failed', describe(error));
  const twilio_code = typeof code === 'number' ? code : null;
  const detail = unanswered
    ? 'Twilio did not answer.'
    : `Twilio refused the request (status ${status}${twilio_code === null ? '' : `, code ${twilio_code}`}).`;
  const problem = unanswered ? 'twilio-unanswered' : 'twilio-refused';
  return new Problem(502, problem, detail, null, { twilio_status: status ?? null, twilio_code });
}

/**
 * A function that answers only with a token of one of these kinds. `work` gets what came in query and body; a
 * token that came there is no token.
 *
 * @param {Audience[]} audiences
 * @param {(context: Context, parameters: Record<string, unknown>, session: Session) => Promise<object>} work
 * @param {Method} [method]
 * @returns {Handler}
 */
function signedIn(audiences, work, method = 'POST') {
  return route((context, headers) => authenticate(context, headers, audiences), work, method);
}

/**
 * The one function that needs no token, for it is where the first one comes from.
 *
 * @param {(context: Context, parameters: Record<string, unknown>) => Promise<object>} work
 * @returns {Handler}
 */
function signingIn(work) {
  return route(async () => null, work, 'POST');
}

module.exports = {
  LIFETIME,
  SESSION_LIFETIME,
  signedIn,
  signingIn,
  codeToken,
  codeOf,
  sessionToken,
  sessionEnded,
  unauthorized,
  passwordMark,
  twilioProblem,
  loginStore,
};
