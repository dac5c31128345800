'use strict';
/**
 * Runs the Functions of one Build, as Twilio's runtime does: `handler(context, event, callback)`.
 *
 * One JSON document a line. On standard input first `Init`, then `Invoke` and `Ping`; on standard output
 * `{type:'started',id}`, `{type:'log',id,level,message}`, `{type:'result',id,status,headers,body}` (body in
 * base64) and `{type:'pong',id}`. When standard input closes, this process ends.
 *
 * @typedef {{ path: string, file: string }} Resource A path such as `/message-booked` and its file.
 * @typedef {object} Init
 * @property {'init'} type
 * @property {string} root The Build's folder.
 * @property {Resource[]} functions
 * @property {Resource[]} assets The private ones.
 * @property {Record<string, string>} variables
 * @property {Record<string, string>} context DOMAIN_NAME, SERVICE_SID, ENVIRONMENT_SID, perhaps ACCOUNT_SID and AUTH_TOKEN.
 * @typedef {object} Invoke
 * @property {'invoke'} type
 * @property {number} id
 * @property {string} path
 * @property {string} query Raw, without `?`.
 * @property {[string, string][]} headers
 * @property {string} body Base64.
 * @property {number} clock_offset_ms What is added to the real time.
 * @typedef {{ type: 'ping', id: number }} Ping
 * @typedef {{ id: number, path: string, concluded: boolean }} Invocation
 * @typedef {{ status: number, headers: [string, string][], body: Buffer }} Reply
 */
const { AsyncLocalStorage } = require('node:async_hooks');
const { readFileSync } = require('node:fs');
const http = require('node:http');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const querystring = require('node:querystring');
const readline = require('node:readline');
const { format } = require('node:util');
const { Worker } = require('node:worker_threads');

const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;
const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** @type {AsyncLocalStorage<Invocation>} */
const current = new AsyncLocalStorage();
/** @type {Set<Invocation>} */
const inFlight = new Set();
/** @type {Set<() => void>} Answers that go out in a moment. */
const outbox = new Set();

// ---- Protocol and console ----------------------------------------------------------------------------

const writeOut = process.stdout.write.bind(process.stdout);

/** @param {Record<string, unknown>} message */
function emit(message) {
  writeOut(`${JSON.stringify(message)}\n`);
}

/**
 * @param {'info' | 'warn' | 'error'} level
 * @param {string} message
 * @param {Invocation} [invocation]
 */
function log(level, message, invocation = current.getStore()) {
  emit({ type: 'log', id: invocation?.id ?? null, level, message });
}

function captureConsole() {
  /** @type {['log' | 'info' | 'debug' | 'warn' | 'error' | 'trace', 'info' | 'warn' | 'error'][]} */
  const methods = [
    ['log', 'info'],
    ['info', 'info'],
    ['debug', 'info'],
    ['warn', 'warn'],
    ['error', 'error'],
    ['trace', 'error'],
  ];
  for (const [method, level] of methods) {
    console[method] = (...args) => log(level, format(...args));
  }
  /** @param {'info' | 'error'} level */
  const capture =
    (level) =>
    /** @param {string | Uint8Array} chunk @param {...any} rest */ (chunk, ...rest) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      log(level, text.replace(/\n$/, ''));
      const done = rest.find((value) => typeof value === 'function');
      if (done) process.nextTick(done);
      return true;
    };
  process.stdout.write = capture('info');
  process.stderr.write = capture('error');
}

// ---- The sandbox's clock -----------------------------------------------------------------------------

let clockOffset = 0;

/** What asks for the time gets the sandbox's; timers stay real. */
function patchClock() {
  const RealDate = Date;
  const realNow = Date.now;
  const now = () => realNow() + clockOffset;
  const SandboxDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
  });
  RealDate.now = now;
  RealDate.prototype.constructor = SandboxDate;
  globalThis.Date = SandboxDate;

  const formats = Intl.DateTimeFormat.prototype;
  const { get } = Object.getOwnPropertyDescriptor(formats, 'format') ?? {};
  const { formatToParts } = formats;
  Object.defineProperty(formats, 'format', {
    configurable: true,
    get() {
      const bound = Reflect.apply(/** @type {() => Function} */ (get), this, []);
      return (/** @type {Date | number | undefined} */ date) => bound(date ?? now());
    },
  });
  formats.formatToParts = function (date) {
    return Reflect.apply(formatToParts, this, [date ?? now()]);
  };
}

// ---- Twilio.Response ---------------------------------------------------------------------------------

const COOKIE = 'Set-Cookie';
/** @typedef {string | number | boolean | (string | number)[]} HeaderValue */

/** @see https://www.twilio.com/docs/serverless/functions-assets/functions/invocation */
class Response {
  /** @param {{ statusCode?: number, body?: any, headers?: Record<string, any> }} [options] */
  constructor(options = {}) {
    /** @type {number} */
    this.statusCode = options?.statusCode || 200;
    /** @type {any} */
    this.body = options?.body || null;
    /** @type {Record<string, any>} */
    this.headers = options?.headers || {};
    this.headers[COOKIE] = [this.headers[COOKIE] ?? []].flat();
  }

  /** @param {number} statusCode */
  setStatusCode(statusCode) {
    this.statusCode = statusCode;
    return this;
  }

  /** @param {any} body */
  setBody(body) {
    this.body = body;
    return this;
  }

  /** @param {Record<string, HeaderValue>} headers */
  setHeaders(headers) {
    if (typeof headers !== 'object') return this;
    this.headers = {};
    for (const name in headers) this.appendHeader(name, headers[name]);
    return this;
  }

  /** @param {string} name @param {HeaderValue} value */
  appendHeader(name, value) {
    if (typeof value === 'object' && !Array.isArray(value)) {
      throw new Error('Header value cannot be an object');
    }
    const isCookie = name.toLowerCase() === COOKIE.toLowerCase();
    const key = isCookie ? COOKIE : name;
    const existing = this.headers[key];
    this.headers[key] = existing || isCookie ? [existing ?? [], value].flat() : value;
    this.headers[COOKIE] ??= [];
    return this;
  }

  /** @param {string} name @param {string} value @param {string[]} [attributes] */
  setCookie(name, value, attributes = []) {
    return this.appendHeader(COOKIE, [`${name}=${value}`, ...attributes].join(';'));
  }

  /** @param {string} name */
  removeCookie(name) {
    const kept = [this.headers[COOKIE] ?? []]
      .flat()
      .filter((cookie) => !String(cookie).startsWith(`${name}=`));
    this.headers[COOKIE] = [...kept, `${name}=;Max-Age=0`];
    return this;
  }
}

// ---- From what the callback got to HTTP --------------------------------------------------------------

/** Decided by the connection, not by a Function. */
const TRANSPORT_HEADERS = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** @param {string} type @param {boolean} isText */
function withCharset(type, isText) {
  if (isText) return `${type.replace(/;\s*charset=[^;]*/i, '').trim()}; charset=utf-8`;
  const mime = type.split(';')[0].trim();
  const known = /^text\/|^application\/(?:javascript|json)$/.test(mime);
  return known && !/;\s*charset\s*=/i.test(type) ? `${type}; charset=utf-8` : type;
}

/** @param {number} status @param {string} [type] @param {string | Buffer} [body] @returns {Reply} */
function simpleReply(status, type, body = '') {
  return {
    status,
    headers: type ? [['content-type', type]] : [],
    body: Buffer.from(body),
  };
}

/** @param {Response} response @returns {Reply} */
function replyOfResponse(response) {
  const status = Math.trunc(Number(response.statusCode));
  if (!(status >= 200 && status <= 599)) {
    throw new RangeError(`Twilio.Response: invalid status code ${response.statusCode}`);
  }
  /** @type {Map<string, string[]>} */
  const headers = new Map();
  for (const [name, value] of Object.entries(response.headers ?? {})) {
    const values = [value].flat().map(String);
    http.validateHeaderName(name);
    values.forEach((text) => http.validateHeaderValue(name, text));
    if (!TRANSPORT_HEADERS.has(name.toLowerCase())) headers.set(name.toLowerCase(), values);
  }
  const types = headers.get('content-type');
  if (types && types.length !== 1) throw new TypeError('Content-Type cannot have several values');
  const type = types?.[0];

  const given = response.body;
  const isEmpty = given === null || given === undefined || [204, 205, 304].includes(status);
  const isBuffer = Buffer.isBuffer(given);
  /** @type {Buffer} */
  let body = Buffer.alloc(0);
  if (isEmpty) {
    if (type) headers.set('content-type', [withCharset(type, false)]);
    if (status === 204 || status === 304) headers.delete('content-type');
  } else if (isBuffer) {
    body = given;
    headers.set('content-type', [withCharset(type ?? 'application/octet-stream', false)]);
  } else {
    const isText = typeof given === 'string';
    body = Buffer.from(isText ? given : JSON.stringify(given));
    headers.set('content-type', [withCharset(type ?? (isText ? 'text/html' : 'application/json'), true)]);
  }
  return {
    status,
    headers: [...headers].flatMap(([name, values]) =>
      values.map((value) => /** @type {[string, string]} */ ([name, value])),
    ),
    body,
  };
}

/** @param {unknown} payload @param {number} [status] @returns {Reply} */
function replyOf(payload, status = 200) {
  if (payload === undefined || payload === null) return simpleReply(status);
  if (typeof payload === 'string') return simpleReply(status, TEXT_TYPE, payload);
  if (Buffer.isBuffer(payload)) return simpleReply(status, 'application/octet-stream', payload);
  if (payload instanceof Response) return replyOfResponse(payload);
  if (isTwiml(payload)) return simpleReply(status, 'text/xml; charset=utf-8', String(payload));
  return simpleReply(status, JSON_TYPE, JSON.stringify(payload));
}

/** @param {unknown} payload */
function isTwiml(payload) {
  // Plain data needs no look at the SDK, which takes half a second to load.
  const prototype = typeof payload === 'object' && Object.getPrototypeOf(payload);
  if (!prototype || prototype === Object.prototype || Array.isArray(payload)) return false;
  const { VoiceResponse, MessagingResponse, FaxResponse } = loadTwilio()?.twiml ?? {};
  return [VoiceResponse, MessagingResponse, FaxResponse].some((twiml) => twiml && payload instanceof twiml);
}

/** @param {Invocation} invocation @param {() => Reply} makeReply */
function conclude(invocation, makeReply) {
  if (invocation.concluded) return;
  /** @type {Reply} */
  let reply;
  try {
    reply = makeReply();
    if (reply.body.length > MAX_RESPONSE_BYTES) {
      throw new RangeError(
        `the response has ${reply.body.length} bytes, Twilio allows ${MAX_RESPONSE_BYTES}`,
      );
    }
  } catch (error) {
    fail(invocation, error);
    return;
  }
  invocation.concluded = true;
  inFlight.delete(invocation);
  const send = () => {
    if (!outbox.delete(send)) return;
    emit({ type: 'result', id: invocation.id, ...reply, body: reply.body.toString('base64') });
  };
  outbox.add(send);
  // What the Function logs right after calling back still belongs to this invocation.
  setImmediate(send);
}

/**
 * 500 without a word of what happened; the log has it.
 * @param {Invocation} invocation
 * @param {unknown} error
 */
function fail(invocation, error) {
  const what = error instanceof Error ? shortenStack(error.stack || String(error)) : format(error);
  log('error', `82002: ${what}`, invocation);
  conclude(invocation, () => simpleReply(500, TEXT_TYPE, 'The Function failed (82002). Its log says why.'));
}

/** @param {string} stack Without frames of this file, and with paths as in the Service. */
function shortenStack(stack) {
  return stack
    .split('\n')
    .filter((line) => !line.includes(__filename) && !/^\s+at .*node:(?:internal|async_hooks)/.test(line))
    .join('\n')
    .replaceAll(join(build.root, 'functions'), '')
    .replaceAll(build.root, '');
}

// ---- context and event -------------------------------------------------------------------------------

const HIDDEN_HEADERS = new Set(
  (
    'via referer transfer-encoding proxy-authorization proxy-authenticate x-real-ip connection ' +
    'proxy-connection expect trailer upgrade'
  ).split(' '),
);
const HIDDEN_PREFIXES = ['i-twilio-', 'i-t-', 'ot-', 'x-amz', 'x-forwarded-', 'x-accel-'];

/** @param {[string, string][]} pairs */
function visibleHeaders(pairs) {
  /** @type {Record<string, string | string[]>} */
  const headers = {};
  for (const [rawName, value] of pairs) {
    const name = rawName.toLowerCase();
    if (HIDDEN_HEADERS.has(name) || HIDDEN_PREFIXES.some((prefix) => name.startsWith(prefix))) continue;
    headers[name] = name in headers ? [headers[name], value].flat() : value;
  }
  return headers;
}

/** @param {string | undefined} header */
function readCookies(header) {
  /** @type {Record<string, string>} */
  const cookies = {};
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    if (at < 0 || Object.hasOwn(cookies, name)) continue;
    const value = part
      .slice(at + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1');
    try {
      cookies[name] = decodeURIComponent(value);
    } catch {
      cookies[name] = value;
    }
  }
  return cookies;
}

/** @param {string} text */
function readForm(text) {
  return { ...querystring.parse(text, '&', '=', { maxKeys: 0 }) };
}

/** @param {Invoke} message @returns {Record<string, any>} Throws a SyntaxError when JSON does not parse. */
function readBody(message) {
  const header = message.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const type = header.split(';')[0].trim().toLowerCase();
  const text = Buffer.from(message.body, 'base64').toString('utf8');
  if (type === 'application/x-www-form-urlencoded') return readForm(text);
  if (type !== 'application/json' || text === '') return {};
  if (!/^\s*[{[]/.test(text)) throw new SyntaxError('JSON body must be an object or an array');
  return JSON.parse(text);
}

/** @param {Invoke} message */
function makeEvent(message) {
  const headers = visibleHeaders(message.headers);
  const cookies = readCookies([headers.cookie ?? ''].flat().join(';'));
  return {
    request: { headers, cookies },
    ...readForm(message.query),
    ...readBody(message),
  };
}

/** @type {Init} */
let build;
/** @type {NodeJS.Require} */
let requireFromBuild;
/** @type {any} */
let twilio;

/** The SDK of the Build; null when it has none. */
function loadTwilio() {
  if (twilio === undefined) {
    try {
      twilio = requireFromBuild('twilio');
    } catch (error) {
      if (/** @type {any} */ (error).code !== 'MODULE_NOT_FOUND') throw error;
      twilio = null;
    }
  }
  return twilio;
}

/** @param {Record<string, unknown>} [options] */
function getTwilioClient(options) {
  const sdk = loadTwilio() ?? requireFromBuild('twilio');
  return sdk(build.context.ACCOUNT_SID, build.context.AUTH_TOKEN, {
    lazyLoading: true,
    ...options,
  });
}

const Runtime = {
  getFunctions: () =>
    Object.fromEntries(build.functions.map(({ path, file }) => [path.slice(1), { path: file }])),
  getAssets: () =>
    Object.fromEntries(
      build.assets.map(({ path, file }) => [path, { path: file, open: () => readFileSync(file, 'utf8') }]),
    ),
  /** @param {Record<string, any>} [options] */
  getSync: (options = {}) => {
    const { serviceName, ...clientOptions } = options;
    const service = getTwilioClient(clientOptions).sync.v1.services(serviceName || 'default');
    return Object.assign(service, {
      maps: service.syncMaps,
      lists: service.syncLists,
    });
  },
};

/** @param {Init} message */
function init(message) {
  build = message;
  requireFromBuild = createRequire(join(build.root, 'functions', 'index.js'));
  Object.assign(process.env, build.variables);
  /** @type {any} */
  let global;
  Object.defineProperty(globalThis, 'Twilio', {
    configurable: true,
    get: () => (global ??= { ...loadTwilio(), Response }),
    set: (value) => (global = value),
  });
  Object.assign(globalThis, { Runtime });
}

// ---- Running -----------------------------------------------------------------------------------------

/** @param {Invoke} message */
function invoke(message) {
  const invocation = { id: message.id, path: message.path, concluded: false };
  inFlight.add(invocation);
  clockOffset = message.clock_offset_ms;
  emit({ type: 'started', id: message.id });
  current.run(invocation, () => {
    try {
      run(message, invocation);
    } catch (error) {
      fail(invocation, error);
    }
  });
}

/** @param {Invoke} message @param {Invocation} invocation */
function run(message, invocation) {
  let event;
  try {
    event = makeEvent(message);
  } catch (error) {
    conclude(invocation, () =>
      simpleReply(400, TEXT_TYPE, `Bad request: ${/** @type {Error} */ (error).message}`),
    );
    return;
  }
  const { path } = message;
  const { handler } = require(/** @type {Resource} */ (build.functions.find((it) => it.path === path)).file);
  if (typeof handler !== 'function') {
    throw new Error(`${path} has no "handler" function. Does it say exports.handler = …?`);
  }
  const context = {
    PATH: path,
    ...build.context,
    ...build.variables,
    getTwilioClient,
  };
  /** @param {unknown} [error] @param {unknown} [payload] */
  const callback = (error, payload) => {
    if (error instanceof Error) fail(invocation, error);
    else if (error) conclude(invocation, () => replyOf(error, 500));
    else conclude(invocation, () => replyOf(payload));
  };
  const returned = handler(context, event, callback);
  // As in production a value that an async handler returns is nobody's answer.
  if (typeof returned?.then === 'function') {
    returned.then(undefined, (/** @type {unknown} */ error) => fail(invocation, error));
  }
}

/** @param {unknown} error An error that no code of the Function caught. */
function onStray(error) {
  const invocation = current.getStore();
  const blamed = invocation ? [invocation] : [...inFlight];
  if (blamed.length === 0) log('error', `82002: ${format(error)}`);
  blamed.forEach((it) => fail(it, error));
}

/** Ends this process when pam was killed while a Function blocks the event loop. */
function watchParent() {
  const watch = `
    const parent = process.ppid;
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 500);`;
  new Worker(watch, { eval: true, execArgv: [], env: {} }).unref();
}

captureConsole();
patchClock();
watchParent();
process.on('exit', () => outbox.forEach((send) => send()));
process.on('uncaughtException', onStray);
process.on('unhandledRejection', onStray);

readline
  .createInterface({ input: process.stdin, crlfDelay: Infinity })
  .on('line', (line) => {
    /** @type {Init | Invoke | Ping} */
    const message = JSON.parse(line);
    if (message.type === 'init') init(message);
    else if (message.type === 'invoke') invoke(message);
    else emit({ type: 'pong', id: message.id });
  })
  .on('close', () => process.kill(process.pid, 'SIGKILL'));
