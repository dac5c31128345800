'use strict';

/**
 * The administrator's whole journey against the real thing: a sandbox with the app that the binary deploys, the code
 * read from the administrator's phone there, the patient answering from another.
 */

const assert = require('node:assert/strict');
const { Deployment } = require('../node/deployed/deployment.cjs');
const { VIEWS, check, open, has, axeViolations, overflow, picture } = require('./browser.cjs');

/** @typedef {import('playwright-core').Page} Page */

/** The one refusal that the journey asks for: a wrong code. */
const WRONG_CODE = /^console: Failed to load resource: the server responded with a status of 401/;

/** @param {Page} page @param {string} name */
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** @param {Page} page @param {string} name */
async function sound(page, name) {
  assert.deepEqual(await axeViolations(page), [], name);
  assert.equal(await overflow(page), 0, `${name}: nothing to scroll sideways`);
  await picture(page, `journey-${name}`, !name.startsWith('review'));
}

/**
 * Sends an event and waits until its text is seen on the page.
 * @param {Page} page @param {string} label
 */
async function event(page, label) {
  const before = await page.locator('#messages > .sent').count();
  await page.getByRole('radio', { name: label, exact: true }).check();
  await press(page, 'Send the event');
  await has(page, '#sent', `“${label}” was handed to the Flow`);
  await page.locator('#messages > .sent').nth(before).waitFor({ timeout: 20_000 });
}

/** @param {Page} page @param {string} name */
const view = (page, name) => page.getByRole('navigation').getByRole('link', { name }).click();

/** @param {Page} page @param {string} phone @param {string} action @param {RegExp} done */
async function settle(page, phone, action, done) {
  await press(page, action === 'Cancel' ? 'Cancel …' : 'Send now …');
  await page.locator('#review-list li', { hasText: phone }).first().waitFor();
  await sound(page, `review-${action.toLowerCase()}`);
  await page.locator('#review-go').click();
  await page.locator('#review-title').filter({ hasText: done }).waitFor();
  await sound(page, `reviewed-${action.toLowerCase()}`);
  await press(page, 'Close');
}

/** @param {any} app @param {(typeof VIEWS)[number]} how @param {string} phone */
async function whole(app, how, phone) {
  const { page, complaints, close } = await open(`${app.origin}/index.html`, how);
  page.setDefaultTimeout(20_000);
  /** @type {Set<string>} */
  const tokens = new Set();
  page.on('request', (request) => {
    const bearer = request.headers().authorization;
    if (bearer) tokens.add(bearer.replace('Bearer ', ''));
  });
  const see = (/** @type {string} */ name) => sound(page, `${name}-${how.width}-${how.scheme}`);
  try {
    await see('door');
    await page.getByLabel('Password').fill(app.password);
    await press(page, 'Continue');
    await has(page, '#code-sent', 'ends in 0170');
    const code = await app.code();
    await page.getByLabel('Six-digit code').fill(code === '000000' ? '111111' : '000000');
    await press(page, 'Sign in');
    await has(page, '#code-error', '4 attempts are left');
    await page.getByLabel('Six-digit code').fill(code);
    await see('code');
    await press(page, 'Sign in');
    await page.locator('#event-form').waitFor();

    await page.locator('#patient_phone').fill(phone);
    await page.locator('#patient_first_name').fill('Zoë');
    await press(page, 'Send the event');
    await has(page, '#messages > .sent', 'Zoë');
    await app.pam('sandbox', 'reply', phone, 'CONFIRM APPT');
    await has(page, '#messages > .received', 'CONFIRM APPT');
    await event(page, 'Confirmed');
    await page.locator('#appointment_datetime').fill(
      await page
        .locator('#appointment_datetime')
        .inputValue()
        .then((at) => at.replace(/T.*/, 'T14:15')),
    );
    await event(page, 'Rescheduled');
    await page.locator('#appointment_location').fill('Owl Health, 3 Oak Street');
    await event(page, 'Modified');
    await event(page, 'Remind');
    await see('simulate');

    await view(page, 'Reminders');
    await page.getByLabel('Find').fill(phone);
    await page.locator('#reminders li', { hasText: phone }).nth(1).waitFor();
    await see('reminders');
    await page.locator('#reminders li', { hasText: phone }).first().locator('input').check();
    const texts = async () =>
      (await app.phone(phone)).filter((/** @type {any} */ m) => m.direction === 'received');
    const before = (await texts()).length;
    await settle(page, phone, 'Send', /^1 reminder sent$/);
    assert.equal((await texts()).length, before + 1, 'it is on the phone');
    await page.waitForFunction(() => document.querySelectorAll('#reminders > li').length === 1);
    await page.locator('#choose-all').check();
    await settle(page, phone, 'Cancel', /^1 reminder canceled$/);
    await page.waitForFunction(() => document.querySelectorAll('#reminders > li').length === 0);
    const { reminders } = await app.pam('reminders', 'list', '--sandbox');
    assert.ok(!JSON.stringify(reminders).includes(phone), 'nor does the command line list any');

    await app.pam('sandbox', 'inbox', '--answer-with', '503');
    await app.pam('sandbox', 'reply', phone, 'CANCEL APPT');
    await view(page, 'Requests');
    await has(page, '#requests > li', 'answered 503');
    await see('requests');
    await press(page, 'Sweep now');
    await has(page, '#sweep-told', 'Not everything could be done');
    await app.pam('sandbox', 'inbox', '--answer-with', '200');
    // Until then a request that was just posted counts as under way.
    await app.advance('2m');
    await press(page, 'Sweep now');
    await page.locator('#sweep-told').getByText('The sweep is through.', { exact: true }).waitFor();
    await has(page, '#requests-none', 'has taken everything');
    await see('swept');

    await view(page, 'Simulate');
    await event(page, 'Canceled');
    const id = await page.locator('#appointment_id').inputValue();
    await press(page, 'New appointment');
    await page.waitForFunction(
      (old) => /** @type {any} */ (document.querySelector('#appointment_id')).value !== old,
      id,
    );
    assert.equal(await page.locator('#patient_phone').inputValue(), phone, 'the patient stays');
    await event(page, 'Booked');
    await event(page, 'No-show');
    await page.waitForFunction(
      (count) => document.querySelectorAll('#messages > .sent').length === count,
      (await texts()).length,
    );
    await see('told');

    await press(page, 'Sign out');
    await has(page, '#door-news', 'You are signed out.');
    await see('signed-out');
    for (const token of tokens) {
      const { status } = await app.ask('/reminders', { token });
      assert.equal(status, 401, 'no token that the page had opens anything');
    }
    assert.deepEqual(
      complaints.filter((text) => !WRONG_CODE.test(text)),
      [],
    );
  } catch (error) {
    await picture(page, 'journey-failed');
    throw error;
  } finally {
    await close();
  }
}

/** Needs PAM_BINARY. */
async function journey() {
  const app = await Deployment.start();
  try {
    for (const [at, how] of VIEWS.entries()) {
      await check(`the whole journey in the sandbox, at ${how.width} px, ${how.scheme}`, () =>
        whole(app, how, `+1202555018${at}`),
      );
      // Past the limit of sign-ins.
      await app.advance('1h');
    }
  } finally {
    await app.stop();
  }
}

module.exports = { journey };
