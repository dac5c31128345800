'use strict';

/**
 * The sandbox's page: phones, reminders, the EHR's inbox and Executions, read from the control API (`/_pam/`).
 * Everything that arrives is shown through textContent only; a text or an EHR's request may hold anything.
 *
 * @typedef {{now: string, offset_ms: number, next_due: string | null}} Clock
 * @typedef {{number: string, messages: number}} Phone
 * @typedef {{sid: string, direction: 'received' | 'sent', from: string, to: string, body: string, at: string,
 *   status: string}} Message
 * @typedef {{sid: string, to: string, body: string, send_at: string}} Scheduled
 * @typedef {{id: number, at: string, method: string, path: string, headers: Record<string, unknown>,
 *   body: unknown, status: number}} EhrRequest
 * @typedef {{sid: string, contact: string, status: string, date_created: string,
 *   steps: {name: string, from: string | null, to: string | null}[], warnings: string[]}} Execution
 * @typedef {{at: string, kind: string, text: string}} Happening
 * @typedef {{kind: string, sid: string, at: string}} Fired
 */
(() => {
  const EVENTS_KEPT = 200;
  const POLL_MS = 2000;
  const DEBOUNCE_MS = 120;
  const KINDS = ['request', 'message', 'execution', 'clock', 'ehr', 'function_log', 'build'];

  // --- The document -------------------------------------------------------------------------------------------

  /**
   * @template {HTMLElement} T
   * @param {string} id
   * @param {new () => T} type
   * @returns {T}
   */
  function byId(id, type) {
    const found = document.getElementById(id);
    if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
    return found;
  }

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} tag
   * @param {string} className
   * @param {...(Node | string)} content
   * @returns {HTMLElementTagNameMap[K]}
   */
  function el(tag, className, ...content) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...content);
    return made;
  }

  /**
   * Brings a list's items up to date, touching only what changed, so that focus, scroll and opened details stay.
   * @template T
   * @param {HTMLElement} list
   * @param {T[]} items
   * @param {(item: T) => string} keyOf
   * @param {(item: T) => HTMLElement} make
   */
  function fill(list, items, keyOf, make) {
    /** @type {Map<string, HTMLElement>} */
    const before = new Map();
    for (const node of list.children)
      if (node instanceof HTMLElement) before.set(node.dataset.key ?? '', node);
    const first = before.size === 0;
    /** @type {Element | null} */
    let next = list.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      const state = JSON.stringify(item);
      const old = before.get(key);
      before.delete(key);
      let node = old;
      if (!old || old.dataset.state !== state) {
        node = make(item);
        node.dataset.key = key;
        node.dataset.state = state;
        if (old) {
          if (next === old) next = node;
          replace(old, node);
        } else if (!first) node.classList.add('fresh');
      }
      if (!node) continue;
      if (node === next) next = next.nextElementSibling;
      else list.insertBefore(node, next);
    }
    for (const gone of before.values()) gone.remove();
  }

  /**
   * @param {HTMLElement} old
   * @param {HTMLElement} node
   */
  function replace(old, node) {
    const was = old.querySelectorAll('details');
    node.querySelectorAll('details').forEach((details, i) => (details.open = was[i]?.open ?? false));
    const tags = 'summary, button';
    const focused = [...old.querySelectorAll(tags)].findIndex((e) => e === document.activeElement);
    old.replaceWith(node);
    const again = node.querySelectorAll(tags)[focused];
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  /**
   * Fills one of the cards on the right: its list, its count and its words for "nothing".
   * @template T
   * @param {string} name
   * @param {T[]} items
   * @param {(item: T) => string} keyOf
   * @param {(item: T) => HTMLElement} make
   */
  function fillCard(name, items, keyOf, make) {
    const list = byId(name, HTMLElement);
    fill(list, items, keyOf, make);
    byId(`${name}-none`, HTMLElement).hidden = items.length > 0;
    if (list.parentElement) list.parentElement.hidden = items.length === 0;
    const count = document.getElementById(`${name}-count`);
    if (count) count.textContent = items.length ? String(items.length) : '';
  }

  // --- Words for times ----------------------------------------------------------------------------------------

  const locale = navigator.language.startsWith('en') ? navigator.language : 'en-GB';
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  /** @param {Intl.DateTimeFormatOptions} options */
  const format = (options) => new Intl.DateTimeFormat(locale, options);
  const asTime = format({ hour: '2-digit', minute: '2-digit' });
  const asSeconds = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const asDay = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const asLongDay = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const asWhen = format({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const asZone = format({ timeZoneName: 'short' });

  /**
   * @param {string} iso
   * @param {Intl.DateTimeFormat} words
   */
  function time(iso, words) {
    const at = new Date(iso);
    const valid = !Number.isNaN(at.getTime());
    const made = el('time', '', valid ? words.format(at) : String(iso));
    if (valid) {
      made.dateTime = iso;
      made.title = `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
    }
    return made;
  }

  /**
   * "in 2 days 3 h", by the sandbox's clock.
   * @param {string} iso
   */
  function until(iso) {
    const minutes = Math.round((Date.parse(iso) - nowMs()) / 60000);
    if (Number.isNaN(minutes)) return '';
    if (minutes <= 0) return 'now';
    const [d, h, m] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
    if (d) return `in ${d} ${d === 1 ? 'day' : 'days'}${h ? ` ${h} h` : ''}`;
    return `in ${h ? `${h} h${m ? ' ' : ''}` : ''}${m || !h ? `${m} min` : ''}`;
  }

  /** @param {HTMLElement} node @param {string} text */
  function say(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  // --- The token and the control API --------------------------------------------------------------------------

  const STORED = 'pam.sandbox.';
  const given = new URLSearchParams(location.search).get('token');
  if (given) {
    sessionStorage.setItem(`${STORED}token`, given);
    history.replaceState(null, '', location.pathname);
  }
  const token = given ?? sessionStorage.getItem(`${STORED}token`);

  /** The sandbox did not answer at all. */
  class Gone extends Error {}
  /** The sandbox does not take the token. */
  class Refused extends Error {}

  /**
   * @param {string} path below `/_pam/`
   * @param {{method: string, body: unknown}} [write]
   * @returns {Promise<any>}
   */
  async function call(path, write) {
    /** @type {Record<string, string>} */
    const headers = { Authorization: `Bearer ${token}` };
    if (write) headers['Content-Type'] = 'application/json';
    const init = { method: write?.method ?? 'GET', headers, body: write && JSON.stringify(write.body) };
    /** @type {Response} */
    let response;
    let text = '';
    try {
      response = await fetch(`/_pam/${path}`, { ...init, cache: 'no-store' });
      text = await response.text();
    } catch {
      throw new Gone();
    }
    if (response.status === 401) throw new Refused();
    /** @type {any} */
    let answer = null;
    try {
      answer = JSON.parse(text);
    } catch {
      // An answer that is no JSON is told by its status below.
    }
    if (!response.ok)
      throw new Error(answer?.error?.message ?? `The sandbox answered ${response.status} to ${path}.`);
    return answer ?? {};
  }

  // --- One place for what went wrong --------------------------------------------------------------------------

  const problem = byId('problem', HTMLElement);
  let gone = false;
  let failure = '';
  let failedToRead = false;

  function showProblem() {
    const text = gone ? 'The sandbox does not answer. This page goes on by itself when it is back.' : failure;
    say(byId('problem-text', HTMLElement), text);
    byId('problem-close', HTMLElement).hidden = gone;
    problem.hidden = !text;
  }

  /**
   * @param {unknown} error
   * @param {boolean} [read] whether reading failed: the next reading that works takes the message away
   */
  function failed(error, read = false) {
    if (error instanceof Refused) return lock('The sandbox does not take this page’s token (any more).');
    if (error instanceof Gone) gone = true;
    else {
      failure = error instanceof Error ? error.message : String(error);
      failedToRead = read;
    }
    showProblem();
    showLink();
  }

  /** An action worked: what failed before it is of no interest any more. */
  function worked() {
    failure = '';
    showProblem();
  }

  byId('problem-close', HTMLElement).addEventListener('click', worked);

  /** @param {string} [why] */
  function lock(why) {
    sessionStorage.removeItem(`${STORED}token`);
    locked = true;
    source?.close();
    if (why) say(byId('door-why', HTMLElement), why);
    byId('app', HTMLElement).hidden = true;
    byId('door', HTMLElement).hidden = false;
    gone = false;
    failure = '';
    showProblem();
    showLink();
  }

  // --- Reading what changed -----------------------------------------------------------------------------------

  /** @typedef {'clock' | 'phones' | 'messages' | 'scheduled' | 'ehr' | 'executions'} Part */
  /** @type {Record<Part, () => Promise<void>>} */
  const readers = {
    clock: async () => showClock(await call('clock')),
    phones: async () => showPhones((await call('phones')).phones),
    messages: readMessages,
    scheduled: async () => showScheduled((await call('scheduled')).messages),
    ehr: async () => showEhr(await call('ehr/requests')),
    executions: async () => showExecutions((await call('executions')).executions),
  };
  const EVERYTHING = /** @type {Part[]} */ (Object.keys(readers));
  /** What an event of a kind may have changed; a kind that is not here may have changed everything. */
  /** @type {Record<string, Part[]>} */
  const CHANGES = {
    request: ['scheduled', 'clock'],
    message: ['phones', 'messages', 'scheduled', 'clock'],
    execution: ['executions', 'clock'],
    ehr: ['ehr'],
    function_log: [],
    build: [],
  };

  /** @type {Set<Part>} */
  const stale = new Set();
  let waiting = false;
  let reading = false;

  /** @param {Part[]} parts */
  function reread(parts) {
    for (const part of parts) stale.add(part);
    if (waiting || reading || stale.size === 0) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      void readStale();
    }, DEBOUNCE_MS);
  }

  async function readStale() {
    if (locked || reading) return;
    reading = true;
    const parts = [...stale];
    stale.clear();
    try {
      await Promise.all(parts.filter((part) => part !== 'messages').map((part) => readers[part]()));
      // After the phones: the one that is shown may be gone, and another one chosen.
      if (parts.includes('messages')) await readers.messages();
      gone = false;
      if (failedToRead) failure = '';
      failedToRead = false;
      showProblem();
      showLink();
    } catch (error) {
      failed(error, true);
    } finally {
      reading = false;
      reread([]);
    }
  }

  // --- Live: events, and polling while there are none -----------------------------------------------------------

  /** @type {EventSource | null} */
  let source = null;
  let locked = false;
  /** @type {(Happening & {n: number})[]} */
  let happenings = [];
  let happened = 0;

  function listen() {
    source?.close();
    source = new EventSource(`/_pam/events?token=${encodeURIComponent(token ?? '')}`);
    source.addEventListener('open', () => reread(EVERYTHING));
    source.addEventListener('error', showLink);
    for (const kind of ['message', ...KINDS.filter((k) => k !== 'message')])
      source.addEventListener(kind, happen);
  }

  /** @param {MessageEvent<string>} event */
  function happen(event) {
    /** @type {Happening} */
    let it;
    try {
      it = JSON.parse(event.data);
    } catch {
      return;
    }
    happened += 1;
    happenings = [{ n: happened, at: it.at, kind: it.kind, text: it.text }, ...happenings].slice(
      0,
      EVENTS_KEPT,
    );
    showEvents();
    reread(CHANGES[it.kind] ?? EVERYTHING);
  }

  function poll() {
    if (locked || source?.readyState === EventSource.OPEN) return;
    if (source?.readyState === EventSource.CLOSED) listen();
    if (!document.hidden) reread(EVERYTHING);
  }

  function showLink() {
    const live = source?.readyState === EventSource.OPEN;
    const [state, text] = locked
      ? ['wait', 'Not connected']
      : gone
        ? ['gone', 'No answer']
        : live
          ? ['live', 'Live']
          : ['poll', 'Every 2 s'];
    byId('link', HTMLElement).dataset.state = state;
    say(byId('link-text', HTMLElement), text);
  }

  // --- Clock ----------------------------------------------------------------------------------------------------

  /** @type {Clock | null} */
  let clock = null;
  let clockReadAt = 0;
  let moving = false;
  const due = byId('to-due', HTMLButtonElement);
  const gotoAt = byId('goto-at', HTMLInputElement);

  /** The sandbox's time; it runs on between two answers. */
  function nowMs() {
    return clock ? Date.parse(clock.now) + performance.now() - clockReadAt : Date.now();
  }

  /** @param {Clock} answer */
  function showClock(answer) {
    clock = answer;
    clockReadAt = performance.now();
    if (!gotoAt.value) gotoAt.value = asField(new Date(Math.ceil(nowMs() / 3600000) * 3600000));
    tick();
  }

  /**
   * A `datetime-local` field's value.
   * @param {Date} at
   */
  function asField(at) {
    const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
    const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
  }

  function tick() {
    if (!clock) return;
    const now = new Date(nowMs());
    const shown = byId('now-time', HTMLTimeElement);
    shown.dateTime = now.toISOString();
    const parts = asSeconds.formatToParts(now);
    const cut = parts.findIndex((part) => part.type === 'second') - 1;
    const join = (/** @type {{value: string}[]} */ some) => some.map((part) => part.value).join('');
    say(shown, join(parts.slice(0, cut)));
    say(byId('now-sec', HTMLElement), join(parts.slice(cut)));
    say(byId('now-date', HTMLElement), asLongDay.format(now));
    const short = asZone.formatToParts(now).find((part) => part.type === 'timeZoneName')?.value ?? '';
    say(byId('now-zone', HTMLElement), short === zone ? zone : `${zone} (${short})`);
    say(byId('now-utc', HTMLElement), `${now.toISOString().slice(0, 19).replace('T', ' ')} UTC`);
    say(byId('goto-zone', HTMLElement), `In your zone, ${zone}`);
    const next = clock.next_due;
    due.setAttribute('aria-disabled', String(!next || moving));
    say(
      byId('due', HTMLElement),
      next ? `Next due: ${asWhen.format(new Date(next))}, ${until(next)}` : 'Nothing is due.',
    );
    for (const node of document.querySelectorAll('[data-until]')) {
      if (node instanceof HTMLElement) say(node, until(node.dataset.until ?? ''));
    }
  }

  /** @param {{seconds: number} | {to: string}} by */
  async function move(by) {
    if (moving) return;
    setMoving(true);
    say(byId('said', HTMLElement), 'Moving …');
    try {
      const answer = await call('clock/advance', { method: 'POST', body: by });
      worked();
      say(byId('said', HTMLElement), whatFired(answer.now, answer.fired ?? []));
    } catch (error) {
      say(byId('said', HTMLElement), '');
      failed(error);
    }
    setMoving(false);
    reread(EVERYTHING);
  }

  /**
   * @param {string} now
   * @param {Fired[]} fired
   */
  function whatFired(now, fired) {
    const texts = fired.filter((f) => f.kind === 'message').length;
    const timeouts = fired.length - texts;
    const parts = [];
    if (texts) parts.push(texts === 1 ? 'one text went out' : `${texts} texts went out`);
    if (timeouts) parts.push(timeouts === 1 ? 'one wait timed out' : `${timeouts} waits timed out`);
    return `Moved to ${asWhen.format(new Date(now))}: ${parts.join(', ') || 'nothing was due'}.`;
  }

  /** @param {boolean} on */
  function setMoving(on) {
    moving = on;
    const card = due.closest('section');
    card?.setAttribute('aria-busy', String(on));
    card?.querySelectorAll('button').forEach((button) => button.setAttribute('aria-disabled', String(on)));
    tick();
  }

  for (const button of document.querySelectorAll('[data-seconds]')) {
    if (!(button instanceof HTMLElement)) continue;
    button.addEventListener('click', () => void move({ seconds: Number(button.dataset.seconds) }));
  }
  due.addEventListener('click', () => {
    if (clock?.next_due) void move({ to: clock.next_due });
  });
  byId('goto', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const to = new Date(gotoAt.value);
    if (to.getTime() <= nowMs()) failed(new Error('The clock only moves forward; that time has passed.'));
    else void move({ to: to.toISOString() });
  });

  // --- Phones ---------------------------------------------------------------------------------------------------

  let selected = sessionStorage.getItem(`${STORED}phone`) ?? '';
  /** How many texts of a phone were shown, by number. */
  /** @type {Map<string, number>} */
  const seen = new Map();
  /** The text on its way: shown at once, until the phone's own list has it. */
  /** @type {{number: string, body: string, known: number} | null} */
  let sending = null;
  /** @type {{number: string, messages: Message[]}} */
  let talk = { number: '', messages: [] };
  /** @type {Phone[]} */
  let phones = [];

  /** @param {Phone[]} answer */
  function showPhones(answer) {
    const firstTime = phones.length === 0;
    phones = answer;
    if (!phones.some((p) => p.number === selected)) {
      selected = phones[0]?.number ?? '';
      reread(['messages']);
    }
    for (const p of phones) {
      const known = seen.get(p.number);
      if (firstTime || p.number === selected) seen.set(p.number, p.messages);
      else if (known === undefined || known > p.messages) seen.set(p.number, 0);
    }
    byId('phones-none', HTMLElement).hidden = phones.length > 0;
    byId('phone', HTMLElement).hidden = phones.length === 0;
    drawPhones();
  }

  function drawPhones() {
    const items = phones.map((p) => {
      return { ...p, on: p.number === selected, fresh: p.messages - (seen.get(p.number) ?? 0) };
    });
    fill(
      byId('phones', HTMLElement),
      items,
      (p) => p.number,
      (p) => {
        const count = el('span', p.fresh > 0 ? 'count new' : 'count', String(p.messages));
        const what =
          p.fresh > 0 ? `${p.fresh} new, ${p.messages} in all` : p.messages === 1 ? 'text' : 'texts';
        const button = el('button', '', p.number, count, el('span', 'unseen', ` ${what}`));
        button.type = 'button';
        button.setAttribute('aria-pressed', String(p.on));
        button.addEventListener('click', () => choose(p.number));
        return el('li', '', button);
      },
    );
  }

  /** @param {string} number */
  function choose(number) {
    selected = number;
    sessionStorage.setItem(`${STORED}phone`, number);
    seen.set(number, phones.find((p) => p.number === number)?.messages ?? 0);
    drawPhones();
    reread(['messages']);
  }

  async function readMessages() {
    const number = selected;
    if (!phones.some((p) => p.number === number)) return;
    const answer = await call(`phones/${encodeURIComponent(number)}/messages`);
    if (number !== selected) return reread(['messages']);
    showMessages(number, answer.messages);
  }

  /**
   * @param {string} number
   * @param {Message[]} messages
   */
  function showMessages(number, messages) {
    const same = talk.number === number;
    const last = messages[messages.length - 1];
    const grew = same && messages.length > talk.messages.length;
    if (grew && last?.direction === 'received')
      say(byId('news', HTMLElement), `New text to ${number}: ${last.body}`);
    talk = { number, messages };
    if (sending?.number === number && sentCount() > sending.known) sending = null;
    drawTalk(same);
  }

  function sentCount() {
    return talk.messages.filter((m) => m.direction === 'sent').length;
  }

  /** @param {boolean} same whether the phone is the one that was shown before */
  function drawTalk(same) {
    const { number, messages } = talk;
    const list = byId('talk', HTMLElement);
    const log = byId('log', HTMLElement);
    const atEnd = !same || log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    if (!same) list.replaceChildren();
    say(byId('who', HTMLElement), number);
    const last = messages[messages.length - 1];
    const other = last && (last.direction === 'received' ? last.from : last.to);
    say(byId('whom', HTMLElement), other ? `texts with ${other}` : 'no texts yet');
    /** @type {{key: string, day?: string, m?: Message, pending?: string}[]} */
    const rows = [];
    let day = '';
    for (const m of messages) {
      const its = asDay.format(new Date(m.at));
      if (its !== day) rows.push({ key: `day ${its} ${m.sid}`, day: its });
      day = its;
      rows.push({ key: m.sid, m });
    }
    if (sending?.number === number) rows.push({ key: 'pending', pending: sending.body });
    fill(list, rows, (row) => row.key, bubble);
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  /** @param {{day?: string, m?: Message, pending?: string}} row */
  function bubble({ day, m, pending }) {
    if (day !== undefined) return el('li', 'day', day);
    if (!m) return el('li', 'msg sent pending', el('p', '', pending ?? ''), el('small', '', 'Sending …'));
    const who = m.direction === 'received' ? `From ${m.from}: ` : 'This phone: ';
    const meta = el('small', '', time(m.at, asTime), m.status ? ` · ${m.status}` : '');
    return el(
      'li',
      `msg ${m.direction === 'sent' ? 'sent' : 'received'}`,
      el('span', 'unseen', who),
      el('p', '', m.body),
      meta,
    );
  }

  const field = byId('body', HTMLInputElement);

  /**
   * @param {string} body
   * @returns {Promise<boolean>} whether it was sent
   */
  async function send(body) {
    if (sending || !selected) return false;
    const number = selected;
    sending = { number, body, known: sentCount() };
    setSending(true);
    drawTalk(true);
    const log = byId('log', HTMLElement);
    log.scrollTop = log.scrollHeight;
    let sent = true;
    try {
      await call(`phones/${encodeURIComponent(number)}/messages`, { method: 'POST', body: { body } });
      worked();
      if (number === selected) await readMessages();
    } catch (error) {
      sent = false;
      failed(error);
    }
    sending = null;
    setSending(false);
    drawTalk(true);
    reread(EVERYTHING);
    return sent;
  }

  /** @param {boolean} on */
  function setSending(on) {
    byId('phone', HTMLElement)
      .querySelectorAll('button')
      .forEach((button) => button.setAttribute('aria-disabled', String(on)));
  }

  byId('reply', HTMLFormElement).addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = field.value;
    if (!body.trim() || sending) return;
    field.value = '';
    if (!(await send(body)) && !field.value) field.value = body;
  });
  for (const button of document.querySelectorAll('[data-reply]')) {
    if (button instanceof HTMLElement)
      button.addEventListener('click', () => void send(button.dataset.reply ?? ''));
  }

  // --- Reminders ------------------------------------------------------------------------------------------------

  /** @param {Scheduled[]} messages */
  function showScheduled(messages) {
    const sorted = [...messages].sort((a, b) => Date.parse(a.send_at) - Date.parse(b.send_at));
    fillCard(
      'scheduled',
      sorted,
      (m) => m.sid,
      (m) => {
        const left = el('span', 'soft', until(m.send_at));
        left.dataset.until = m.send_at;
        const line = el('div', 'line', time(m.send_at, asWhen), left, el('span', 'end', m.to));
        return el('li', '', line, el('p', 'text', m.body));
      },
    );
  }

  // --- The EHR --------------------------------------------------------------------------------------------------

  const answers = byId('ehr-status', HTMLSelectElement);
  let answersWith = sessionStorage.getItem(`${STORED}ehr`) ?? '200';
  answers.value = answersWith;

  answers.addEventListener('change', async () => {
    const status = answers.value;
    try {
      await call('ehr/response', { method: 'PUT', body: { status: Number(status), body: {} } });
      answersWith = status;
      sessionStorage.setItem(`${STORED}ehr`, status);
      worked();
      say(byId('news', HTMLElement), `The EHR answers ${status} from now on.`);
    } catch (error) {
      answers.value = answersWith;
      failed(error);
    }
  });

  /** @param {{requests: EhrRequest[], response?: {status: number}}} answer */
  function showEhr({ requests, response }) {
    if (response && document.activeElement !== answers) {
      answersWith = String(response.status);
      if (![...answers.options].some((o) => o.value === answersWith))
        answers.add(new Option(answersWith, answersWith));
      answers.value = answersWith;
    }
    fillCard(
      'ehr',
      [...requests].reverse(),
      (r) => String(r.id),
      (r) => {
        const body =
          typeof r.body === 'object' && r.body !== null
            ? /** @type {Record<string, unknown>} */ (r.body)
            : {};
        const line = el('div', 'line', time(r.at, asWhen));
        line.append(el('b', '', String(body.event_type ?? `${r.method} ${r.path}`)));
        if (body.appointment_id !== undefined) line.append(el('span', 'mono', String(body.appointment_id)));
        line.append(chip(String(r.status), r.status < 300 ? 'good' : 'bad', 'end', 'answered '));
        const head = Object.entries(r.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
        const pretty = typeof r.body === 'string' ? r.body : JSON.stringify(r.body, null, 2);
        const details = el('details', '', el('summary', '', `${r.method} ${r.path}`));
        for (const text of [pretty, head.join('\n')]) if (text) details.append(el('pre', '', text));
        return el('li', '', line, details);
      },
    );
  }

  /**
   * @param {string} text
   * @param {string} tone
   * @param {string} place
   * @param {string} before words for those who do not see where the chip stands
   */
  function chip(text, tone, place, before) {
    const spoken = before ? [el('span', 'unseen', before)] : [];
    return el('span', `chip ${tone} ${place}`.trim(), ...spoken, text);
  }

  // --- Executions and events --------------------------------------------------------------------------------------

  /** @param {Execution[]} executions */
  function showExecutions(executions) {
    fillCard(
      'executions',
      executions,
      (e) => e.sid,
      (e) => {
        const line = el('div', 'line', time(e.date_created, asWhen), el('span', '', e.contact));
        line.append(
          chip(
            e.status,
            e.status === 'ended' ? 'good' : e.status === 'active' ? 'warn' : '',
            'end',
            'status ',
          ),
        );
        const item = el('li', '', line);
        const steps = e.steps ?? [];
        const widgets = steps.length ? [steps[0]?.from, ...steps.map((s) => s.to)].filter((w) => w) : [];
        const path = el('ol', 'path', ...widgets.map((w) => el('li', '', el('span', '', String(w)))));
        path.setAttribute('aria-label', 'Path of widgets');
        if (widgets.length) item.append(path);
        const warnings = (e.warnings ?? []).map((w) =>
          el('li', '', typeof w === 'string' ? w : JSON.stringify(w)),
        );
        if (warnings.length) item.append(el('ul', 'warnings', ...warnings));
        if (steps.length) {
          const lines = steps.map((s) => `${s.from ?? ''} · ${s.name} → ${s.to ?? 'end'}`);
          const title = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
          item.append(
            el('details', '', el('summary', '', title), el('pre', '', [e.sid, ...lines].join('\n'))),
          );
        }
        return item;
      },
    );
  }

  function showEvents() {
    fillCard(
      'events',
      happenings,
      (h) => String(h.n),
      (h) => {
        const kind = h.kind === 'function_log' ? 'log' : h.kind;
        return el('li', '', chip(kind, '', '', ''), time(h.at, asSeconds), el('p', 'text', h.text));
      },
    );
  }

  // --- Start ------------------------------------------------------------------------------------------------------

  if (!token) {
    lock();
    return;
  }
  byId('app', HTMLElement).hidden = false;
  reread(EVERYTHING);
  listen();
  setInterval(poll, POLL_MS);
  setInterval(tick, 1000);
})();
