'use strict';
/** Tests that the SDK checks cannot pass by accident, and that they never leave this machine. */
const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { describe, it } = require('node:test');

const PRELOAD = ['--require', join(__dirname, '../../assets/runtime/redirect.cjs')];

/**
 * @param {string[]} flags
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
function run(flags, env) {
  const credentials = {
    PATH: process.env.PATH,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_API_KEY: `SK${'1'.repeat(32)}`,
    TWILIO_API_SECRET: 'secret',
  };
  return new Promise((resolve) => {
    const options = { cwd: __dirname, env: { ...credentials, ...env } };
    execFile(process.execPath, [...flags, 'sdk.cjs'], options, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** @param {number} status @param {unknown} body */
async function against(status, body) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const env = { PAM_SANDBOX_URL: `http://127.0.0.1:${port}`, PAM_SANDBOX_STRICT: '1' };
  const result = await run(PRELOAD, env);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const lines = result.stdout.trimEnd().split('\n');
  return { ...result, last: lines.at(-1), passed: lines.filter((line) => line.startsWith('ok ')) };
}

describe('the SDK checks', () => {
  it('refuse to run without the redirect', async () => {
    const { code, stdout, stderr } = await run([], { PAM_SANDBOX_URL: 'http://127.0.0.1:9' });
    assert.equal(code, 1);
    assert.match(stderr, /redirect\.cjs/);
    assert.equal(stdout, '');
  });

  it('say which setting is missing', async () => {
    const { code, stderr } = await run(PRELOAD, {
      PAM_SANDBOX_URL: 'http://127.0.0.1:9',
      TWILIO_API_KEY: '',
    });
    assert.equal(code, 1);
    assert.match(stderr, /TWILIO_API_KEY is not set/);
  });

  it('fail where nothing is', async () => {
    const more_info = 'https://www.twilio.com/docs/errors/20404';
    const { code, last, passed } = await against(404, {
      code: 20404,
      message: 'not found',
      more_info,
      status: 404,
    });
    assert.equal(code, 1);
    assert.deepEqual(passed, ['ok      what is not there is 404, 20404']);
    assert.match(last ?? '', /^1 passed, \d+ failed$/);
  });

  it('fail where everything is empty', async () => {
    const { code, last } = await against(200, { meta: { key: 'services' }, services: [], messages: [] });
    assert.equal(code, 1);
    assert.match(last ?? '', /^0 passed, \d+ failed$/);
  });

  it('fail where nobody is let in', async () => {
    const more_info = 'https://www.twilio.com/docs/errors/20003';
    const { code, passed } = await against(401, {
      code: 20003,
      message: 'Authenticate',
      more_info,
      status: 401,
    });
    assert.equal(code, 1);
    assert.deepEqual(passed, ['ok      wrong credentials are 401, 20003']);
  });
});
