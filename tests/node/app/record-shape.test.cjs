'use strict';
/** What the functions and pam both know of the record; pam's tests hold themselves to the same files. */
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { load } = require('./support/runtime.cjs');
const { check } = require('./support/json-schema.cjs');

const read = (name) => JSON.parse(readFileSync(join(__dirname, '../../../assets/schema', name), 'utf8'));

test('the example of a record fits the schema', () => {
  assert.deepEqual(
    check(read('appointment-record.schema.json'), read('appointment-record.example.json')),
    [],
  );
});

test("an EHR's id becomes the key that pam looks for", () => {
  const { appointmentKey } = load('record-store');
  for (const [id, key] of Object.entries(read('appointment-keys.example.json'))) {
    assert.equal(appointmentKey(id), key, id);
  }
});

test('a line of the log names its Execution and its appointment, so that pam finds it, and nothing else', () => {
  const { handler, log } = load('helpers');
  const { key, marks } = read('appointment-marks.example.json');
  const sid = `FN${'0'.repeat(31)}a`;
  const lines = [];
  const { info } = console;
  console.info = (line) => lines.push(line);
  try {
    for (const id of Object.keys(marks)) {
      const work = handler((context) => {
        log('info', context, 'noted', 'Something.', id);
        return {};
      });
      const context = { PATH: '/f', TOKEN_SIGNING_KEY: key };
      for (const execution_sid of [sid, undefined, '+12025550175', `${sid}\n`]) {
        work(context, { execution_sid }, () => {});
      }
      work({ PATH: '/f' }, { execution_sid: sid }, () => {});
      const [called, named, ...others] = lines.splice(0);
      assert.equal(called, `/f called: The Flow called. [${sid}]`);
      assert.equal(named, `/f noted: Something. [${sid}, appointment ${marks[id]}]`);
      const bare = `/f noted: Something. [appointment ${marks[id]}]`;
      assert.deepEqual(others, [bare, bare, bare, called, `/f noted: Something. [${sid}]`]);
    }
  } finally {
    console.info = info;
  }
});
