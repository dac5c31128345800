'use strict';

/**
 * Checks the sandbox's page in Chromium: `node check.cjs`.
 *
 * Without more, against the fixture in this folder. With PAM_PAGE_URL (what `pam sandbox` prints, with its token)
 * the part that holds for every sandbox runs against that one. PAM_CHROMIUM names the browser, PAM_SCREENSHOTS a
 * folder for pictures. The last line is `N passed, N failed`; the exit code is 1 when something failed.
 */

const assert = require('node:assert/strict');
const browser = require('./browser.cjs');
const { VIEWS, PAGE_LIMIT, check, open, has, axeViolations, overflow, picture } = browser;
const { start, ASSETS, CSP, HOSTILE } = require('./fixture.cjs');

/** @typedef {import('./browser.cjs').Opened} Opened */
/** @typedef {Awaited<ReturnType<typeof start>>} Fixture */

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
    const bytes = browser.weight(ASSETS);
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

void browser.run(async () => {
  const real = process.env.PAM_PAGE_URL;
  if (real) return generic(real, 'sandbox');
  const fixture = await start();
  await generic(fixture.url, 'fixture');
  fixture.close();
  await stories();
});
