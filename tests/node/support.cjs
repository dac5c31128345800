'use strict';
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const {
  mkdtempSync,
  cpSync,
  symlinkSync,
  writeFileSync,
  readdirSync,
  realpathSync,
  rmSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, join } = require('node:path');
const readline = require('node:readline');

const RUNTIME = join(__dirname, '..', '..', 'assets', 'runtime');
const DOMAIN = 'probe-1234.twil.io';
const CREDENTIALS = { ACCOUNT_SID: `AC${'a'.repeat(32)}`, AUTH_TOKEN: 'b'.repeat(32) };
const SIDS = { SERVICE_SID: `ZS${'c'.repeat(32)}`, ENVIRONMENT_SID: `ZE${'d'.repeat(32)}` };
const VARIABLES = { COLOUR: 'green', EMPTY: '' };

/** A copy of the probes with this folder's node_modules beside it, as pam lays a Build out. */
function unpackBuild() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'pam-probe-')));
  cpSync(join(__dirname, 'probes'), root, { recursive: true });
  // Written here, for no formatter reads it.
  writeFileSync(join(root, 'functions', 'broken.js'), 'exports.handler = (context, event, callback) => {');
  symlinkSync(join(__dirname, 'node_modules'), join(root, 'node_modules'));
  const list = (folder, ending) =>
    readdirSync(join(root, folder)).map((name) => ({
      path: `/${basename(name, ending)}`,
      file: join(root, folder, name),
    }));
  return {
    root,
    functions: list('functions', '.js'),
    assets: list('assets', ''),
    remove: () => rmSync(root, { recursive: true }),
  };
}

/** The host, spoken to as pam speaks to it. */
class Host {
  constructor(build, options = {}) {
    this.child = spawn(
      process.execPath,
      ['--require', join(RUNTIME, 'redirect.cjs'), join(RUNTIME, 'host.cjs')],
      {
        env: {
          PATH: process.env.PATH,
          TZ: 'UTC',
          PAM_SANDBOX_URL: options.sandboxUrl ?? 'http://127.0.0.1:9',
          PAM_SANDBOX_STRICT: '1',
        },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    this.closed = once(this.child, 'close');
    this.waiting = new Map();
    this.logs = [];
    this.last = 0;
    readline.createInterface({ input: this.child.stdout }).on('line', (line) => this.#read(JSON.parse(line)));
    this.child.on('close', () => this.waiting.forEach(({ resolve, logs }) => resolve({ died: true, logs })));
    this.send({
      type: 'init',
      root: build.root,
      functions: build.functions,
      assets: build.assets,
      variables: VARIABLES,
      context: { DOMAIN_NAME: DOMAIN, ...SIDS, ...CREDENTIALS },
    });
  }

  send(message) {
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  #read(message) {
    const waiter = this.waiting.get(message.id);
    if (message.type === 'log') (waiter?.logs ?? this.logs).push(`${message.level}: ${message.message}`);
    if (message.type !== 'result') return;
    this.waiting.delete(message.id);
    waiter.resolve({ ...message, body: Buffer.from(message.body, 'base64'), logs: waiter.logs });
  }

  /** Resolves to `{status, headers, body, logs}`, or `{died, logs}` when the process ended. */
  invoke({ path, query = '', headers = [], body = Buffer.alloc(0), clockOffset = 0 }) {
    const id = ++this.last;
    return new Promise((resolve) => {
      this.waiting.set(id, { resolve, logs: [] });
      this.send({
        type: 'invoke',
        id,
        path,
        query,
        headers,
        body: Buffer.from(body).toString('base64'),
        clock_offset_ms: clockOffset,
      });
    });
  }

  async close() {
    this.child.stdin.end();
    await this.closed;
  }
}

/** The host behind a plain HTTP server, so that one client can ask it and the reference the same. */
async function serve(host) {
  const server = http.createServer(async (request, response) => {
    const chunks = await request.toArray();
    const [path, query = ''] = request.url.split('?');
    const headers = [];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      headers.push(request.rawHeaders.slice(at, at + 2));
    }
    const answer = await host.invoke({ path, query, headers, body: Buffer.concat(chunks) });
    response.writeHead(answer.status, answer.headers.flat());
    response.end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Twilio's LocalDevelopmentServer in a process of its own, for it does not survive every probe. */
async function startReference(build) {
  const child = spawn(process.execPath, [join(__dirname, 'reference.cjs')], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const config = {
    baseDir: build.root,
    url: `https://${DOMAIN}`,
    env: { ...VARIABLES, ...SIDS, ...CREDENTIALS },
    routes: {
      functions: build.functions.map(({ path, file }) => ({
        path,
        filePath: file,
        access: path === '/library' ? 'private' : path === '/echo' ? 'protected' : 'public',
      })),
      assets: build.assets.map(({ path, file }) => ({ path, filePath: file, access: 'private' })),
    },
  };
  child.stdin.write(`${JSON.stringify(config)}\n`);
  const [line] = await once(readline.createInterface({ input: child.stdout }), 'line');
  return { child, port: Number(line), closed: once(child, 'close') };
}

/** One HTTP request; headers that depend on the server's software are left out of the answer. */
function ask(port, { method = 'GET', path, headers = {}, body }) {
  return new Promise((resolve, reject) => {
    const request = http.request({
      port,
      host: '127.0.0.1',
      method,
      path,
      headers: { host: DOMAIN, ...headers },
    });
    request.on('error', reject);
    request.on('response', async (response) => {
      const answered = { ...response.headers };
      for (const name of [
        'date',
        'connection',
        'keep-alive',
        'etag',
        'x-powered-by',
        'content-length',
        'transfer-encoding',
      ]) {
        delete answered[name];
      }
      const text = Buffer.concat(await response.toArray()).toString('latin1');
      resolve({
        status: response.statusCode,
        headers: answered,
        body: Buffer.from(text, 'latin1').toString('utf8'),
      });
    });
    request.end(body);
  });
}

module.exports = { Host, RUNTIME, DOMAIN, ask, serve, startReference, unpackBuild };
