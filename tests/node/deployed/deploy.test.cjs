'use strict';

const assert = require('node:assert/strict');
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { after, before, test } = require('node:test');
const { Deployment } = require('./deployment.cjs');

/** Bytes of one Variable (OpenAPI, `Value`), and of account data, domain, path and all Variables as JSON (error 82006). */
const LARGEST_VARIABLE = 450;
const LARGEST_CONTEXT = 3 * 1024;

let app;

before(async () => {
  app = await Deployment.start();
});
after(() => app?.stop());

test('the largest settings that pam takes fit into Variables and into a function’s context', async () => {
  const endpoint = 'https://ehr.example/';
  const settings = {
    // A quote takes two bytes in JSON.
    '--customer-name': '"'.repeat(LARGEST_VARIABLE),
    '--ehr-endpoint': endpoint + 'x'.repeat(LARGEST_VARIABLE - endpoint.length),
    '--time-zone': 'America/Argentina/Buenos_Aires',
    '--administrator-phone-number': '+123456789012345',
    '--first-reminder': '35d',
    '--second-reminder': '50400m',
    '--outreach-start': '08:00',
    '--outreach-finish': '20:00',
  };
  await app.pam('deploy', '--sandbox', '--yes', ...Object.entries(settings).flat());
  const { variables, functions } = await app.build();
  for (const [flag, value] of Object.entries(settings)) {
    assert.ok(Object.values(variables).includes(value), `${flag} arrived`);
  }
  const sid = 'X'.repeat(34);
  const context = {
    ...variables,
    ACCOUNT_SID: sid,
    AUTH_TOKEN: 'x'.repeat(32),
    SERVICE_SID: sid,
    ENVIRONMENT_SID: sid,
    // The longest name that pam takes, Twilio's digits, the longest suffix.
    DOMAIN_NAME: `${'n'.repeat(40)}-123456-${'x'.repeat(16)}.twil.io`,
    PATH: functions.map(({ path }) => path).sort((one, other) => other.length - one.length)[0],
  };
  const size = Buffer.byteLength(JSON.stringify(context));
  assert.ok(size > 2000 && size <= LARGEST_CONTEXT, String(size));
  for (const [key, value] of Object.entries(variables)) {
    assert.ok(key.length <= 128 && Buffer.byteLength(value) <= LARGEST_VARIABLE, key);
  }
});

test('a setting that would not fit into a Variable is refused by name', async () => {
  const long = 'é'.repeat(LARGEST_VARIABLE / 2 + 1);
  await assert.rejects(
    app.pam('deploy', '--sandbox', '--yes', '--customer-name', long),
    ({ code, stdout }) => {
      assert.equal(code, 3);
      assert.equal(JSON.parse(stdout).error.field, '--customer-name');
      return true;
    },
  );
});

test('deploy and status say where the page is, and it is there', async () => {
  const directory = join(app.home, 'app');
  await app.pam('app', 'export', directory);
  mkdirSync(join(directory, 'assets'), { recursive: true });
  writeFileSync(join(directory, 'assets/index.html'), '<p>A page of the clinic’s own</p>');
  const { page } = await app.pam('deploy', '--sandbox', '--yes', '--app', directory);
  assert.equal(page, `${app.origin}/index.html`);
  assert.equal((await app.pam('status', '--sandbox')).page, page);
  const { host, pathname } = new URL(page);
  const answer = await app.ask(pathname, { host });
  assert.deepEqual([answer.status, answer.text], [200, '<p>A page of the clinic’s own</p>']);
});
