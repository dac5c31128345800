'use strict';
/**
 * Twilio's own deploy client (`@twilio-labs/serverless-api`, what `twilio serverless:deploy` runs) against a running
 * sandbox: it deploys a project that is not pam's, deploys it again over itself, and the domain answers.
 *
 *     PAM_SANDBOX_URL=http://127.0.0.1:8155 TWILIO_API_KEY=… TWILIO_API_SECRET=… \
 *       node --require ../../assets/runtime/redirect.cjs deploy-client.cjs
 *
 * Prints a line a check and a last line `N passed, N failed`; exit code 1 on any failure.
 */
const assert = require('node:assert/strict');
const { mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { TwilioServerlessApiClient } = require('@twilio-labs/serverless-api');

const FILES = {
  'functions/hello.js':
    'exports.handler = (context, event, callback) => callback(null, { hello: event.name, from: context.PLACE });',
  'functions/closed.protected.js':
    "exports.handler = (context, event, callback) => callback(null, 'closed');",
  'functions/nested/hidden.private.js': 'exports.answer = 42;',
  'functions/asks.js':
    "exports.handler = (context, event, callback) => callback(null, String(require(Runtime.getFunctions()['nested/hidden'].path).answer + Runtime.getAssets()['/data.json'].open().length));",
  'assets/index.html': '<!doctype html><title>Hello</title>',
  'assets/data.private.json': '{}',
};
const pkgJson = { dependencies: { twilio: '6.2.0', '@twilio/runtime-handler': '2.1.0' } };

/** @param {string} name */
function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** @param {string} folder @returns {Promise<any>} */
function deploy(folder) {
  const credentials = { username: setting('TWILIO_API_KEY'), password: setting('TWILIO_API_SECRET') };
  const client = new TwilioServerlessApiClient(credentials);
  return client.deployLocalProject({
    ...credentials,
    cwd: folder,
    envPath: '',
    env: { PLACE: 'the sandbox' },
    pkgJson,
    serviceName: 'another-project',
    functionsEnv: 'dev',
    overrideExistingService: true,
    runtime: 'node22',
  });
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'pam-deploy-client-'));
  try {
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const { domain } = await deploy(folder);
    // The redirect takes the domain's own address to the sandbox.
    const get = async (/** @type {string} */ path) => {
      const answer = await fetch(`https://${domain}${path}`);
      return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
    };
    /** @type {[string, () => Promise<void>][]} */
    const checks = [
      [
        'the domain is named as Twilio names it',
        async () => assert.match(domain, /^another-project-\d+-dev\.twil\.io$/),
      ],
      [
        'a public Function answers with its Variables',
        async () =>
          assert.deepEqual(JSON.parse((await get('/hello?name=you')).text), {
            hello: 'you',
            from: 'the sandbox',
          }),
      ],
      ['a protected one wants a signature', async () => assert.equal((await get('/closed')).status, 403)],
      ['a private one has no address', async () => assert.equal((await get('/nested/hidden')).status, 404)],
      [
        'but is there for others, and so are private Assets',
        async () => assert.equal((await get('/asks')).text, '44'),
      ],
      [
        'an Asset is served as what it is',
        async () => {
          const { type, text } = await get('/index.html');
          assert.match(type ?? '', /^text\/html/);
          assert.equal(text, FILES['assets/index.html']);
        },
      ],
      ['deploying over itself works', async () => assert.equal((await deploy(folder)).domain, domain)],
    ];
    let failed = 0;
    for (const [name, check] of checks) {
      try {
        await check();
        console.log(`ok      ${name}`);
      } catch (error) {
        failed += 1;
        console.log(`FAILED  ${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
      }
    }
    console.log(`${checks.length - failed} passed, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
