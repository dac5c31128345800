'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { load } = require('./support/runtime.cjs');

const { countSegments } = load('segments');

const counted = (text) => {
  const { encoding, units, segments } = countSegments(text);
  return [encoding, units, segments];
};

test('a text of GSM-7 characters has room for 160, then 153 a segment', () => {
  assert.deepEqual(counted(''), ['GSM-7', 0, 0]);
  assert.deepEqual(counted('a'.repeat(160)), ['GSM-7', 160, 1]);
  assert.deepEqual(counted('a'.repeat(161)), ['GSM-7', 161, 2]);
  assert.deepEqual(counted('a'.repeat(306)), ['GSM-7', 306, 2]);
  assert.deepEqual(counted('a'.repeat(307)), ['GSM-7', 307, 3]);
  assert.deepEqual(counted('@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà\n\r'), ['GSM-7', 43, 1]);
});

test('a character of the extension table takes two, and is not torn apart', () => {
  assert.deepEqual(counted('€'.repeat(80)), ['GSM-7', 160, 1]);
  assert.deepEqual(counted('^{}\\[~]|€\f'), ['GSM-7', 20, 1]);
  assert.deepEqual(counted('€'.repeat(81)), ['GSM-7', 162, 2]);
  // 153 is odd: 76 of them fill a segment, so 153 need three where 306 septets alone would fit into two.
  assert.deepEqual(counted('€'.repeat(153)), ['GSM-7', 306, 3]);
});

test('one other character makes it UCS-2 with room for 70, then 67 a segment', () => {
  assert.deepEqual(counted(`ç${'a'.repeat(69)}`), ['UCS-2', 70, 1]);
  assert.deepEqual(counted(`’${'a'.repeat(70)}`), ['UCS-2', 71, 2]);
  assert.deepEqual(counted('é`'), ['UCS-2', 2, 1]);
  assert.deepEqual(counted('漢'.repeat(134)), ['UCS-2', 134, 2]);
  assert.deepEqual(counted('漢'.repeat(135)), ['UCS-2', 135, 3]);
});

test('a character of two code units counts two, and is not torn apart', () => {
  assert.deepEqual(counted('😀'.repeat(35)), ['UCS-2', 70, 1]);
  assert.deepEqual(counted('😀'.repeat(67)), ['UCS-2', 134, 3]);
});
