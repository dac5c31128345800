'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { load } = require('./support/runtime.cjs');

const { meaningOf } = load('replies');

test('what a reply means', () => {
  const meanings = {
    confirm: [
      'CONFIRM APPT',
      ' confirm  appt.',
      'Confirm my appointment!',
      'confirm',
      'C',
      'yes',
      'Yes, confirm',
      'y',
      '1',
      '1.',
      'ＹＥＳ',
      'CONFIRM APT',
      'Confirm appt, please',
      'confirm the appointment',
      'I confirm my appointment. Thanks!',
      'Yes, I confirm',
      'yes thank you',
    ],
    cancel: [
      'CANCEL APPT',
      'cancel appt!!',
      'Cancel my appointment',
      'please cancel',
      'cancel please',
      'CANCEL!',
      'x',
      'no',
      'N',
      '2',
      'cancel apt',
      'Please cancel my appointment, thank you',
      'yes cancel',
      'cancelled',
    ],
    opt: [
      'STOP',
      'stop',
      ' Stop ',
      'CANCEL',
      'cancel',
      'END',
      'QUIT',
      'UNSUBSCRIBE',
      'STOPALL',
      'REVOKE',
      'OPTOUT',
      'START',
      'UNSTOP',
      'HELP',
      'info',
    ],
    unclear: [
      '',
      '?',
      'ok',
      'maybe',
      '3',
      'can I come later?',
      'stop it',
      'yes but later',
      'do not cancel',
      '不',
      '👍',
      'cancel the other one',
      'no thanks',
      'no, confirm',
      'I cancel',
      'cancel appt confirm appt',
      'confirm 1',
      'yesterday',
      'visit',
      'my appt',
      'please',
      'no\nconfirm',
      'yes'.repeat(20_000),
    ],
  };
  for (const [meaning, bodies] of Object.entries(meanings)) {
    for (const body of bodies) assert.equal(meaningOf(body), meaning, JSON.stringify(body));
  }
  assert.equal(meaningOf('arret', 'STOP'), 'opt');
  assert.equal(meaningOf('YES', 'START'), 'confirm');
});
