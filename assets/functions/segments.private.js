'use strict';

/**
 * How many SMS segments a text takes. Pure.
 *
 * A text of GSM-7 characters (3GPP TS 23.038, default alphabet and its extension table) has room for 160 septets,
 * or 153 a segment when it is split; a single other character makes the whole text UCS-2 with room for 70 code
 * units, or 67 a segment (https://www.twilio.com/docs/glossary/what-sms-character-limit).
 */

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each takes two septets: an escape and itself. */
const EXTENDED = new Set('\f^{}\\[~]|€');

const ROOM = {
  'GSM-7': { single: 160, part: 153 },
  'UCS-2': { single: 70, part: 67 },
};

/**
 * @param {string} text
 * @returns {{encoding: 'GSM-7' | 'UCS-2', units: number, segments: number}} units are septets or code units; an empty
 *   text takes no segment
 */
function countSegments(text) {
  const characters = [...text];
  const gsm = characters.every((character) => BASIC.has(character) || EXTENDED.has(character));
  const encoding = gsm ? 'GSM-7' : 'UCS-2';
  const widths = characters.map((character) => (gsm ? (EXTENDED.has(character) ? 2 : 1) : character.length));
  const units = widths.reduce((sum, width) => sum + width, 0);
  const { single, part } = ROOM[encoding];
  if (units <= single) return { encoding, units, segments: units === 0 ? 0 : 1 };
  // Neither an escape nor a surrogate pair is torn apart by a segment's end.
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > part) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return { encoding, units, segments };
}

module.exports = { countSegments };
