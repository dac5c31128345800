'use strict';

/** The page's files, and each of its states: accessible, in place, and honest about what is missing. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const browser = require('./browser.cjs');
const { VIEWS, PAGE_LIMIT, check, open, has } = require('./browser.cjs');
const { start, problem, ASSETS, CODE } = require('./clinic.cjs');
const { press, password, view, sound, story } = require('./visit.cjs');

async function files() {
  await check(`the page weighs at most ${PAGE_LIMIT} bytes, compressed`, async () => {
    const bytes = browser.weight(ASSETS);
    assert.ok(bytes <= PAGE_LIMIT, `${bytes} bytes`);
  });
  await check('nothing is inline and nothing comes from elsewhere', async () => {
    const html = fs.readFileSync(path.join(ASSETS, 'index.html'), 'utf8');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ])
      assert.ok(policy.split('; ').includes(rule), rule);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]* src="\/)/i);
    for (const [, at] of html.matchAll(/(?:src|href)="([^"]*)"/g))
      assert.match(at ?? '', /^(\/[a-z]+\.(js|css)|#[a-z]+|data:image\/svg\+xml,.*)$/);
    for (const name of fs.readdirSync(ASSETS).filter((file) => file.endsWith('.js')))
      assert.doesNotMatch(
        fs.readFileSync(path.join(ASSETS, name), 'utf8'),
        /innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Storage\b|\.cookie|console\./,
        name,
      );
  });
}

async function states() {
  for (const { width, height, scheme } of VIEWS) {
    const suffix = `-${width}-${scheme}`;
    await story(
      `every state is accessible and fits, at ${width} px, ${scheme}`,
      async (clinic, page) => {
        const see = (/** @type {string} */ name) => sound(page, name, suffix);
        await see('door');
        await press(page, 'Continue');
        await has(page, '#password-error', 'Type the password');
        await see('door-error');
        await password(page);
        await page.getByLabel('Six-digit code').fill('000000');
        await press(page, 'Sign in');
        await has(page, '#code-error', '4 attempts are left');
        await see('code');
        await page.getByLabel('Six-digit code').fill(CODE);
        await press(page, 'Sign in');
        await page.locator('.message').first().waitFor();
        await see('simulate');
        await page.locator('#patient_phone').fill('12');
        await press(page, 'Send the event');
        await has(page, '#patient_phone-error', '“Phone” is no phone number');
        await see('simulate-error');
        await page.locator('#patient_phone').fill('+12025550175');
        await press(page, 'Send the event');
        await has(page, '#sent', 'was handed to the Flow');
        await page.locator('#taken summary').click();
        await see('simulate-sent');
        clinic.override('POST /conversation', () => 'hang-up');
        await press(page, 'Show');
        await has(page, '#talk-problem', 'did not answer');
        await see('offline');
        await view(page, 'Reminders');
        await page.locator('#reminders input').first().waitFor();
        for (const at of [0, 1, 2, 3]) await page.locator('#reminders input').nth(at).check();
        await see('reminders');
        await press(page, 'Cancel …');
        await page.locator('#review').waitFor();
        await see('review');
        await press(page, 'Cancel 4 reminders');
        await has(page, '#review-title', 'canceled');
        await see('reviewed');
        await press(page, 'Close');
        await page.getByLabel('Find').fill('nobody');
        await has(page, '#reminders-none', 'matches');
        await see('reminders-none');
        await view(page, 'Requests');
        await has(page, '#requests li', 'A-20417');
        await see('requests');
        await press(page, 'Sweep now');
        await has(page, '#sweep-told', 'through');
        await see('swept');
        await press(page, 'Sign out');
        await has(page, '#door-news', 'You are signed out');
        await see('signed-out');
      },
      { width, height, scheme, reminders: 12, out: true },
    );
  }

  await story(
    'nothing there: each view says so and what brings something',
    async (_, page) => {
      await has(page, '#messages-none', 'No text between the clinic');
      await view(page, 'Reminders');
      await has(page, '#reminders-none', 'A booked appointment schedules');
      await sound(page, 'empty-reminders');
      await view(page, 'Requests');
      await has(page, '#requests-none', 'has taken everything');
      await sound(page, 'empty-requests');
    },
    { empty: true },
  );

  await story(
    'loading is shown, an error can be tried again, a limit is waited for',
    async (clinic, page) => {
      /** @type {(answer: any) => void} */
      let go = () => {};
      const held = new Promise((resolve) => (go = resolve));
      await page.route('**/reminders', async (route) => {
        await held;
        await route.continue();
      });
      await view(page, 'Reminders');
      await has(page, '#reminders-told', 'Loading reminders');
      await page.locator('#reminders-skeleton').waitFor();
      await sound(page, 'loading');
      clinic.override('GET /reminders', () => problem(500, 'unexpected', 'Something failed here (id 7f3a).'));
      go(null);
      await has(page, '#reminders-problem', 'Something failed here');
      await sound(page, 'error');
      clinic.override('GET /reminders', () =>
        problem(429, 'slow-down', 'Too many requests.', { retry_after: 5 }),
      );
      await page.locator('#reminders-problem button').click();
      await has(page, '#reminders-problem', 'Try again in 5 s');
      const before = clinic.count('GET /reminders');
      await page.locator('#reminders-problem button').click({ force: true });
      assert.equal(clinic.count('GET /reminders'), before, 'not before its time');
      await sound(page, 'limit');
      clinic.override('GET /reminders', null);
      await page.locator('#reminders-problem button[aria-disabled=false]').click();
      await page.locator('#reminders input').first().waitFor();
      assert.equal(await page.locator('#reminders-problem').isVisible(), false);
    },
  );

  await story(
    'pages without anything are read over, and what is found is shown meanwhile',
    async (clinic, page) => {
      /** @type {() => void} */
      let go = () => {};
      const held = new Promise((resolve) => (go = () => resolve(null)));
      await page.route('**/requests?page=4', async (route) => {
        await held;
        await route.continue();
      });
      clinic.override('GET /requests', (_, url) => {
        const at = Number(url.searchParams.get('page') ?? 0);
        const request = {
          appointment_id: `A-${at}`,
          id: `q${at}`,
          kind: 'confirm',
          at: '2026-11-25T09:02:00Z',
          attempts: 0,
        };
        return {
          status: 200,
          body: { requests: at % 5 === 2 ? [request] : [], next: at < 8 ? String(at + 1) : null },
        };
      });
      await view(page, 'Requests');
      await has(page, '#requests-told', '1 request found, looking further');
      await has(page, '#requests li', 'A-2');
      go();
      await has(page, '#requests-told', '2 requests.');
      clinic.override('GET /reminders', (_, url) => {
        const at = Number(url.searchParams.get('page') ?? 0);
        return at < 9
          ? { status: 200, body: { reminders: [], next: String(at + 1) } }
          : { status: 200, body: { reminders: [], next: null } };
      });
      await view(page, 'Reminders');
      await has(page, '#reminders-none', 'No reminder is waiting');
      assert.equal(clinic.count('GET /reminders'), 10);
      assert.equal(await page.locator('#reminders-skeleton').isVisible(), false);
    },
  );

  await story('a lost connection is told at the top, and goes away', async (clinic, page) => {
    clinic.setAway(true);
    await view(page, 'Requests');
    await has(page, '#offline', 'No connection');
    await has(page, '#requests-problem', 'did not answer');
    clinic.setAway(false);
    await page.locator('#requests-problem button').click();
    await has(page, '#requests li', 'A-20417');
    assert.equal(await page.locator('#offline').isVisible(), false);
  });

  for (const [name, how, css] of /** @type {const} */ ([
    [
      'wider letters and lines',
      { width: 320 },
      '* { letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important }',
    ],
    ['text of 200 %', { width: 640 }, 'html { font-size: 200% !important }'],
    ['forced colors', { width: 1280, forced: true }, ''],
  ]))
    await story(
      `${name}: nothing is cut off`,
      async (_, page) => {
        await page.evaluate((text) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(text);
          document.adoptedStyleSheets = [sheet];
        }, css);
        for (const at of ['Simulate', 'Reminders', 'Requests']) {
          await view(page, at);
          await page
            .locator('#view-reminders input, #requests li, #event-form')
            .first()
            .waitFor({ state: 'attached' });
          await sound(page, `${name.split(' ').pop()}-${at}`);
        }
      },
      how,
    );

  await story(
    'with reduced motion nothing moves',
    async (_, page) => {
      await view(page, 'Reminders');
      const moving = await page.evaluate(() => document.getAnimations().length);
      assert.equal(moving, 0);
    },
    { reduced: true },
  );

  await check('in another page’s frame it shows nothing to click', async () => {
    const clinic = await start();
    const { page, close } = await open(clinic.url);
    try {
      await page.route('**/frame', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<iframe src="/index.html"></iframe>' }),
      );
      await page.goto(new URL('/frame', clinic.url).href);
      const frame = page.frameLocator('iframe');
      await frame.getByText('does not work inside another page').waitFor();
      assert.equal(await frame.locator('input:visible, button:visible').count(), 0);
    } finally {
      await close();
      clinic.close();
    }
  });
}

module.exports = { files, states };
