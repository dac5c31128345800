'use strict';

/** A visit to the administrator's page with a deployment of its own: signing in, going about, and what must hold everywhere. */

const assert = require('node:assert/strict');
const { check, open, has, axeViolations, overflow, picture } = require('./browser.cjs');
const { start, PASSWORD, CODE } = require('./clinic.cjs');

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {Awaited<ReturnType<typeof start>>} Clinic */

/** Chromium tells every answer that is no success; here they are answers that a check asked for. */
const REFUSALS = /^console: Failed to load resource/;

/** @param {Page} page @param {string} name */
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** @param {Page} page */
async function password(page) {
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Continue');
  await has(page, '#code-sent', 'ends in 0170');
}

/** @param {Page} page */
async function signIn(page) {
  await password(page);
  await page.getByLabel('Six-digit code').fill(CODE);
  await press(page, 'Sign in');
  await page.locator('#app h1:visible').waitFor();
}

/** @param {Page} page @param {string} name */
async function view(page, name) {
  await page.getByRole('navigation').getByRole('link', { name }).click();
}

/**
 * Nothing wrong that axe or the eye can measure, whatever state the page is in.
 * @param {Page} page
 * @param {string} name
 * @param {string} [suffix]
 */
async function sound(page, name, suffix = '') {
  assert.deepEqual(await axeViolations(page), [], name);
  assert.equal(await overflow(page), 0, `${name}: nothing to scroll sideways`);
  await picture(page, `admin-${name}${suffix}`, name !== 'review' && name !== 'reviewed');
}

/**
 * A check with a deployment of its own, signed in unless it says otherwise.
 * @param {string} name
 * @param {(clinic: Clinic, page: Page) => Promise<void>} body
 * @param {Parameters<typeof open>[1] & Parameters<typeof start>[0] & {out?: boolean, noise?: RegExp}} [how]
 */
async function story(name, body, how = {}) {
  await check(name, async () => {
    const clinic = await start(how);
    const opened = await open(clinic.url, how);
    try {
      if (!how.out) await signIn(opened.page);
      await body(clinic, opened.page);
      assert.deepEqual(
        opened.complaints.filter((text) => !(how.noise ?? REFUSALS).test(text)),
        [],
      );
    } finally {
      await opened.close();
      clinic.close();
    }
  });
}

/** What of a patient's stands anywhere in the document, hidden or in a field. @param {Page} page */
const patientData = (page) =>
  page.evaluate(() => {
    const fields = [...document.querySelectorAll('input')].map((field) => field.value);
    const all = [document.documentElement.textContent, ...fields].join(' ');
    return ['Whitfield', 'Okafor', '+12025550175', 'A-204'].filter((text) => all.includes(text));
  });

module.exports = { press, password, signIn, view, sound, story, patientData };
