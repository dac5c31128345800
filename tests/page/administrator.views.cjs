'use strict';

/** The three views: events and texts, reminders, requests of patients. */

const assert = require('node:assert/strict');
const browser = require('./browser.cjs');
const { open, has } = require('./browser.cjs');
const { problem, HOSTILE, PASSWORD, CODE } = require('./clinic.cjs');
const { press, view, sound, story } = require('./visit.cjs');

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

  await story('the Back button closes a review, and does nothing of it', async (clinic, page) => {
    await view(page, 'Reminders');
    await page.locator('#reminders input').first().check();
    await press(page, 'Cancel …');
    await has(page, '#review-title', 'Cancel 1 reminder?');
    await page.goBack();
    await has(page, 'h1', 'Simulate an event');
    assert.equal(await page.locator('dialog[open]').count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Simulate an event');
    assert.equal(clinic.count('POST /reminders-cancel'), 0);
  });

  await story('texts of any script run as their writer wrote them', async (clinic, page) => {
    clinic.text('+12025550175', 'received', 'نعم، أؤكد الموعد!');
    const body = page.locator('.message .body', { hasText: 'الموعد' });
    await body.waitFor();
    const [mark, whole] = await body.evaluate((node) => {
      const text = /** @type {Text} */ (node.lastChild);
      const range = document.createRange();
      range.setStart(text, text.length - 1);
      range.setEnd(text, text.length);
      return [range.getBoundingClientRect().left, node.getBoundingClientRect().left];
    });
    assert.ok(mark - whole < 30, 'the mark at the end of what runs to the left stands at its left');
  });

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

module.exports = { events, reminders, requests };
