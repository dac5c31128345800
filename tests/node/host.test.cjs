'use strict';
const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, it } = require('node:test');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { Host, unpackBuild } = require('./support.cjs');

describe('the host', () => {
  let build;
  /** @type {Host} */
  let host;
  before(() => (build = unpackBuild()));
  after(async () => {
    await host.close();
    build.remove();
  });
  beforeEach(() => {
    if (!host || host.child.exitCode !== null || host.child.signalCode) host = new Host(build);
  });
  const trouble = (name, more) => host.invoke({ path: '/trouble', query: `case=${name}`, ...more });

  for (const name of ['rejects', 'strayRejection', 'strayException']) {
    it(`answers ${name} with 500, logs 82002 and lives on`, async () => {
      const pid = host.child.pid;
      const slow = trouble('slow');
      const answer = await trouble(name);
      assert.equal(answer.status, 500);
      assert.match(answer.logs.join('\n'), /error: 82002: .*Error/);
      assert.doesNotMatch(answer.body.toString(), /Error/);
      // It befell one invocation; another one under way is not touched.
      assert.equal((await slow).status, 200);
      assert.equal(host.child.pid, pid);
    });
  }

  it('names a Function by its path in a stack, not by a folder of this machine', async () => {
    const { logs } = await trouble('rejects');
    assert.match(logs[0], /rejected in \/trouble\n\s+at .*\(?\/trouble\.js:\d+/);
    assert.ok(!logs[0].includes(build.root) && !logs[0].includes('host.cjs'), logs[0]);
  });

  it('ends with the process a Function exits, and says what was under way', async () => {
    const [slow, exit] = await Promise.all([trouble('slow'), trouble('exit')]);
    assert.deepEqual([slow.died, exit.died], [true, true]);
    await host.closed;
  });

  it('sends an answer that was given before the exit', async () => {
    const answer = await trouble('exitAfterAnswer');
    assert.equal(answer.body.toString(), 'answered');
    await host.closed;
  });

  it('takes the first of several callbacks', async () => {
    assert.equal((await trouble('twice')).body.toString(), 'first');
  });

  it('answers when an async handler calls back', async () => {
    assert.equal((await trouble('asyncCallback')).body.toString(), 'async');
  });

  it('does not answer for a handler that never calls back, whatever it returns', async () => {
    // pam answers 504 after 10 s: src/sandbox/functions/gateway/tests.rs.
    const silent = Promise.race([trouble('never'), trouble('asyncValue')]);
    const others = await Promise.all([trouble('slow'), trouble('slow')]);
    assert.deepEqual(
      others.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(await Promise.race([silent, Promise.resolve('silent')]), 'silent');
  });

  it('answers 500 above 4 MB', async () => {
    assert.equal((await trouble('large')).body.length, 4 * 1024 * 1024);
    const answer = await trouble('huge');
    assert.equal(answer.status, 500);
    assert.match(answer.logs[0], /4194305 bytes/);
  });

  it('gives console lines to the invocation that wrote them', async () => {
    const [first, other] = await Promise.all([trouble('logs'), trouble('slow')]);
    assert.deepEqual(first.logs, [
      'info: log with format { a: 1 }',
      'warn: warned',
      'error: erred',
      'info: written',
      'error: to stderr',
      'info: after a pause\nin two lines',
      'info: after the callback',
    ]);
    assert.deepEqual(other.logs, []);
  });

  it("shows the sandbox's time, the newest offset counts", async () => {
    for (const days of [400, 0, 36500]) {
      const offset = days * 86_400_000;
      const before = Date.now() + offset;
      const answer = JSON.parse((await trouble('clock', { clockOffset: offset })).body.toString());
      const after = Date.now() + offset;
      const year = String(new Date(before).getUTCFullYear());
      for (const time of [answer.now, Date.parse(answer.date), Date.parse(answer.subclass)]) {
        assert.ok(time >= before && time <= after, `${time} is not between ${before} and ${after}`);
      }
      assert.deepEqual([answer.format, answer.parts], [year, year]);
      assert.ok(answer.text.includes(year), answer.text);
      assert.equal(answer.fixed, '1970-01-01T00:00:00.000Z');
      assert.equal(answer.parsed, 978307200000);
      assert.ok(answer.isDate);
    }
  });

  it('ends when its standard input closes', async () => {
    await trouble('slow');
    await host.close();
    assert.equal(host.child.signalCode, 'SIGKILL');
  });

  for (const [name, state] of [
    ['slow', 'idle'],
    ['block', 'blocked'],
  ]) {
    it(`does not outlive a killed pam when ${state}`, async () => {
      // The stand-in for pam is killed as hard as can be, with the host's pipes open.
      const program = `
        const { Host } = require(${JSON.stringify(join(__dirname, 'support.cjs'))});
        const host = new Host(${JSON.stringify(build)});
        host.invoke({ path: '/trouble', query: 'case=slow' }).then(() => {
          host.invoke({ path: '/trouble', query: 'case=${name}' });
          setTimeout(() => process.stdout.write(String(host.child.pid)), 300);
        });`;
      const parent = spawn(process.execPath, ['--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [printed] = await once(parent.stdout, 'data');
      const pid = Number(printed);
      assert.ok(isAlive(pid));
      parent.kill('SIGKILL');
      for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 50) await pause(50);
      const survived = isAlive(pid);
      if (survived) process.kill(pid, 'SIGKILL');
      assert.ok(!survived);
    });
  }
});

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
