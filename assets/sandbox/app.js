'use strict';

(() => {
  // Taken out of the address at once, so that it stays in no history and no screenshot.
  const token = new URLSearchParams(window.location.search).get('token') ?? '';
  window.history.replaceState(null, '', window.location.pathname);

  const clock = /** @type {HTMLElement} */ (document.getElementById('clock'));
  const events = /** @type {HTMLElement} */ (document.getElementById('events'));

  async function readClock() {
    const answer = await fetch('/_pam/clock', { headers: { authorization: `Bearer ${token}` } });
    const body = await answer.json();
    clock.textContent = answer.ok ? `It is ${body.now} here.` : body.error.message;
  }

  const source = new EventSource(`/_pam/events?token=${encodeURIComponent(token)}`);
  source.onmessage = (message) => {
    const line = document.createElement('li');
    line.textContent = JSON.parse(message.data).text;
    events.append(line);
  };

  readClock().catch((error) => {
    clock.textContent = String(error);
  });
})();
