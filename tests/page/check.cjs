'use strict';

/**
 * Checks the sandbox's page in Chromium: `node check.cjs`.
 *
 * Without more, against the fixture in this folder. With PAM_PAGE_URL (what `pam sandbox` prints, with its token)
 * the part that holds for every sandbox runs against that one. PAM_CHROMIUM names the browser, PAM_SCREENSHOTS a
 * folder for pictures. The last line is `N passed, N failed`; the exit code is 1 when something failed.
 */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const axe = require('axe-core');
const { chromium } = require('playwright-core');
const { start, ASSETS, CSP, HOSTILE } = require('./fixture.cjs');

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
/** @typedef {Awaited<ReturnType<typeof start>>} Fixture */

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
 * @param {{width?: number, height?: number, scheme?: string, reduced?: boolean, zone?: string, locale?: string}} [view]
 * @returns {Promise<Opened>}
 */
async function open(url, view = {}) {
  const context = await browser.newContext({
    viewport: { width: view.width ?? 1280, height: view.height ?? 900 },
    colorScheme: view.scheme === 'dark' ? 'dark' : 'light',
    reducedMotion: view.reduced === false ? 'no-preference' : 'reduce',
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

/** @param {string} url the page's address, with its token */
async function texts(url) {
  const { origin, hash } = new URL(url);
  const token = new URLSearchParams(hash.slice(1)).get('token');
  const headers = { authorization: `Bearer ${token}` };
  const get = async (/** @type {string} */ route) =>
    (await fetch(`${origin}/_pam/${route}`, { headers })).json();
  const { phones } = await get('phones');
  assert.ok(phones.length > 0, 'this sandbox has a phone with texts');
  const { number, messages } = await get(`phones/${encodeURIComponent(phones[0].number)}/messages`);
  return { number, bodies: messages.map((/** @type {{body: string}} */ m) => m.body) };
}

/**
 * What holds for every sandbox that has a phone with texts.
 * @param {string} url
 * @param {string} where
 */
async function generic(url, where) {
  for (const view of VIEWS) {
    await check(`${where}: loads, calm and accessible, at ${view.width} px, ${view.scheme}`, async () => {
      const expected = await texts(url);
      const { page, complaints, close } = await open(url, view);
      await has(page, '#link-text', 'Live');
      await page.getByRole('button', { name: expected.number }).click();
      await has(page, '#who', expected.number);
      await page.locator('#talk .msg').first().waitFor();
      assert.deepEqual(await page.locator('#talk .msg p').allTextContents(), expected.bodies);
      assert.match(
        (await page.locator('#now-utc').textContent()) ?? '',
        /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
      );
      assert.equal(new URL(page.url()).hash, '', 'the token left the address bar');
      assert.deepEqual(await axeViolations(page), []);
      assert.equal(await overflow(page), 0, 'nothing to scroll sideways');
      assert.deepEqual(complaints, []);
      await picture(page, `${where}-${view.width}-${view.scheme}`);
      await close();
    });
  }
  await check(`${where}: the page comes with its Content-Security-Policy`, async () => {
    const response = await fetch(new URL('/', url));
    assert.equal(response.status, 200, 'the page itself needs no token, so that a reload works');
    const rules = (response.headers.get('content-security-policy') ?? '')
      .split(';')
      .map((rule) => rule.trim());
    for (const rule of CSP.split('; ')) assert.ok(rules.includes(rule), rule);
  });
}

/**
 * A check with a fixture of its own.
 * @param {string} name
 * @param {(fixture: Fixture, opened: Opened) => Promise<void>} body
 * @param {Parameters<typeof open>[1] & {empty?: boolean, noise?: RegExp}} [view] `noise`: complaints to be expected
 */
async function story(name, body, view = {}) {
  await check(name, async () => {
    const fixture = await start({ empty: view.empty });
    try {
      const opened = await open(fixture.url, view);
      await has(opened.page, '#link-text', 'Live');
      await body(fixture, opened);
      const rest = opened.complaints.filter((text) => !view.noise?.test(text));
      assert.deepEqual(rest, []);
      await opened.close();
    } finally {
      fixture.close();
    }
  });
}

async function stories() {
  await check(`the page weighs at most ${PAGE_LIMIT} bytes, compressed`, async () => {
    const files = fs.readdirSync(ASSETS).map((name) => fs.readFileSync(path.join(ASSETS, name)));
    const bytes = files.reduce((sum, file) => sum + zlib.gzipSync(file, { level: 9 }).length, 0);
    assert.ok(bytes <= PAGE_LIMIT, `${bytes} bytes`);
  });

  await story('hostile text is shown as text, wherever it stands', async ({ emit }, { page }) => {
    emit('function_log', `log ${HOSTILE}`);
    await page.getByRole('button', { name: '+12025550172' }).click();
    for (const list of ['#talk', '#scheduled', '#ehr', '#executions', '#events'])
      await has(page, `${list} > li`, HOSTILE);
    assert.equal(await page.locator('img, #app script, [onerror], [style]').count(), 0);
    await page.locator('#ehr summary').first().click();
    await has(page, '#ehr pre', HOSTILE);
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await axeViolations(page), []);
    await picture(page, 'hostile-1280');
  });

  await story(
    'a reply is posted to the phone that is shown, and its answer appears',
    async (fixture, { page }) => {
      await page.getByRole('button', { name: '+12025550172' }).click();
      await has(page, '#who', '+12025550172');
      await page.getByLabel('Text message').fill('Is there parking?');
      await page.getByLabel('Text message').press('Enter');
      await has(page, '#talk .received', 'Thank you for "Is there parking?"');
      assert.equal(await page.locator('#talk .sent', { hasText: 'Is there parking?' }).count(), 1);
      assert.equal(await page.getByLabel('Text message').inputValue(), '');
      await page.getByRole('button', { name: 'CONFIRM APPT' }).click();
      await has(page, '#talk .received', 'Thank you for "CONFIRM APPT"');
      await page.getByRole('button', { name: 'CANCEL APPT' }).click();
      await has(page, '#talk .received', 'Thank you for "CANCEL APPT"');
      const to = `/_pam/phones/${encodeURIComponent('+12025550172')}/messages`;
      assert.deepEqual(
        fixture.posted,
        ['Is there parking?', 'CONFIRM APPT', 'CANCEL APPT'].map((body) => ({
          method: 'POST',
          path: to,
          body: { body },
        })),
      );
      const { top, bottom } = await page.locator('#log').evaluate((log) => {
        return { top: log.scrollTop, bottom: log.scrollHeight - log.clientHeight };
      });
      assert.ok(Math.abs(top - bottom) < 2, 'the newest text is in view');
    },
  );

  await story('the clock is moved by what was asked', async (fixture, { page }) => {
    const last = () => fixture.posted[fixture.posted.length - 1];
    for (const [name, seconds] of /** @type {[string, number][]} */ ([
      ['+15 min', 900],
      ['+1 h', 3600],
    ])) {
      await page.getByRole('button', { name, exact: true }).click();
      await has(page, '#said', 'nothing was due');
      await page.waitForFunction(
        () => document.querySelector('.clock')?.getAttribute('aria-busy') === 'false',
      );
      assert.deepEqual(last(), { method: 'POST', path: '/_pam/clock/advance', body: { seconds } });
    }
    const due = fixture.nextDue();
    await page.getByRole('button', { name: 'To the next due thing' }).click();
    await has(page, '#said', '1 text went out');
    assert.deepEqual(last()?.body, { to: due });
    await has(page, '#talk .received', 'you see Dr. Okafor tomorrow');
    assert.equal(await page.locator('#scheduled > li').count(), 2);
    await page.getByRole('button', { name: '+1 day', exact: true }).click();
    await page.waitForFunction(() =>
      document.querySelector('#said')?.textContent?.includes('nothing was due'),
    );
    assert.deepEqual(last()?.body, { seconds: 86400 });
    await page.getByLabel('Move to').fill('2026-11-29T09:00');
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    await has(page, '#said', '2 texts went out');
    assert.deepEqual(last()?.body, { to: '2026-11-29T14:00:00.000Z' }, 'New York is five hours behind UTC');
    await has(page, '#due', 'Nothing is due');
    const before = fixture.posted.length;
    await page.getByLabel('Move to').fill('2026-11-20T09:00');
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    await has(page, '#problem', 'only moves forward');
    assert.equal(fixture.posted.length, before);
    assert.deepEqual(await axeViolations(page), []);
    await picture(page, 'problem-1280', false);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await page.locator('#problem').isVisible(), false);
  });

  await story(
    'the clock is read in the local zone and in UTC',
    async (fixture, { page }) => {
      await has(page, '#now-date', 'Thursday, 26 November 2026');
      await has(page, '#now-zone', 'Asia/Tokyo');
      const shown = Date.parse(
        ((await page.locator('#now-utc').textContent()) ?? '').replace(' UTC', 'Z').replace(' ', 'T'),
      );
      assert.ok(Math.abs(shown - fixture.now()) < 3000, 'within three seconds of the sandbox');
      assert.equal(await page.locator('#now-time').textContent(), '05:00');
    },
    { zone: 'Asia/Tokyo', locale: 'en-GB' },
  );

  await story('the EHR is told how to answer', async (fixture, { page }) => {
    for (const status of [503, 500, 200]) {
      await page.getByLabel('It answers').selectOption(String(status));
      await has(page, '#news', `answers ${status}`);
      assert.equal(fixture.ehrStatus(), status);
      assert.deepEqual(fixture.posted[fixture.posted.length - 1], {
        method: 'PUT',
        path: '/_pam/ehr/response',
        body: { status, body: {} },
      });
    }
    const newest = page.locator('#ehr > li').first();
    for (const text of ['CONFIRM', 'A-1007', '200'])
      assert.ok((await newest.textContent())?.includes(text), text);
  });

  await story('an Execution shows its path and its warnings', async (_, { page }) => {
    const path = page.locator('#executions > li').first().locator('.path li');
    assert.deepEqual(await path.allTextContents(), [
      'Trigger',
      'which_reply',
      'find_appointment',
      'post_request',
      'send_confirm_received',
      'Ended',
    ]);
    await has(page, '#executions .warnings', '81016');
  });

  await story(
    'events: the newest first, two hundred at most; a text elsewhere is counted',
    async (fixture, { page }) => {
      for (let i = 1; i <= 230; i += 1) fixture.emit('request', `request ${i}`);
      fixture.text('+12025550199', '731 004 is your code.');
      await has(page, '#events > li', 'texted +12025550199');
      assert.equal(await page.locator('#events > li').count(), 200);
      assert.match((await page.locator('#events > li').nth(1).textContent()) ?? '', /request 230$/);
      await page.getByRole('button', { name: /^\+12025550199.*, 1 new/ }).waitFor();
      fixture.text('+12025550171', 'See you tomorrow.');
      await has(page, '#talk .received', 'See you tomorrow.');
      await has(page, '#news', 'New text to +12025550171: See you tomorrow.');
    },
  );

  await story('live updates keep focus and what was opened', async (fixture, { page }) => {
    const summary = page.locator('#ehr summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    fixture.emit('something_new', 'reads everything again');
    fixture.text('+12025550199', 'A text for somebody else.');
    await page.getByRole('button', { name: /^\+12025550199.*, 1 new/ }).waitFor();
    assert.ok(
      await summary.evaluate(
        (node) => node === document.activeElement && node.parentElement?.matches('[open]'),
      ),
    );
    await page.getByRole('button', { name: '+12025550172' }).focus();
    await page.keyboard.press('Space');
    await has(page, '#who', '+12025550172');
    assert.equal(
      await page.evaluate(() => document.activeElement?.textContent?.slice(0, 12)),
      '+12025550172',
    );
  });

  await story('the whole story by keyboard alone', async (fixture, { page }) => {
    /** @type {string[]} */
    const reached = [];
    for (let i = 0; i < 40; i += 1) {
      await page.keyboard.press('Tab');
      const { label, visible } = await page.evaluate(() => {
        const at = document.activeElement;
        if (!(at instanceof HTMLElement) || at === document.body) return { label: '', visible: true };
        const box = at.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
        return {
          label: at.id || (at.textContent ?? '').slice(0, 14),
          visible: at.contains(top) || top === at,
        };
      });
      assert.ok(visible, `the focus on ${label} is not covered`);
      reached.push(label);
      if (label === 'body') {
        await page.keyboard.type('CONFIRM APPT');
        await page.keyboard.press('Enter');
        await has(page, '#talk .received', 'Thank you for "CONFIRM APPT"');
      }
    }
    for (const stop of [
      '+15 min',
      'to-due',
      'goto-at',
      'Go',
      'log',
      'CONFIRM APPT',
      'body',
      'Send',
      'ehr-status',
    ]) {
      assert.ok(reached.includes(stop), `Tab reaches ${stop}: ${reached}`);
    }
    assert.equal(fixture.posted.length, 1);
  });

  await story('a reload keeps the token and the phone that was chosen', async (_, { page }) => {
    await page.getByRole('button', { name: '+12025550172' }).click();
    await has(page, '#who', '+12025550172');
    await page.reload();
    await has(page, '#link-text', 'Live');
    await has(page, '#who', '+12025550172');
  });

  await story(
    'without events the page reads every two seconds',
    async (fixture, { page }) => {
      fixture.endEvents();
      await has(page, '#link-text', 'Every 2 s');
      fixture.text('+12025550171', 'Found by polling.', false);
      await has(page, '#talk .received', 'Found by polling.');
      assert.equal(await page.locator('#problem').isVisible(), false);
    },
    { noise: /404|MIME type|ERR_/ },
  );

  await story(
    'a sandbox that is gone is told once, and the page goes on when it is back',
    async (fixture, { page }) => {
      fixture.setAway(true);
      await has(page, '#problem', 'does not answer');
      assert.equal(await page.locator('[role=alert]:visible').count(), 1);
      assert.deepEqual(await axeViolations(page), []);
      await picture(page, 'gone-320', false);
      fixture.setAway(false);
      fixture.text('+12025550171', 'Back again.', false);
      await has(page, '#talk .received', 'Back again.');
      await has(page, '#link-text', 'Live');
      assert.equal(await page.locator('#problem').isVisible(), false);
    },
    { width: 320, scheme: 'dark', noise: /ERR_/ },
  );

  await story(
    'an empty sandbox says what to do',
    async (_, { page }) => {
      await has(page, '#phones-none', 'pam simulate booked --sandbox');
      for (const id of ['scheduled', 'ehr', 'executions', 'events'])
        await page.locator(`#${id}-none`).waitFor();
      assert.equal(await page.locator('#phone').isVisible(), false);
      assert.deepEqual(await axeViolations(page), []);
      await picture(page, 'empty-1280');
    },
    { empty: true },
  );

  await story(
    'wider letters and lines cut nothing off at 320 px',
    async (_, { page }) => {
      await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(
          '* { letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important }',
        );
        document.adoptedStyleSheets = [sheet];
      });
      assert.equal(await overflow(page), 0);
    },
    { width: 320 },
  );

  for (const [name, query] of [
    ['without a token', ''],
    ['with a token that does not hold', '#token=wrong'],
  ]) {
    await check(`${name} the page says where its address is`, async () => {
      const fixture = await start();
      try {
        const { page, complaints, close } = await open(`${fixture.origin}/${query}`, { width: 320 });
        await has(page, '#door', 'pam sandbox');
        assert.equal(await page.locator('#app').isVisible(), false);
        assert.deepEqual(await axeViolations(page), []);
        const rest = complaints.filter((text) => !query || !/401/.test(text));
        assert.deepEqual(rest, []);
        await picture(page, query ? 'door-wrong' : 'door');
        await close();
      } finally {
        fixture.close();
      }
    });
  }
}

async function main() {
  const real = process.env.PAM_PAGE_URL;
  browser = await chromium.launch(BROWSER);
  try {
    if (real) {
      await generic(real, 'sandbox');
    } else {
      const fixture = await start();
      await generic(fixture.url, 'fixture');
      fixture.close();
      await stories();
    }
  } finally {
    await browser.close();
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

main().catch((error) => {
  console.error(error);
  console.log(`${passed} passed, ${failed + 1} failed`);
  process.exitCode = 1;
});
