'use strict';

/** The Functions runtime as far as the app needs it: `Runtime`, `Twilio.Response`, and a function called by name. */

const { readdirSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '../../../..');
const FUNCTIONS = path.join(ROOT, 'assets/functions');

// Functions find the Build's packages beside them; here those are this folder's.
process.env.NODE_PATH = path.join(ROOT, 'tests/node/node_modules');
Module._initPaths();

const files = readdirSync(FUNCTIONS).filter((file) => file.endsWith('.js'));
const functions = Object.fromEntries(
  files.map((file) => [
    file.replace(/(\.protected|\.private)?\.js$/, ''),
    { path: path.join(FUNCTIONS, file) },
  ]),
);

class Response {
  constructor() {
    this.status = 200;
    this.headers = {};
    this.body = null;
  }
  setStatusCode(status) {
    this.status = status;
  }
  appendHeader(name, value) {
    this.headers[name] = value;
  }
  setBody(body) {
    this.body = body;
  }
}

globalThis.Runtime = { getFunctions: () => functions };
globalThis.Twilio = { Response };

const load = (name) => require(functions[name].path);

/** Calls a function as Studio does: parameters are text. What it answers went through JSON. */
async function call(name, context, parameters) {
  const text = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const response = await new Promise((resolve, reject) => {
    load(name)
      .handler({ PATH: `/${name}`, ...context }, text, (error, answer) =>
        error ? reject(error) : resolve(answer),
      )
      .catch(reject);
  });
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(JSON.stringify(response.body)),
  };
}

const readJson = (file) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

/** `Date.now()` and `new Date()` of the functions stand still at `clock.now`. */
const clock = { now: Date.parse('2026-11-25T18:00:00Z') };
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...values) {
    super(...(values.length === 0 ? [clock.now] : values));
  }
  static now() {
    return clock.now;
  }
};

module.exports = { ROOT, FUNCTIONS, files, load, call, readJson, clock };
