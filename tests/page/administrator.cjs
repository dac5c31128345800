'use strict';

/**
 * Checks the administrator's page in Chromium: `node administrator.cjs`.
 *
 * Without more, against the deployment in `clinic.cjs`; an argument names one part of the checks. With PAM_BINARY the
 * whole journey runs against a real deployment in a sandbox. PAM_CHROMIUM names the browser, PAM_SCREENSHOTS a folder
 * for pictures.
 */

const browser = require('./browser.cjs');
const { journey } = require('./journey.cjs');

/** @type {Record<string, () => Promise<void>>} */
const PARTS = {
  ...require('./administrator.states.cjs'),
  ...require('./administrator.sessions.cjs'),
  ...require('./administrator.views.cjs'),
};

void browser.run(async () => {
  if (process.env.PAM_BINARY) return journey();
  const [only] = process.argv.slice(2);
  for (const [name, part] of Object.entries(PARTS)) if (!only || only === name) await part();
});
