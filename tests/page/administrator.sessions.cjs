'use strict';

/** Signing in, and how a session goes on and ends. */

const assert = require('node:assert/strict');
const { open, has } = require('./browser.cjs');
const { problem, CODE } = require('./clinic.cjs');
const { press, password, signIn, view, sound, story, patientData } = require('./visit.cjs');

async function signingIn() {
  await story(
    'passwords managers, pasted codes, and a code’s five attempts',
    async (clinic, page) => {
      assert.equal(await page.getByLabel('Password').getAttribute('autocomplete'), 'current-password');
      await page.getByLabel('Password').fill('wrong');
      await page.keyboard.press('Enter');
      await has(page, '#password-error', 'This is not the password');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'password');
      await password(page);
      const field = page.getByLabel('Six-digit code');
      assert.equal(await field.getAttribute('autocomplete'), 'one-time-code');
      assert.equal(await field.getAttribute('inputmode'), 'numeric');
      await field.fill('12');
      await press(page, 'Sign in');
      await has(page, '#code-error', 'six digits');
      assert.equal(clinic.count('POST /mfa'), 0, 'no attempt is wasted');
      for (const left of [
        '4 attempts are',
        '3 attempts are',
        '2 attempts are',
        'One attempt is',
        '0 attempts are',
      ]) {
        await field.fill('000000');
        await press(page, 'Sign in');
        await has(page, '#code-error', left);
      }
      await field.fill('000000');
      await press(page, 'Sign in');
      await has(page, '#door-news', 'Too many wrong codes');
      assert.equal(await page.getByLabel('Password').inputValue(), '', 'and the password is gone');
      await password(page);
      await page.getByLabel('Six-digit code').fill(` ${CODE.slice(0, 3)} ${CODE.slice(3)}\t`);
      await page.keyboard.press('Enter');
      await page.locator('#event-form').waitFor();
      assert.deepEqual(clinic.calls.find(({ route }) => route === 'POST /login')?.body, {
        password: 'wrong',
      });
      assert.deepEqual(clinic.calls.findLast(({ route }) => route === 'POST /mfa')?.body, { code: CODE });
    },
    { out: true },
  );

  await story(
    'a code that nobody enters expires',
    async (_, page) => {
      await password(page);
      await page.clock.fastForward(301_000);
      await has(page, '#door-news', 'The code has expired');
      await page.getByLabel('Password').waitFor();
    },
    { out: true, clock: true },
  );

  await story(
    'too many logins: the button counts the wait down',
    async (clinic, page) => {
      clinic.override('POST /login', () =>
        problem(429, 'too-many-attempts', 'Too many attempts to sign in.', { retry_after: 540 }),
      );
      await page.getByLabel('Password').fill('wrong');
      await press(page, 'Continue');
      await has(page, '#door-news', 'Try again in 9 min');
      await page.getByRole('button', { name: 'Continue (in 9 min)' }).click({ force: true });
      await page.getByLabel('Password').press('Enter');
      assert.equal(clinic.count('POST /login'), 1);
      await sound(page, 'throttled');
      clinic.override('POST /login', null);
      await page.clock.fastForward(541_000);
      await password(page);
    },
    { out: true, clock: true },
  );

  await story('tokens are in memory and in one header only', async (clinic, page) => {
    await view(page, 'Reminders');
    await page.locator('#reminders input').first().waitFor();
    const traces = await page.evaluate(() => [
      document.cookie,
      JSON.stringify({ ...localStorage, ...sessionStorage, ...Object(history.state) }),
      location.href,
      document.documentElement.outerHTML,
    ]);
    for (const text of traces) assert.doesNotMatch(text, /app-\d|mfa-\d/);
    for (const { route, token, body } of clinic.calls) {
      assert.equal(Boolean(token), route !== 'POST /login', route);
      assert.doesNotMatch(JSON.stringify(body), /app-\d|mfa-\d/);
    }
    await page.reload();
    await page.getByLabel('Password').waitFor();
  });
}

async function sessions() {
  await story(
    'a session is refreshed at two thirds of its token’s life, once',
    async (clinic, page) => {
      await page.clock.fastForward(590_000);
      assert.equal(clinic.count('POST /refresh-token'), 0);
      await page.clock.fastForward(12_000);
      await view(page, 'Reminders');
      await page.locator('#reminders input').first().waitFor();
      assert.equal(clinic.count('POST /refresh-token'), 1);
      assert.equal(clinic.calls.findLast(({ route }) => route === 'GET /reminders')?.token, 'app-2');
      await page.clock.fastForward(300_000);
      assert.equal(clinic.count('POST /refresh-token'), 1);
    },
    { clock: true },
  );

  await story(
    'a refresh that fails is tried again ever more rarely, and the end is told',
    async (clinic, page) => {
      clinic.override('POST /refresh-token', () => problem(503, 'unavailable', 'Not now.'));
      await view(page, 'Requests');
      for (let second = 0; second < 299; second += 1) await page.clock.runFor(3_000);
      const tried = clinic.count('POST /refresh-token');
      assert.ok(tried >= 3 && tried <= 8, `${tried} refreshes in five minutes`);
      await page.clock.runFor(5_000);
      await has(page, '#door-news', 'Your session has ended');
      assert.deepEqual(await patientData(page), []);
      await sound(page, 'ended');
    },
    { clock: true },
  );

  await story(
    'the end of the whole session is told before, and comes',
    async (clinic, page) => {
      await page.clock.fastForward(200_000);
      await page.clock.runFor(2_000);
      assert.equal(await page.locator('#ending').isVisible(), false);
      await page.clock.fastForward(110_000);
      await has(page, '#ending', 'You will be signed out at');
      await sound(page, 'ending');
      await page.clock.fastForward(300_000);
      await has(page, '#door-news', 'Your session has ended');
      assert.equal(await page.locator('#ending').isVisible(), false);
      assert.equal(clinic.count('POST /refresh-token'), 0, 'there was nothing to refresh');
    },
    { clock: true, sessionSeconds: 600 },
  );

  await story(
    'a session that the app refuses ends at once, and takes what it showed along',
    async (clinic, page) => {
      await view(page, 'Reminders');
      await page.locator('#reminders input').first().check();
      await press(page, 'Send now …');
      clinic.forget();
      await press(page, 'Send 1 reminder now');
      await has(page, '#door-news', 'no longer takes this session');
      assert.equal(await page.locator('dialog[open]').count(), 0);
      assert.deepEqual(await patientData(page), []);
      const calls = clinic.calls.length;
      await page.waitForTimeout(2500);
      assert.equal(clinic.calls.length, calls, 'nothing is asked any more');
      await signIn(page);
      await view(page, 'Reminders');
      assert.equal(await page.locator('#reminders input:checked').count(), 0);
    },
  );

  await story('sign-out kills the session there and here', async (clinic, page) => {
    const told = page.waitForResponse('**/logout');
    await press(page, 'Sign out');
    await has(page, '#door-news', 'You are signed out.');
    await told;
    assert.equal(clinic.count('POST /logout'), 1);
    assert.deepEqual(await patientData(page), []);
    await signIn(page);
    clinic.setAway(true);
    await press(page, 'Sign out');
    await has(page, '#door-news', 'The app did not answer');
    assert.deepEqual(await patientData(page), []);
  });
}

module.exports = { signingIn, sessions };
