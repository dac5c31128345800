'use strict';
const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const { join } = require('node:path');
const { after, before, describe, it } = require('node:test');
const { promisify } = require('node:util');
const { RUNTIME } = require('./support.cjs');

describe('the redirect', () => {
  let server, url;
  const seen = [];
  before(async () => {
    server = http.createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ sid: 'SM1', url: request.url, body }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${server.address().port}`;
  });
  after(() => server.close());

  /** Runs a script under the preload; what it prints as JSON, and the requests that arrived. */
  async function run(script, env = {}) {
    seen.length = 0;
    const options = {
      cwd: __dirname,
      env: { PATH: process.env.PATH, PAM_SANDBOX_URL: url, PAM_SANDBOX_STRICT: '1', ...env },
    };
    const preload = join(RUNTIME, 'redirect.cjs');
    const code = `(async () => { ${script} })().catch((e) => { console.error(e); process.exitCode = 1; });`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--require', preload, '--eval', code],
      options,
    );
    return { printed: stdout ? JSON.parse(stdout) : undefined, requests: [...seen] };
  }

  const handler = require.resolve('@twilio/runtime-handler/dev');
  for (const sdk of [require.resolve('twilio'), require.resolve('twilio', { paths: [handler] })]) {
    const { version } = require(join(sdk, '..', '..', 'package.json'));
    it(`takes Twilio's SDK ${version} to the sandbox`, () => checkSdk(sdk));
  }

  async function checkSdk(sdk) {
    const { printed, requests } = await run(`
      const client = require(${JSON.stringify(sdk)})('AC1', 'token');
      const message = await client.messages.create({ to: '+1202', from: '+1203', body: 'Hi & bye' });
      await client.sync.v1.services('IS1').syncMaps('m').syncMapItems.list({ limit: 1 }).catch(() => {});
      console.log(JSON.stringify(message.sid));`);
    assert.equal(printed, 'SM1');
    const [create, list] = requests;
    assert.equal(create.method, 'POST');
    assert.equal(create.url, '/api.twilio.com/2010-04-01/Accounts/AC1/Messages.json');
    assert.equal(create.headers.authorization, `Basic ${btoa('AC1:token')}`);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(create.body)), {
      To: '+1202',
      From: '+1203',
      Body: 'Hi & bye',
    });
    assert.match(list.url, /^\/sync\.twilio\.com\/v1\/Services\/IS1\/Maps\/m\/Items\?PageSize=/);
  }

  it('takes fetch in all its forms', async () => {
    const { printed, requests } = await run(`
      const body = JSON.stringify({ a: 1 });
      const post = { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-a': 'b', host: 'x' } };
      const answers = [
        await fetch('https://name-1234.twil.io/path?q=1', post),
        await fetch(new URL('http://ehr.localhost:8155/requests'), { method: 'PUT', body: 'put' }),
        await fetch(new Request('https://API.twilio.com/v1', post)),
        await fetch(new Request('https://api.twilio.com/v1', post), { method: 'PATCH', body: 'other' }),
        await fetch('https://studio.us1.twilio.com'),
      ];
      console.log(JSON.stringify(answers.map((answer) => answer.status)));`);
    assert.deepEqual(printed, [201, 201, 201, 201, 201]);
    assert.deepEqual(
      requests.map(({ method, url, body }) => `${method} ${url} ${body}`),
      [
        'POST /name-1234.twil.io/path?q=1 {"a":1}',
        'PUT /ehr.localhost/requests put',
        'POST /api.twilio.com/v1 {"a":1}',
        'PATCH /api.twilio.com/v1 other',
        'GET /studio.us1.twilio.com/ ',
      ],
    );
    assert.equal(requests[0].headers['x-a'], 'b');
    assert.equal(requests[0].headers.host, new URL(url).host);
    assert.equal(requests[2].headers['content-type'], 'application/json');
  });

  it('takes http and https in all their forms', async () => {
    const { requests } = await run(`
      const http = require('http'), https = require('https');
      const { request: imported } = await import('node:https');
      const done = (r) => new Promise((resolve) => r.on('close', resolve));
      const sink = (response) => response.resume();
      await done(https.get('https://api.twilio.com/1', sink));
      await done(https.get(new URL('https://user:pw@api.twilio.com/2?x=y'), { headers: { Host: 'h', 'X-A': 'b' } }, sink));
      await done(http.get({ host: 'api.twilio.com', path: '/3', agent: new http.Agent() }, sink));
      const post = https.request({ hostname: 'api.twilio.com', port: 443, path: '/4', method: 'POST', agent: new https.Agent() });
      post.on('response', sink); post.end('body'); await done(post);
      const raw = imported('https://api.twilio.com/5', { headers: ['Host', 'x', 'X-B', 'c'] }, sink);
      raw.end(); await done(raw);`);
    assert.deepEqual(
      requests.map(({ method, url, body }) => `${method} ${url} ${body}`),
      [
        'GET /api.twilio.com/1 ',
        'GET /api.twilio.com/2?x=y ',
        'GET /api.twilio.com/3 ',
        'POST /api.twilio.com/4 body',
        'GET /api.twilio.com/5 ',
      ],
    );
    assert.equal(requests[1].headers.authorization, `Basic ${btoa('user:pw')}`);
    assert.equal(requests[1].headers['x-a'], 'b');
    assert.equal(requests[1].headers.host, new URL(url).host);
    assert.equal(requests[4].headers['x-b'], 'c');
  });

  it('leaves this machine alone', async () => {
    const { printed } = await run(`
      const answer = await fetch('${url}/mine', { method: 'POST', body: 'x' });
      console.log(JSON.stringify([answer.status, (await answer.json()).url]));`);
    assert.deepEqual(printed, [201, '/mine']);
  });

  it('refuses every other machine when strict', async () => {
    const { printed } = await run(`
      const errors = [];
      const note = (error) => errors.push((error.cause ?? error).message);
      await fetch('https://example.com/').catch(note);
      for (const module of ['http', 'https']) {
        await new Promise((resolve) =>
          require(module).get(module + '://192.0.2.1:8080/').on('error', (e) => resolve(note(e))));
      }
      await new Promise((resolve) => require('tls').connect(443, 'example.org').on('error', (e) => resolve(note(e))));
      await new Promise((resolve) => require('net').connect({ host: '192.0.2.2', port: 25 }).on('error', (e) => resolve(note(e))));
      await require('axios').get('https://twilio.com.example.net/').catch(note);
      console.log(JSON.stringify(errors));`);
    const hosts = [
      'example.com:443',
      '192.0.2.1:8080',
      '192.0.2.1:8080',
      'example.org:443',
      '192.0.2.2:25',
      'twilio.com.example.net:443',
    ];
    assert.equal(printed.length, hosts.length);
    hosts.forEach((host, index) => assert.match(printed[index], new RegExp(`connection to ${host} refused`)));
  });

  it('does not guard other hosts unless told to', async () => {
    // Nothing listens on this port of a loopback address spelled so that it is no name of this machine.
    const { printed } = await run(
      `const error = await fetch('http://0.0.0.0:9/').catch((e) => e);
       console.log(JSON.stringify(error.cause.code ?? error.cause.message));`,
      { PAM_SANDBOX_STRICT: '' },
    );
    assert.notEqual(printed, 'ERR_PAM_SANDBOX_REFUSED');
  });

  it('says what it needs when nobody told it where the sandbox is', async () => {
    await assert.rejects(run('', { PAM_SANDBOX_URL: '' }), /PAM_SANDBOX_URL must say where the sandbox is/);
  });
});
