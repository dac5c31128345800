'use strict';

/** docs/audit.md: each row is there once and names tests that exist. */

const assert = require('node:assert/strict');
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { ROOT } = require('./support/runtime.cjs');

const ROWS = { A: 19, B: 27, C: 10, D: 23, F: 15, H: 6 };
const rows = readFileSync(join(ROOT, 'docs/audit.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| [A-H]\d+ \|/.test(line))
  .map((line) => line.slice(2, -2).split(' | '));

/** Whether a test of that name is declared in the file, in either language. */
function isDeclared(file, name) {
  const source = readFileSync(join(ROOT, file), 'utf8');
  if (file.endsWith('.rs')) return new RegExp(`#\\[(tokio::)?test\\]\\s+(async )?fn ${name}\\(`).test(source);
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`\\b(test|check|story)\\(\\s*(['"\`])${quoted}\\2`).test(source);
}

test('every row stands there once, in order', () => {
  const expected = Object.entries(ROWS).flatMap(([area, count]) =>
    Array.from({ length: count }, (_, index) => `${area}${index + 1}`),
  );
  assert.deepEqual(
    rows.map(([id]) => id),
    expected,
  );
});

test('every row names tests that exist, or says why it cannot occur', () => {
  for (const [id, wrong, does, proof, ...more] of rows) {
    assert.deepEqual(more, [], id);
    assert.ok(wrong.length > 10, id);
    if (proof.startsWith('cannot occur: ')) {
      assert.equal(does.trim(), '', id);
      assert.ok(proof.length > 40, id);
      continue;
    }
    assert.ok(does.length > 5, id);
    const named = [...proof.matchAll(/`([^`]+)`: "([^"]+)"/g)];
    assert.equal(named.map(([text]) => text).join('; '), proof, id);
    for (const [, file, name] of named) {
      assert.ok(existsSync(join(ROOT, file)), `${id}: ${file}`);
      assert.ok(isDeclared(file, name), `${id}: ${file}: ${name}`);
    }
  }
});
