'use strict';

/**
 * The real thing: a sandbox of its own, the app deployed into it by the real binary, and its functions over HTTP.
 * `PAM_BINARY` names the binary, `XDG_CACHE_HOME` a folder for the functions' packages.
 */

const { execFile, spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtempSync, rmSync } = require('node:fs');
const http = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const readline = require('node:readline');
const { promisify } = require('node:util');

const ADMINISTRATOR = '+12025550170';

class Deployment {
  /** A sandbox on a free port, with the app in it. */
  static async start() {
    const binary = process.env.PAM_BINARY;
    if (!binary) throw new Error('PAM_BINARY does not name the binary to test');
    const home = mkdtempSync(join(tmpdir(), 'pam-deployed-'));
    const { PATH, XDG_CACHE_HOME = join(home, 'cache') } = process.env;
    const options = { env: { PATH, HOME: home, XDG_CACHE_HOME }, maxBuffer: 64 * 1024 * 1024 };
    const served = spawn(binary, ['sandbox', 'serve', '--port', '0', '--json'], {
      ...options,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(served, 'close');
    const lines = readline.createInterface({ input: served.stdout });
    const ended = closed.then(() =>
      Promise.reject(new Error('the sandbox ended before it said where it is')),
    );
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    const deployment = new Deployment();
    Object.assign(deployment, { binary, home, options, served, closed, sandbox: JSON.parse(line) });
    try {
      deployment.deployed = await deployment.pam('deploy', '--sandbox', '--yes');
      deployment.domain = deployment.deployed.domain;
      deployment.password = deployment.deployed.password;
    } catch (error) {
      await deployment.stop();
      throw error;
    }
    return deployment;
  }

  async stop() {
    this.served.kill('SIGINT');
    await this.closed;
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Runs a command of pam's and gives its document. */
  async pam(...args) {
    const { stdout } = await promisify(execFile)(this.binary, [...args, '--json'], this.options);
    return JSON.parse(stdout);
  }

  /** Where the deployment answers in a browser. */
  get origin() {
    return `http://${this.domain.split('.')[0]}.localhost:${new URL(this.sandbox.url).port}`;
  }

  /** One request to the deployed domain; JSON answers are parsed. */
  async ask(path, { method, token, body, form, headers = {}, host = this.domain } = {}) {
    const text = body === undefined ? form : JSON.stringify(body);
    const type = body === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
    const request = http.request({
      host: '127.0.0.1',
      port: new URL(this.sandbox.url).port,
      method: method ?? (text === undefined ? 'GET' : 'POST'),
      path,
      headers: {
        host,
        ...(text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    request.end(text);
    const [response] = await once(request, 'response');
    const answer = Buffer.concat(await response.toArray()).toString();
    const json = /^application\/json/.test(response.headers['content-type'] ?? '');
    return {
      status: response.statusCode,
      headers: response.headers,
      text: answer,
      body: json ? JSON.parse(answer) : null,
    };
  }

  /** A request to Twilio's REST API. */
  async rest(url, method = 'GET') {
    const { api_key, api_secret } = this.sandbox;
    const authorization = `Basic ${Buffer.from(`${api_key}:${api_secret}`).toString('base64')}`;
    const answer = await fetch(`${this.sandbox.url}/${url}`, { method, headers: { authorization } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.status === 204 ? null : answer.json();
  }

  /** The Environment's address, and its Variables. */
  async environment() {
    const service = 'serverless.twilio.com/v1/Services/pam';
    const { environments } = await this.rest(`${service}/Environments?PageSize=100`);
    const { sid, build_sid } = environments.find(({ domain_name }) => domain_name === this.domain);
    const url = `${service}/Environments/${sid}`;
    const { variables } = await this.rest(`${url}/Variables?PageSize=100`);
    return { service, url, build_sid, variables };
  }

  /** As somebody might in the Console. */
  async removeVariable(name) {
    const { url, variables } = await this.environment();
    const { sid } = variables.find(({ key }) => key === name);
    await this.rest(`${url}/Variables/${sid}`, 'DELETE');
  }

  /** What is deployed, as the Serverless API says it. */
  async build() {
    const { service, url, build_sid, variables } = await this.environment();
    const { logs } = await this.rest(`${url}/Logs?PageSize=1000`);
    const { function_versions, asset_versions } = await this.rest(`${service}/Builds/${build_sid}`);
    return {
      functions: function_versions.map(({ path, visibility }) => ({
        path,
        visibility: visibility.toLowerCase(),
      })),
      assets: asset_versions.map(({ path, visibility }) => ({ path, visibility: visibility.toLowerCase() })),
      variables: Object.fromEntries(variables.map(({ key, value }) => [key, value])),
      logs: logs.map(({ message }) => message),
    };
  }

  /** The texts on a phone, oldest first. */
  async phone(number) {
    return (await this.pam('sandbox', 'messages', number)).messages;
  }

  async advance(by) {
    return this.pam('sandbox', 'advance', by);
  }

  /** The code on the administrator's phone. */
  async code() {
    const [text] = (await this.phone(ADMINISTRATOR)).slice(-1);
    return /\b\d{6}\b/.exec(text.body)[0];
  }

  login(password = this.password) {
    return this.ask('/login', { body: { password } });
  }

  /** Password and code: the session's token. */
  async signIn() {
    const first = await this.login();
    if (first.status !== 200) throw new Error(`login: ${first.text}`);
    const second = await this.ask('/mfa', { token: first.body.token, body: { code: await this.code() } });
    if (second.status !== 200) throw new Error(`mfa: ${second.text}`);
    return second.body.token;
  }
}

module.exports = { Deployment, ADMINISTRATOR };
