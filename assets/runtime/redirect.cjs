'use strict';
/**
 * Sends calls for Twilio's hosts to a pam sandbox instead:
 *
 *     PAM_SANDBOX_URL=http://127.0.0.1:8155 node --require ./redirect.cjs script.js
 *
 * A request of http, https or fetch for `*.twilio.com`, `*.twil.io` or `ehr.localhost` goes to
 * `<PAM_SANDBOX_URL>/<original host>/<path>` with its method, headers and body. With PAM_SANDBOX_STRICT=1
 * a connection to any other machine than this one is refused.
 */
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const { syncBuiltinESMExports } = require('node:module');
const { urlToHttpOptions } = require('node:url');

/** @typedef {import('node:http').RequestOptions & { defaultPort?: number | string }} Options */
/** @typedef {(response: import('node:http').IncomingMessage) => void} OnResponse */

if (!process.env.PAM_SANDBOX_URL) {
  throw new Error('PAM_SANDBOX_URL must say where the sandbox is, for example http://127.0.0.1:8155');
}
const sandbox = new URL(process.env.PAM_SANDBOX_URL);
const strict = process.env.PAM_SANDBOX_STRICT === '1';
const TWILIO_HOST = /^(?:.+\.)?(?:twilio\.com|twil\.io)$|^ehr\.localhost$/i;
const THIS_MACHINE =
  /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(?:\.\d{1,3}){3})$/i;

const agent = new http.Agent({ keepAlive: true });
const plainRequest = http.request;

/**
 * One of the call forms of http.request: `(url[, options][, callback])` or `(options[, callback])`.
 * @param {unknown[]} args
 * @returns {{ options: Options, callback: OnResponse | undefined }}
 */
function readArguments(args) {
  const rest = [...args];
  /** @type {Options} */
  let options = {};
  if (typeof rest[0] === 'string' || rest[0] instanceof URL) {
    options = urlToHttpOptions(new URL(/** @type {string | URL} */ (rest.shift())));
  }
  if (rest[0] && typeof rest[0] !== 'function') {
    Object.assign(options, rest[0]);
  }
  const callback = /** @type {OnResponse | undefined} */ (rest.find((value) => typeof value === 'function'));
  return { options, callback };
}

/**
 * A copy that names no other host than the sandbox, which reads the original one from the path.
 * @param {Options['headers']} headers
 * @returns {Options['headers']}
 */
function forSandbox(headers) {
  if (Array.isArray(headers)) {
    // Node's raw form (name, value, name, value, …), to which Node adds no Host by itself.
    const kept = headers.filter((_, index) => headers[index - (index % 2)].toLowerCase() !== 'host');
    return [...kept, 'Host', sandbox.host];
  }
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== 'host'));
}

/**
 * @param {string} host
 * @param {string} path Path and query.
 */
function sandboxPath(host, path) {
  const base = sandbox.pathname.replace(/\/$/, '');
  return `${base}/${host.toLowerCase()}${path.startsWith('/') ? path : `/${path}`}`;
}

/** @param {typeof http.request} original */
function redirecting(original) {
  return /** @this {unknown} @param {unknown[]} args */ function request(...args) {
    const { options, callback } = readArguments(args);
    const host = String(options.hostname || options.host || '');
    if (options.socketPath || !TWILIO_HOST.test(host)) {
      return Reflect.apply(original, this, args);
    }
    /** @type {Options} */
    const redirected = {
      method: options.method,
      auth: options.auth,
      timeout: options.timeout,
      signal: options.signal,
      setHost: options.setHost,
      headers: forSandbox(options.headers),
      protocol: 'http:',
      hostname: sandbox.hostname.replace(/^\[|\]$/g, ''),
      port: sandbox.port || 80,
      path: sandboxPath(host, options.path || '/'),
      // The caller's agent may be one for TLS or for a proxy.
      agent,
    };
    for (const key of /** @type {(keyof Options)[]} */ (Object.keys(redirected))) {
      if (redirected[key] === undefined) delete redirected[key];
    }
    return plainRequest(redirected, callback);
  };
}

/** @param {Function} request */
function getting(request) {
  return /** @this {unknown} @param {unknown[]} args */ function get(...args) {
    const started = Reflect.apply(request, this, args);
    started.end();
    return started;
  };
}

for (const module of [http, https]) {
  const request = redirecting(/** @type {typeof http.request} */ (module.request));
  Object.assign(module, { request, get: getting(request) });
}
// For those who import { request } from 'node:http'.
syncBuiltinESMExports();

const plainFetch = globalThis.fetch;
/**
 * @param {string | URL | Request} input
 * @param {RequestInit} [init]
 */
globalThis.fetch = function fetch(input, init) {
  const isRequest = input instanceof Request;
  const text = isRequest ? input.url : String(input);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !TWILIO_HOST.test(url.hostname)) {
    return plainFetch(input, init);
  }
  const target = new URL(sandbox);
  target.pathname = sandboxPath(url.hostname, url.pathname);
  target.search = url.search;
  // fetch refuses credentials in a URL, and goes on doing so.
  target.username = url.username;
  target.password = url.password;
  // A Request as the second argument gives its method, headers and body to the new one.
  const source = isRequest ? new Request(target, new Request(input, init)) : new Request(target, init);
  source.headers.delete('host');
  return plainFetch(source);
};

/**
 * The address in one of the call forms of Socket.connect; undefined for a local (Unix) socket.
 * @param {any[]} args
 * @returns {{ host: string, port: unknown } | undefined}
 */
function readAddress(args) {
  // net.connect hands over its arguments in one array: [options, callback].
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (first && typeof first === 'object') {
    return first.path ? undefined : { host: first.host || 'localhost', port: first.port };
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) {
    return undefined;
  }
  return {
    host: typeof second === 'string' ? second : 'localhost',
    port: first,
  };
}

if (strict) {
  // http, https, tls, http2 and fetch all come down to this one method.
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = /** @type {typeof connect} */ (
    /** @this {import('node:net').Socket} @param {any[]} args */ function (...args) {
      const address = readAddress(args);
      if (!address || THIS_MACHINE.test(address.host)) {
        return Reflect.apply(connect, this, args);
      }
      const error = new Error(
        `pam sandbox: connection to ${address.host}:${address.port} refused. Functions in the sandbox reach ` +
          `Twilio's hosts (which the sandbox answers), ehr.localhost and this machine, nothing else.`,
      );
      process.nextTick(() => this.destroy(Object.assign(error, { code: 'ERR_PAM_SANDBOX_REFUSED' })));
      return this;
    }
  );
}
