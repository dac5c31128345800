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
