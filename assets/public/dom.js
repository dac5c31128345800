/** The document: finding and making elements, saying things, holding buttons back. Text enters through textContent only. */

import { Failed } from './session.js';

/** @param {string} id @returns {HTMLElement} */
export function get(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** @param {string} id */
export const input = (id) => /** @type {HTMLInputElement} */ (get(id));

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} className
 * @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

/** @param {string} id @param {string} text */
export function say(id, text) {
  const node = get(id);
  if (node.textContent !== text) node.textContent = text;
}

/** Says something to screen readers alone, once. @param {string} text */
export function announce(text) {
  say('news', '');
  setTimeout(() => say('news', text), 50);
}

/** @param {number} n @param {string} one */
export const some = (n, one) => `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`;

/** @param {string} text @param {string} tone */
export const chip = (text, tone = '') => el('span', `chip ${tone}`, text);

/** A button that waits stays focusable, but a click on it does nothing. @param {HTMLElement} button @param {boolean} on */
export const hold = (button, on) => button.setAttribute('aria-disabled', String(on));

/** @param {HTMLElement} button */
export const held = (button) => button.getAttribute('aria-disabled') === 'true';

addEventListener(
  'click',
  (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (!button || !held(button)) return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);

/**
 * Runs what a button started: once at a time, the button held back while it runs.
 *
 * @param {HTMLElement} button
 * @param {() => Promise<void>} work
 */
export async function during(button, work) {
  hold(button, true);
  button.classList.add('busy');
  try {
    await work();
  } finally {
    button.classList.remove('busy');
    if (!button.dataset.until) hold(button, false);
  }
}

/** Holds a button back for some seconds and counts them down on it. @param {HTMLElement} button @param {number} seconds */
export function pause(button, seconds) {
  const words = button.dataset.words ?? button.textContent ?? '';
  button.dataset.words = words;
  const until = String(Date.now() + seconds * 1000);
  button.dataset.until = until;
  hold(button, true);
  const tick = () => {
    if (button.dataset.until !== until) return;
    const left = Math.ceil((Number(until) - Date.now()) / 1000);
    button.textContent = left > 0 ? `${words} (in ${waitWords(left)})` : words;
    if (left > 0) return void setTimeout(tick, 250);
    delete button.dataset.until;
    hold(button, false);
  };
  tick();
}

/** Ends a countdown of {@link pause}. @param {HTMLElement} button */
export function unpause(button) {
  if (!button.dataset.until) return;
  button.textContent = button.dataset.words ?? '';
  delete button.dataset.until;
  hold(button, false);
}

/** @param {number} seconds */
const waitWords = (seconds) => (seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`);

/** @param {Failed} failed */
export const withWait = ({ message, retryAfter }) =>
  retryAfter ? `${message} Try again in ${waitWords(retryAfter)}.` : message;

/**
 * Shows why something failed, and lets it be tried again, after the wait that the server asks for.
 *
 * @param {string} id the alert's element
 * @param {unknown} error
 * @param {(() => void) | null} again
 */
export function trouble(id, error, again) {
  const failed = error instanceof Failed ? error : null;
  if (!failed) throw error;
  if (failed.kind === 'over') return;
  const box = get(id);
  const wait = failed.retryAfter;
  box.replaceChildren(el('p', '', withWait(failed)));
  if (again) {
    const button = el('button', '', 'Try again');
    button.type = 'button';
    button.addEventListener('click', () => {
      const had = document.activeElement === button;
      calm(id);
      if (had) get('main').focus({ preventScroll: true });
      again();
    });
    box.append(button);
    if (wait) pause(button, wait);
  }
  box.hidden = false;
}

/** Takes away what {@link trouble} showed. @param {string} id */
export function calm(id) {
  get(id).hidden = true;
  get(id).replaceChildren();
}

/** Marks a field as wrong and says why beside it. @param {HTMLElement} field @param {string} text */
export function wrong(field, text) {
  right(field);
  const message = el('p', 'error', text);
  message.id = `${field.id}-error`;
  const described = field.getAttribute('aria-describedby');
  field.setAttribute('aria-describedby', described ? `${message.id} ${described}` : message.id);
  field.setAttribute('aria-invalid', 'true');
  if (field.tagName === 'FIELDSET') field.append(message);
  else field.after(message);
  const details = field.closest('details');
  if (details) details.open = true;
  const focused = field.tagName === 'FIELDSET' ? field.querySelector('input') : field;
  /** @type {HTMLElement | null} */ (focused)?.focus();
}

/** @param {HTMLElement} field */
export function right(field) {
  const message = document.getElementById(`${field.id}-error`);
  if (!message) return;
  message.remove();
  field.removeAttribute('aria-invalid');
  const rest = (field.getAttribute('aria-describedby') ?? '').replace(`${field.id}-error`, '').trim();
  if (rest) field.setAttribute('aria-describedby', rest);
  else field.removeAttribute('aria-describedby');
}
