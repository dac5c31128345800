'use strict';

/** What the checks of both pages share: Chromium, a page that keeps every complaint, axe, pictures, and the count. */

const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const axe = require('axe-core');
const { chromium } = require('playwright-core');

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const PAGE_LIMIT = 30 * 1024;
const VIEWS = [
  { width: 320, height: 720, scheme: 'light' },
  { width: 320, height: 720, scheme: 'dark' },
  { width: 1280, height: 900, scheme: 'light' },
  { width: 1280, height: 900, scheme: 'dark' },
];
const BROWSER = {
  executablePath: process.env.PAM_CHROMIUM || '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{page: Page, complaints: string[], close: () => Promise<void>}} Opened */

/** @type {import('playwright-core').Browser} */
let browser;
let passed = 0;
let failed = 0;

/**
 * @param {string} name
 * @param {() => Promise<void>} body
 */
async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error instanceof Error ? (error.stack ?? error.message) : error}`);
  }
}

/**
 * Opens an address and keeps every complaint: console errors, uncaught errors, CSP violations, requests elsewhere.
 * @param {string} url
 * @param {{width?: number, height?: number, scheme?: string, reduced?: boolean, zone?: string, locale?: string,
 *   clock?: boolean, forced?: boolean}} [view] `clock`: the page's time is the test's
 * @returns {Promise<Opened>}
 */
async function open(url, view = {}) {
  const context = await browser.newContext({
    viewport: { width: view.width ?? 1280, height: view.height ?? 900 },
    colorScheme: view.scheme === 'dark' ? 'dark' : 'light',
    reducedMotion: view.reduced === false ? 'no-preference' : 'reduce',
    forcedColors: view.forced ? 'active' : 'none',
    timezoneId: view.zone ?? 'America/New_York',
    locale: view.locale ?? 'en-US',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  /** @type {string[]} */
  const complaints = [];
  const { origin } = new URL(url);
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') complaints.push(`console: ${m.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol !== 'data:' && asked.origin !== origin)
      complaints.push(`request elsewhere: ${request.url()}`);
  });
  await page.exposeFunction('pamViolation', (/** @type {string} */ text) => complaints.push(`CSP: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // @ts-expect-error exposed above
      window.pamViolation(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  if (view.clock) await page.clock.install();
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}

/**
 * @param {Page} page
 * @param {string} selector
 * @param {string} text
 */
const has = (page, selector, text) => page.locator(selector).filter({ hasText: text }).first().waitFor();

/** @param {Page} page */
async function axeViolations(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    // @ts-expect-error put there by axe.source
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return violations.map(
      (/** @type {any} */ v) => `${v.id}: ${v.nodes.map((/** @type {any} */ n) => n.target).join(' ')}`,
    );
  }, AXE_TAGS);
}

/** @param {Page} page */
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/**
 * @param {Page} page
 * @param {string} name
 * @param {boolean} [whole]
 */
async function picture(page, name, whole = true) {
  const folder = process.env.PAM_SCREENSHOTS;
  if (!folder) return;
  fs.mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: whole });
}

/** @param {string} folder */
function weight(folder) {
  const files = fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name)));
  return files.reduce((sum, file) => sum + zlib.gzipSync(file, { level: 9 }).length, 0);
}

/**
 * Runs the checks in a browser; the last line is the count, the exit code 1 when something failed.
 * @param {() => Promise<void>} checks
 */
async function run(checks) {
  try {
    browser = await chromium.launch(BROWSER);
    await checks();
  } catch (error) {
    console.error(error);
    failed += 1;
  } finally {
    await browser?.close();
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

module.exports = { VIEWS, PAGE_LIMIT, check, open, has, axeViolations, overflow, picture, weight, run };
