'use strict';

/**
 * Checks the administrator's page in Chromium: `node administrator.cjs`.
 *
 * Without more, against the deployment in `clinic.cjs`; an argument names one part of the checks. With PAM_BINARY the
 * whole journey runs against a real deployment in a sandbox. PAM_CHROMIUM names the browser, PAM_SCREENSHOTS a folder
 * for pictures.
 */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const browser = require('./browser.cjs');
const { VIEWS, PAGE_LIMIT, check, open, has, axeViolations, overflow, picture } = browser;
const { start, problem, ASSETS, HOSTILE, PASSWORD, CODE } = require('./clinic.cjs');
const { journey } = require('./journey.cjs');

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

async function events() {
  await story(
    'each event is sent as the form says, wall time with its zone',
    async (clinic, page) => {
      await has(page, '#zone-note', 'UTC−05:00');
      await has(page, '#zone-note', 'Your time (Europe/Berlin): Mon, Dec 7');
      await page.locator('#appointment_datetime').fill('2026-07-01T09:15');
      await has(page, '#zone-note', 'UTC−04:00');
      await page.locator('#appointment_timezone').fill('-0700');
      await has(page, '#zone-note', '-0700, UTC−07:00');
      await page.locator('#patient_first_name').fill(HOSTILE);
      for (const [label, type] of Object.entries({
        Booked: 'BOOKED',
        Rescheduled: 'RESCHEDULED',
        Modified: 'MODIFIED',
        Confirmed: 'CONFIRMED',
        Canceled: 'CANCELED',
        'No-show': 'NOSHOWED',
        Remind: 'REMIND',
      })) {
        await page.getByRole('radio', { name: label, exact: true }).check();
        await press(page, 'Send the event');
        await has(page, '#sent', `“${label}” was handed`);
        await has(page, '#messages', `${type} for ${HOSTILE}`);
        const { body } = clinic.calls.findLast(({ route }) => route === 'POST /simulation-event') ?? {};
        assert.deepEqual(body.event, {
          event_type: type,
          event_datetime_utc: '',
          patient_id: 'P-1001',
          patient_first_name: HOSTILE,
          patient_last_name: 'Whitfield',
          patient_phone: '+12025550175',
          provider_id: 'D-204',
          provider_first_name: 'Maria',
          provider_last_name: 'Lopez',
          provider_callback_phone: '+12025550100',
          appointment_location: 'Owl Health, 12 Elm Street, Suite 4',
          appointment_id: 'A-20417',
          appointment_timezone: '-0700',
          appointment_datetime: '2026-07-01T09:15',
        });
      }
      assert.equal(await page.locator('main img, [onerror]').count(), 0);
      await press(page, 'New appointment');
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('#appointment_id')).value === 'A-20418',
      );
    },
    { zone: 'Europe/Berlin' },
  );

  await story(
    'a refusal stands at its field, even a folded one; others above the form',
    async (clinic, page) => {
      await page.locator('#more summary').click();
      await page.locator('#patient_id').fill('');
      await page.locator('#more summary').click();
      await press(page, 'Send the event');
      await has(page, '#patient_id-error', 'needs “Patient ID”');
      const field = page.locator('#patient_id');
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      assert.equal(await field.getAttribute('aria-describedby'), 'patient_id-error');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'patient_id');
      await field.fill('P-1');
      assert.equal(await page.locator('.error').count(), 0, 'gone when the field is written anew');
      for (const [status, code, detail] of /** @type {const} */ ([
        [409, 'contact-busy', 'The Flow is still at work for this patient.'],
        [502, 'twilio-refused', 'Twilio refused the request (code 20404).'],
      ])) {
        clinic.override('POST /simulation-event', () => problem(status, code, detail));
        await press(page, 'Send the event');
        await has(page, '#simulate-problem', detail);
        assert.equal(await page.locator('#sent').isVisible(), false);
      }
      await sound(page, 'simulate-refused');
      clinic.override('POST /simulation-event', null);
      await press(page, 'Send the event');
      await has(page, '#sent', 'handed');
      assert.equal(await page.locator('#simulate-problem').isVisible(), false);
    },
  );

  await story('two clicks send one event', async (clinic, page) => {
    await page.getByRole('button', { name: 'Send the event' }).dblclick();
    await has(page, '#sent', 'handed');
    assert.equal(clinic.count('POST /simulation-event'), 1);
  });

  await story(
    'texts appear by themselves, are announced once, and failures name Twilio’s code',
    async (clinic, page) => {
      await page.locator('.message').nth(2).waitFor();
      await page.evaluate(() => {
        const said = /** @type {any} */ (window.said = []);
        new MutationObserver(() => {
          const text = document.querySelector('#news')?.textContent;
          if (text) said.push(text);
        }).observe(document.querySelector('#news') ?? document, { childList: true });
      });
      clinic.text('+12025550175', 'received', `CANCEL APPT ${HOSTILE}`);
      clinic.text('+12025550175', 'sent', 'Not delivered.', { status: 'undelivered', error_code: 30006 });
      await has(page, '.message.received', 'CANCEL APPT');
      await has(page, '.message.sent', 'Error 30006');
      await page.waitForTimeout(2600);
      const said = await page.evaluate(() => /** @type {any} */ (window).said);
      assert.equal(said.length, 1);
      assert.match(said[0], /^2 new texts\. Patient: CANCEL APPT .* Clinic: Not delivered\./);
      const end = await page
        .locator('#log')
        .evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
      assert.ok(Math.abs(end) < 2, 'the newest text is in view');
    },
  );

  await story(
    'texts are asked for ever more rarely, and not at all when nobody looks',
    async (clinic, page) => {
      await page.locator('.message').first().waitFor();
      const asked = () => clinic.count('POST /conversation');
      const during = async (/** @type {number} */ seconds) => {
        const before = asked();
        for (let i = 0; i < seconds; i += 1) {
          await page.clock.runFor(1000);
          await page.waitForTimeout(15);
        }
        return asked() - before;
      };
      const busy = await during(30);
      const calm = await during(60);
      assert.ok(busy >= 4 && busy <= 10, `${busy} in the first half minute`);
      assert.ok(calm >= 2 && calm <= 4, `${calm} in the next minute`);
      await view(page, 'Requests');
      assert.equal(await during(60), 0, 'not from another view');
      await view(page, 'Simulate');
      await page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      });
      assert.equal(await during(60), 0, 'not while hidden');
    },
    { clock: true },
  );
}

async function reminders() {
  await story(
    'reminders: some or all, reviewed, in batches, one line each',
    async (clinic, page) => {
      await view(page, 'Reminders');
      await has(page, '#reminders-told', '45 reminders. The next to go out stands first.');
      const times = await page
        .locator('#reminders li .moment:nth-of-type(2) time')
        .evaluateAll((all) => all.map((time) => time.getAttribute('datetime') ?? ''));
      assert.deepEqual(times, [...times].sort());
      const row = page.locator('#reminders li').first();
      for (const text of [
        'Goes out',
        'Tue, Dec 1, 10:30',
        'America/New York',
        'your time Tue, Dec 1',
        '48 h before',
        '1 SMS',
      ])
        assert.ok((await row.textContent())?.includes(text), text);
      await page.locator('#send-chosen').click({ force: true });
      assert.equal(await page.locator('dialog[open]').count(), 0, 'none is chosen');
      await page.locator('#choose-all').check();
      await has(page, '#chosen', '45 chosen');
      await row.locator('input').uncheck();
      await has(page, '#chosen', '44 chosen');
      assert.equal(
        await page.locator('#choose-all').evaluate((box) => /** @type {any} */ (box).indeterminate),
        true,
      );
      await page.getByRole('button', { name: 'Cancel …' }).focus();
      await page.keyboard.press('Enter');
      await has(page, '#review-title', 'Cancel 44 reminders?');
      assert.equal(await page.locator('#review-list li').count(), 44, 'it lists what will happen');
      for (let i = 0; i < 6; i += 1) {
        await page.keyboard.press('Tab');
        const inside = await page.evaluate(
          () =>
            document.activeElement === document.body || Boolean(document.activeElement?.closest('dialog')),
        );
        assert.ok(inside, 'the focus stays in the dialog');
      }
      await page.keyboard.press('Escape');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'cancel-chosen', 'and goes back');
      assert.equal(clinic.count('POST /reminders-cancel'), 0);
      await press(page, 'Cancel …');
      await press(page, 'Cancel 44 reminders');
      await has(page, '#review-title', '42 of 44 canceled');
      const batches = clinic.calls.filter(({ route }) => route === 'POST /reminders-cancel');
      assert.deepEqual(
        batches.map(({ body }) => body.reminders.length),
        [20, 20, 4],
      );
      assert.equal(await page.locator('#review-list .outcome').count(), 44);
      await has(page, '#review-list li', 'Twilio refused: 20500.');
      await has(page, '#review-list li', 'Had gone out already');
      await press(page, 'Close');
      await has(page, '#reminders-told', '2 reminders.');
      await has(page, '#chosen', '1 chosen');
      assert.equal(clinic.waiting(), 2);
    },
    { reminders: 45, zone: 'Europe/Berlin' },
  );

  await story(
    'an answer that is lost in the middle is told, and the rest can be gone on with',
    async (clinic, page) => {
      await view(page, 'Reminders');
      await has(page, '#reminders-told', '45 reminders');
      await page.locator('#choose-all').check();
      let batch = 0;
      clinic.override('POST /reminders-send', () => {
        batch += 1;
        return batch > 1 ? 'hang-up' : null;
      });
      await press(page, 'Send now …');
      await press(page, 'Send 45 reminders now');
      await has(page, '#review-problem', 'did not answer');
      assert.equal(await page.locator('#review-list .outcome', { hasText: 'no answer' }).count(), 20);
      await has(page, '#review-title', 'Stopped: ');
      await sound(page, 'review-cut');
      clinic.override('POST /reminders-send', null);
      await press(page, 'Send the other 25 now');
      await has(page, '#review-title', '43 of 45 sent');
      assert.equal(await page.locator('#review-list .outcome', { hasText: 'no answer' }).count(), 0);
      await press(page, 'Close');
      await has(page, '#reminders-told', '1 reminder.');
    },
    { reminders: 45 },
  );

  await story(
    'thousands of reminders: page by page, found, and never frozen',
    async (clinic, page) => {
      await view(page, 'Reminders');
      await has(page, '#reminders-told', 'there are more');
      assert.equal(await page.locator('#reminders > li').count(), 100);
      await press(page, 'Show more');
      await page.waitForFunction(() => document.querySelectorAll('#reminders > li').length === 200);
      await page.evaluate(() => {
        /** @type {any} */ (window).longest = 0;
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries())
            /** @type {any} */ (window).longest = Math.max(/** @type {any} */ (window).longest, duration);
        }).observe({ type: 'longtask' });
      });
      await press(page, 'Load all');
      await has(page, '#reminders-told', '4,000 reminders. The next');
      assert.equal(await page.locator('#all-reminders').isVisible(), false);
      await page.getByLabel('Find').fill('A-24399');
      await page.waitForFunction(() => document.querySelectorAll('#reminders > li').length === 1);
      await has(page, '#choose-all-text', 'Choose all 1 found');
      await page.getByLabel('Find').fill('');
      await page.waitForFunction(() => document.querySelectorAll('#reminders > li').length === 100);
      await page.locator('#choose-all').check();
      await has(page, '#chosen', '4,000 chosen');
      await press(page, 'Cancel …');
      await has(page, '#review-title', 'Cancel 4,000 reminders?');
      await press(page, 'Keep them');
      const longest = await page.evaluate(() => /** @type {any} */ (window).longest);
      assert.ok(longest < 1500, `the page stood still for ${longest} ms`);
      assert.equal(clinic.count('POST /reminders-cancel'), 0);
    },
    { reminders: 4000, pageSize: 50 },
  );
}

async function requests() {
  await story(
    'what the EHR has not taken, and a sweep that is cut off and gone on with',
    async (clinic, page) => {
      await view(page, 'Requests');
      await has(page, '#requests li', 'answered 503');
      await has(page, '#requests li', HOSTILE);
      assert.equal(await page.locator('main img').count(), 0);
      assert.equal(await page.locator('nav a[aria-current=page]').textContent(), 'Requests, 2 waiting2');
      clinic.override('POST /sweep', (body) => (body.page ? 'hang-up' : null));
      await press(page, 'Sweep now');
      await has(page, '#sweep-told', 'Cut off after 20 appointments');
      await has(page, '#sweep-problem', 'did not answer');
      clinic.override('POST /sweep', null);
      await page.locator('#sweep-problem button').click();
      await has(page, '#sweep-told', 'The sweep is through.');
      const pages = clinic.calls
        .filter(({ route }) => route === 'POST /sweep')
        .map(({ body }) => body.page ?? null);
      // A browser asks once more by itself when a kept connection is cut.
      assert.deepEqual(new Set(pages.slice(1)), new Set(['p2']));
      assert.equal(pages[0], null);
      const tiles = await page.locator('#sweep-counts div').allTextContents();
      assert.ok(
        tiles.includes('appointments checked24') && tiles.includes('requests taken by the EHR2'),
        String(tiles),
      );
      await has(page, '#requests-none', 'has taken everything');
    },
  );

  await story(
    'the whole of it by keyboard alone',
    async (clinic, page) => {
      await page.reload();
      await page.keyboard.type(PASSWORD);
      await page.keyboard.press('Enter');
      await has(page, '#code-sent', '0170');
      await page.keyboard.type(CODE);
      await page.keyboard.press('Enter');
      await page.locator('#event-form').waitFor();
      /** Tabs until the focus is on what has this text, id or label; the focus is never covered. @param {string} wanted */
      const tab = async (wanted) => {
        for (let i = 0; i < 60; i += 1) {
          await page.keyboard.press('Tab');
          const { names, seen } = await page.evaluate(() => {
            const at = /** @type {HTMLElement} */ (document.activeElement);
            const box = at.getBoundingClientRect();
            const top = document.elementFromPoint(
              box.x + box.width / 2,
              box.y + Math.min(box.height / 2, 20),
            );
            const seen =
              at === document.body || at.contains(top) || Boolean(top && at.parentElement?.contains(top));
            return {
              names: [at.id, at.textContent?.trim() ?? '', at.getAttribute('aria-label') ?? ''],
              seen,
            };
          });
          assert.ok(seen, `the focus on ${names} is not covered`);
          if (names.some((name) => name === wanted || (name && name.startsWith(wanted)))) return;
        }
        assert.fail(`Tab does not reach ${wanted}`);
      };
      await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
      await tab('skip');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
      await tab('fresh');
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      await has(page, '#event-means', 'Another time');
      await tab('Send the event');
      await page.keyboard.press('Enter');
      await has(page, '#sent', 'Rescheduled');
      await tab('talk-phone');
      await tab('log');
      await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
      await tab('Reminders');
      await page.keyboard.press('Enter');
      await page.locator('#reminders input').first().waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Scheduled reminders');
      await tab('Ana Whitfield, appointment A-20400');
      await page.keyboard.press('Space');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Enter');
      await has(page, '#review-title', 'Send 1 reminder now?');
      await tab('review-go');
      await page.keyboard.press('Enter');
      await has(page, '#review-title', '1 reminder sent');
      await tab('review-close');
      await page.keyboard.press('Enter');
      await has(page, '#reminders-told', '29 reminders');
      for (let i = 0; i < 30; i += 1) await tab('');
      assert.equal(clinic.count('POST /reminders-send'), 1);
    },
    { reminders: 30 },
  );
}

/** @type {Record<string, () => Promise<void>>} */
const PARTS = { files, states, signingIn, sessions, events, reminders, requests };

void browser.run(async () => {
  if (process.env.PAM_BINARY) return journey();
  const [only] = process.argv.slice(2);
  for (const [name, part] of Object.entries(PARTS)) if (!only || only === name) await part();
});
