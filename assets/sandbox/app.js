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
  // --- The document ---

  /** @param {string} id */
  function get(id) {
    const found = document.getElementById(id);
    if (!found) throw new Error(`the page has no #${id}`);
    return found;
  }

  /** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement[]} */
  const all = (selector, within = document) =>
    [...within.querySelectorAll(selector)].map((e) => /** @type {any} */ (e));

  /** @param {number} n @param {string} one */
  const some = (n, one) => `${n} ${one}${n === 1 ? '' : 's'}`;

  /** A part whose buttons wait for an answer; they stay focusable. @param {string} id @param {boolean} on */
  function hold(id, on) {
    get(id).setAttribute('aria-busy', String(on));
    for (const button of all('button', get(id))) button.setAttribute('aria-disabled', String(on));
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

  /** @type {WeakMap<Element, {key: string, state: string}>} */
  const drawn = new WeakMap();

  /**
   * Brings a list's items up to date, touching only what changed, so that focus, scroll and opened details stay.
   * @template T
   * @param {HTMLElement} list
   * @param {T[]} items
   * @param {(item: T) => string} keyOf
   * @param {(item: T) => HTMLElement} make
   */
  function fill(list, items, keyOf, make) {
    /** @type {Map<string, Element>} */
    const before = new Map();
    for (const node of list.children) before.set(drawn.get(node)?.key ?? '', node);
    const first = before.size === 0;
    /** @type {Element | null} */
    let next = list.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      const state = JSON.stringify(item);
      let node = before.get(key);
      before.delete(key);
      if (!node || drawn.get(node)?.state !== state) {
        const made = make(item);
        drawn.set(made, { key, state });
        if (node && node === next) next = made;
        if (node) replace(node, made);
        else if (!first) made.classList.add('fresh');
        node = made;
      }
      if (node === next) next = next.nextElementSibling;
      else list.insertBefore(node, next);
    }
    for (const gone of before.values()) gone.remove();
  }

  /** @param {Element} old @param {Element} node */
  function replace(old, node) {
    const was = old.querySelectorAll('details');
    node.querySelectorAll('details').forEach((details, i) => (details.open = was[i]?.open ?? false));
    const stops = 'summary, button';
    const focused = all(stops, old).findIndex((e) => e === document.activeElement);
    old.replaceWith(node);
    all(stops, node)[focused]?.focus({ preventScroll: true });
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
    const list = get(name);
    fill(list, items, keyOf, make);
    get(`${name}-none`).hidden = items.length > 0;
    if (list.parentElement) list.parentElement.hidden = items.length === 0;
    if (name !== 'events') say(`${name}-count`, items.length ? String(items.length) : '');
  }

  // --- Words for times ---

  const locale = navigator.language.startsWith('en') ? navigator.language : 'en-GB';
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
  const hour = hour12 ? 'numeric' : '2-digit';
  /** @param {Intl.DateTimeFormatOptions} options */
  const format = (options) => new Intl.DateTimeFormat(locale, options);
  const asTime = format({ hour, minute: '2-digit' });
  const asSeconds = format({ hour, minute: '2-digit', second: '2-digit' });
  const asDay = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const asLongDay = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const short = /** @type {const} */ ({ day: 'numeric', month: 'short', hour, minute: '2-digit' });
  const asShort = format(short);
  const asWhen = format({ ...short, weekday: 'short' });
  const asZone = format({ timeZoneName: 'short' });

  /** @param {Date} at */
  const asUtc = (at) => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

  /** @param {string} iso @param {Intl.DateTimeFormat} words */
  function time(iso, words) {
    const at = new Date(iso);
    if (Number.isNaN(at.getTime())) return el('time', '', String(iso));
    const made = el('time', '', words.format(at));
    made.dateTime = iso;
    made.title = asUtc(at);
    return made;
  }

  /** "in 2 days 3 h", by the sandbox's clock. @param {string} iso */
  function until(iso) {
    const minutes = Math.round((Date.parse(iso) - nowMs()) / 60000);
    if (Number.isNaN(minutes)) return '';
    if (minutes <= 0) return 'now';
    const [d, h, m] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
    if (d) return `in ${some(d, 'day')}${h ? ` ${h} h` : ''}`;
    return `in ${h ? `${h} h${m ? ' ' : ''}` : ''}${m || !h ? `${m} min` : ''}`;
  }

  /** @param {HTMLElement | string} where a node or its id @param {string} text */
  function say(where, text) {
    const node = typeof where === 'string' ? get(where) : where;
    if (node.textContent !== text) node.textContent = text;
  }

  // --- The token and the control API ---

  const STORED = 'pam.sandbox.';
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem(`${STORED}token`, given);
    history.replaceState(null, '', location.pathname);
  }
  const token = given ?? sessionStorage.getItem(`${STORED}token`);
  addEventListener('hashchange', () => location.reload());

  /** The sandbox did not answer at all. */
  class Gone extends Error {}
  /** The sandbox does not take the token. */
  class Refused extends Error {}

  /** @param {string} text @returns {any} null when it is no JSON */
  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }

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
    const away = () => Promise.reject(new Gone());
    const response = await fetch(`/_pam/${path}`, { ...init, cache: 'no-store' }).catch(away);
    const answer = parsed(await response.text().catch(away));
    if (response.status === 401) throw new Refused();
    if (response.ok) return answer ?? {};
    throw new Error(answer?.error?.message ?? `The sandbox answered ${response.status} to ${path}.`);
  }

  // --- One place for what went wrong ---

  let gone = false;
  let failure = '';
  let failedToRead = false;

  function showProblem() {
    const text = gone ? 'The sandbox does not answer. This page goes on by itself when it is back.' : failure;
    say('problem-text', text);
    get('problem-close').hidden = gone;
    get('problem').hidden = !text;
  }

  /** @param {unknown} error @param {boolean} [read] the next reading that works takes the message away */
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

  get('problem-close').addEventListener('click', worked);

  /** @param {string} [why] */
  function lock(why) {
    sessionStorage.removeItem(`${STORED}token`);
    locked = true;
    source?.close();
    if (why) say('door-why', why);
    get('app').hidden = true;
    get('door').hidden = false;
    gone = false;
    worked();
    showLink();
  }

  // --- Reading what changed ---

  /** @typedef {'clock' | 'phones' | 'messages' | 'scheduled' | 'ehr' | 'executions'} Part */
  /** @type {Record<Part, () => Promise<void>>} */
  const readers = {
    clock: async () => showClock(await call('clock')),
    phones: async () => showPhones((await call('phones')).phones),
    messages: readMessages,
    scheduled: async () => showScheduled((await call('scheduled')).messages),
    ehr: async () => showEhr(await call('ehr/requests')),
    executions: async () =>
      fillCard('executions', (await call('executions')).executions, (e) => e.sid, execution),
  };
  const EVERYTHING = /** @type {Part[]} */ (Object.keys(readers));
  /** @type {Record<string, Part[]>} what an event of a kind changes; a kind that is not here, everything */
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

  // --- Live: events, and polling while there are none ---

  /** @type {EventSource | null} */
  let source = null;
  let locked = false;
  /** @type {(Happening & {n: number})[]} */
  const happenings = [];
  let happened = 0;

  function listen() {
    source?.close();
    source = new EventSource(`/_pam/events?token=${encodeURIComponent(token ?? '')}`);
    source.addEventListener('open', () => reread(EVERYTHING));
    source.addEventListener('error', showLink);
    // `message` is also the name of an event that has none; a named one comes by its kind.
    for (const kind of KINDS) source.addEventListener(kind, happen);
  }

  /** @param {MessageEvent<string>} event */
  function happen(event) {
    /** @type {Happening | null} */
    const it = parsed(event.data);
    if (!it) return;
    happened += 1;
    happenings.unshift({ n: happened, at: it.at ?? '', kind: it.kind, text: it.text });
    happenings.length = Math.min(happenings.length, EVENTS_KEPT);
    fillCard('events', happenings, (h) => String(h.n), happening);
    reread(CHANGES[it.kind] ?? EVERYTHING);
  }

  function poll() {
    if (locked || source?.readyState === EventSource.OPEN) return;
    if (source?.readyState === EventSource.CLOSED) listen();
    if (!document.hidden) reread(EVERYTHING);
  }

  function showLink() {
    let [state, text] = ['poll', 'Every 2 s'];
    if (source?.readyState === EventSource.OPEN) [state, text] = ['live', 'Live'];
    if (gone) [state, text] = ['gone', 'No answer'];
    if (locked) [state, text] = ['wait', 'Not connected'];
    get('link').dataset.state = state;
    say('link-text', text);
  }

  // --- Clock ---

  /** @type {Clock | null} */
  let clock = null;
  let clockReadAt = 0;
  let moving = false;
  const due = /** @type {HTMLButtonElement} */ (get('to-due'));
  const gotoAt = /** @type {HTMLInputElement} */ (get('goto-at'));

  /** The sandbox's time; it runs on between two answers. */
  function nowMs() {
    return clock ? Date.parse(clock.now) + performance.now() - clockReadAt : Date.now();
  }

  /** @param {Clock} answer */
  function showClock(answer) {
    clock = answer;
    clockReadAt = performance.now();
    if (!gotoAt.value) gotoAt.value = asField(Math.ceil(nowMs() / 3600000) * 3600000);
    tick();
  }

  /** @param {number} ms @returns {string} a `datetime-local` field's value */
  function asField(ms) {
    return new Date(ms - new Date(ms).getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  }

  function tick() {
    if (!clock) return;
    const now = new Date(nowMs());
    /** @type {HTMLTimeElement} */
    const shown = /** @type {HTMLTimeElement} */ (get('now-time'));
    shown.dateTime = now.toISOString();
    const parts = asSeconds.formatToParts(now);
    const cut = parts.findIndex((part) => part.type === 'second') - 1;
    const words = parts.map((part) => part.value);
    say(shown, words.slice(0, cut).join(''));
    say('now-sec', words.slice(cut).join(''));
    say('now-date', asLongDay.format(now));
    const abbreviation = asZone.formatToParts(now).find((part) => part.type === 'timeZoneName')?.value ?? '';
    say('now-zone', abbreviation === zone ? zone : `${zone} (${abbreviation})`);
    say('now-utc', asUtc(now));
    say('goto-zone', `In your zone, ${zone}`);
    const next = clock.next_due;
    due.setAttribute('aria-disabled', String(!next || moving));
    const when = next && `${asWhen.format(new Date(next))}, ${until(next)}`;
    say('due', when ? `Next due: ${when}` : 'Nothing is due.');
    for (const node of all('[data-until]')) say(node, until(node.dataset.until ?? ''));
  }

  /** @param {{seconds: number} | {to: string}} by */
  async function move(by) {
    if (moving) return;
    moving = true;
    hold('clock', true);
    say('said', 'Moving …');
    try {
      const answer = await call('clock/advance', { method: 'POST', body: by });
      worked();
      say('said', whatFired(answer.now, answer.fired ?? []));
      gotoAt.value = '';
    } catch (error) {
      say('said', '');
      failed(error);
    }
    moving = false;
    hold('clock', false);
    reread(EVERYTHING);
  }

  /** @param {string} now @param {Fired[]} fired */
  function whatFired(now, fired) {
    const texts = fired.filter((f) => f.kind === 'message').length;
    const timeouts = fired.length - texts;
    const parts = [];
    if (texts) parts.push(`${some(texts, 'text')} went out`);
    if (timeouts) parts.push(`${some(timeouts, 'wait')} timed out`);
    return `Moved to ${asWhen.format(new Date(now))}: ${parts.join(', ') || 'nothing was due'}.`;
  }

  for (const button of all('[data-seconds]')) {
    button.addEventListener('click', () => void move({ seconds: Number(button.dataset.seconds) }));
  }
  due.addEventListener('click', () => {
    if (clock?.next_due) void move({ to: clock.next_due });
  });
  get('goto').addEventListener('submit', (event) => {
    event.preventDefault();
    const to = new Date(gotoAt.value);
    if (to.getTime() <= nowMs()) failed(new Error('The clock only moves forward; that time has passed.'));
    else void move({ to: to.toISOString() });
  });

  // --- Phones ---

  let selected = sessionStorage.getItem(`${STORED}phone`) ?? '';
  /** @type {Map<string, number>} how many texts of a phone were shown, by number */
  const seen = new Map();
  let posting = false;
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
    get('phones-none').hidden = phones.length > 0;
    get('phone').hidden = phones.length === 0;
    drawPhones();
  }

  function drawPhones() {
    const items = phones.map((p) => {
      return { ...p, on: p.number === selected, fresh: p.messages - (seen.get(p.number) ?? 0) };
    });
    fill(get('phones'), items, (p) => p.number, phoneButton);
  }

  /** @param {Phone & {on: boolean, fresh: number}} p */
  function phoneButton({ number, messages, on, fresh }) {
    const count = el('span', fresh > 0 ? 'count new' : 'count', String(messages));
    const texts = messages === 1 ? ' text' : ' texts';
    const spoken = el('span', 'unseen', fresh > 0 ? `${texts}, ${fresh} new` : texts);
    const button = el('button', '', number, count, spoken);
    button.type = 'button';
    button.setAttribute('aria-pressed', String(on));
    button.addEventListener('click', () => choose(number));
    return el('li', '', button);
  }

  /** @param {string} number */
  function choose(number) {
    selected = number;
    sessionStorage.setItem(`${STORED}phone`, number);
    drawPhones();
    reread(['phones', 'messages']);
  }

  async function readMessages() {
    const number = selected;
    if (!phones.some((p) => p.number === number)) return;
    /** @type {{messages: Message[]}} */
    const { messages } = await call(`phones/${encodeURIComponent(number)}/messages`);
    if (number !== selected) return reread(['messages']);
    const same = talk.number === number;
    const last = messages[messages.length - 1];
    const grew = same && messages.length > talk.messages.length;
    if (grew && last?.direction === 'received') say('news', `New text to ${number}: ${last.body}`);
    talk = { number, messages };
    drawTalk(same, last);
  }

  /** @param {boolean} same whether the phone is the one that was shown before @param {Message} [last] */
  function drawTalk(same, last) {
    const list = get('talk');
    const log = get('log');
    const atEnd = !same || log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    if (!same) list.replaceChildren();
    say('who', talk.number);
    const other = last && (last.direction === 'received' ? last.from : last.to);
    say('whom', other ? `texts with ${other}` : 'no texts yet');
    /** @type {{key: string, day?: string, m?: Message}[]} */
    const rows = [];
    let day = '';
    for (const m of talk.messages) {
      const its = asDay.format(new Date(m.at));
      if (its !== day) rows.push({ key: `day ${its} ${m.sid}`, day: its });
      day = its;
      rows.push({ key: m.sid, m });
    }
    fill(list, rows, (row) => row.key, bubble);
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  /** @param {{day?: string, m?: Message}} row */
  function bubble({ day = '', m }) {
    if (!m) return el('li', 'day', day);
    const received = m.direction === 'received';
    const who = el('span', 'unseen', received ? `From ${m.from}: ` : 'This phone: ');
    const meta = el('small', '', time(m.at, asTime), m.status ? ` · ${m.status}` : '');
    return el('li', `msg ${received ? 'received' : 'sent'}`, who, el('p', '', m.body), meta);
  }

  const field = /** @type {HTMLInputElement} */ (get('body'));

  /** @param {string} body @returns {Promise<boolean>} whether it was sent */
  async function send(body) {
    if (posting || !selected) return false;
    const number = selected;
    posting = true;
    hold('phone', true);
    get('log').scrollTop = get('log').scrollHeight;
    let sent = true;
    try {
      await call(`phones/${encodeURIComponent(number)}/messages`, { method: 'POST', body: { body } });
      worked();
    } catch (error) {
      sent = false;
      failed(error);
    }
    posting = false;
    hold('phone', false);
    reread(EVERYTHING);
    return sent;
  }

  get('reply').addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = field.value;
    if (!body.trim() || posting) return;
    field.value = '';
    if (!(await send(body)) && !field.value) field.value = body;
  });
  for (const button of all('[data-reply]')) {
    button.addEventListener('click', () => void send(button.dataset.reply ?? ''));
  }

  // --- Reminders ---

  /** @param {Scheduled[]} messages */
  function showScheduled(messages) {
    const sorted = [...messages].sort((a, b) => Date.parse(a.send_at) - Date.parse(b.send_at));
    fillCard('scheduled', sorted, (m) => m.sid, reminder);
  }

  /** @param {Scheduled} m */
  function reminder(m) {
    const left = el('span', 'soft', until(m.send_at));
    left.dataset.until = m.send_at;
    const head = line([time(m.send_at, asWhen), left], el('span', '', m.to));
    return el('li', '', head, el('p', 'text', m.body));
  }

  /** The first line of an entry. @param {HTMLElement[]} what @param {HTMLElement} end how it stands */
  function line(what, end) {
    return el('div', 'line', el('div', 'what', ...what), end);
  }

  /** @param {string} text @param {string} [tone] @param {string} [before] words for screen readers */
  function chip(text, tone = '', before = '') {
    return el('span', `chip ${tone}`, el('span', 'unseen', before), text);
  }

  // --- The EHR ---

  const answers = /** @type {HTMLSelectElement} */ (get('ehr-status'));
  let answersWith = sessionStorage.getItem(`${STORED}ehr`) ?? '200';
  answers.value = answersWith;

  answers.addEventListener('change', async () => {
    const status = answers.value;
    try {
      await call('ehr/response', { method: 'PUT', body: { status: Number(status), body: {} } });
      answersWith = status;
      sessionStorage.setItem(`${STORED}ehr`, status);
      worked();
      say('news', `The EHR answers ${status} from now on.`);
    } catch (error) {
      answers.value = answersWith;
      failed(error);
    }
  });

  /** @param {{requests: EhrRequest[], response?: {status: number}}} answer */
  function showEhr({ requests, response }) {
    if (response && document.activeElement !== answers) answers.value = answersWith = String(response.status);
    fillCard('ehr', [...requests].reverse(), (r) => String(r.id), ehrRequest);
  }

  /** @param {EhrRequest} r */
  function ehrRequest(r) {
    const isObject = typeof r.body === 'object' && r.body !== null;
    const body = isObject ? /** @type {Record<string, unknown>} */ (r.body) : {};
    const what = [time(r.at, asShort), el('b', '', String(body.event_type ?? 'other request'))];
    if (body.appointment_id !== undefined) what.push(el('span', 'mono', String(body.appointment_id)));
    const details = el('details', '', el('summary', '', `${r.method} ${r.path}`));
    const pretty = typeof r.body === 'string' ? r.body : JSON.stringify(r.body, null, 2);
    const headers = Object.entries(r.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
    for (const text of [pretty, headers.join('\n')]) if (text) details.append(el('pre', '', text));
    const answered = chip(String(r.status), r.status < 300 ? 'good' : 'bad', 'answered ');
    return el('li', '', line(what, answered), details);
  }

  // --- Executions and events ---

  /** @param {Execution} e */
  function execution(e) {
    const tone = e.status === 'ended' ? 'good' : e.status === 'active' ? 'warn' : '';
    const what = [time(e.date_created, asShort), el('span', '', e.contact)];
    const item = el('li', '', line(what, chip(e.status, tone, 'status ')));
    const steps = e.steps ?? [];
    if (steps.length) {
      const widgets = [steps[0]?.from, ...steps.map((s) => s.to)].filter((w) => w);
      const path = el('ol', 'path', ...widgets.map((w) => el('li', '', el('span', '', String(w)))));
      path.setAttribute('aria-label', 'Path of widgets');
      item.append(path);
    }
    const warnings = (e.warnings ?? []).map((w) => (typeof w === 'string' ? w : JSON.stringify(w)));
    if (warnings.length) item.append(el('ul', 'warnings', ...warnings.map((w) => el('li', '', w))));
    if (steps.length) {
      const lines = steps.map((s) => `${s.from ?? ''} · ${s.name} → ${s.to ?? 'end'}`);
      const title = el('summary', '', some(steps.length, 'step'));
      item.append(el('details', '', title, el('pre', '', [e.sid, ...lines].join('\n'))));
    }
    return item;
  }

  /** @param {Happening} h */
  function happening(h) {
    const kind = chip(h.kind === 'function_log' ? 'log' : h.kind);
    return el('li', '', kind, time(h.at, asSeconds), el('p', 'text', h.text));
  }

  // --- Start ---

  if (!token) {
    lock();
    return;
  }
  get('app').hidden = false;
  reread(EVERYTHING);
  listen();
  setInterval(poll, POLL_MS);
  setInterval(tick, 1000);
})();
