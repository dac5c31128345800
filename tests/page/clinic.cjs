'use strict';

/**
 * A deployment of the app as the administrator's page sees it: its Assets, and its functions' HTTP contract on a story of
 * its own. Whatever the page may meet can be brought about: a lost connection, a refusal, a limit, a short session.
 */

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const ASSETS = path.join(__dirname, '../../assets/public');
const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
});
const HOSTILE = '<img src=x onerror=alert(1)> "quoted" {{flow.data}} 名前 🦉';
const CLINIC = '+12025550100';
const PASSWORD = 'correct horse battery staple';
const CODE = '418207';
const EVENT_TYPES = ['BOOKED', 'RESCHEDULED', 'MODIFIED', 'CONFIRMED', 'CANCELED', 'NOSHOWED', 'REMIND'];

/** @typedef {{status: number, body: any, headers?: Record<string, string>}} Answer */
/** @typedef {(body: any, url: URL) => Answer | null | 'hang-up'} Override null lets the request through */

/** @param {number} status @param {string} code @param {string} detail @param {object} [more] @returns {Answer} */
const problem = (status, code, detail, more = {}) => ({
  status,
  body: { type: 'about:blank', title: code, status, code, detail, ...more },
});
/** @param {unknown} body @param {number} [status] @returns {Answer} */
const fine = (body, status = 200) => ({ status, body });

/** @param {number} n */
const two = (n) => String(n).padStart(2, '0');

/** @param {number} count @returns {any[]} */
function reminders(count) {
  const names = ['Ana Whitfield', 'Ben Okafor', 'Chloé Martin', HOSTILE, 'Dilara Yılmaz', '李 小龙'];
  return Array.from({ length: count }, (_, i) => {
    const day = two(1 + ((i * 7) % 28));
    const next = two(2 + ((i * 7) % 28));
    return {
      appointment_id: `A-${20400 + i}`,
      id: `r${i}`,
      patient: names[i % names.length],
      phone: `+1202555${String(1000 + (i % 9000))}`,
      appointment_at: `2026-12-${next}T15:30:00Z`,
      appointment_local: `2026-12-${next}T10:30:00-05:00`,
      offset: i % 2 ? '24h' : '48h',
      send_at: `2026-12-${day}T15:30:00Z`,
      send_at_local: `2026-12-${day}T10:30:00-05:00`,
      time_zone: 'America/New_York',
      state: i % 11 === 10 ? 'parked' : i % 17 === 16 ? 'creating' : 'scheduled',
      message_sid: `SM${String(i).padStart(32, '0')}`,
      segments: 1 + (i % 2),
    };
  });
}

function requests() {
  return [
    {
      appointment_id: 'A-20417',
      id: '5c709ce5687a880a6606270200988f15',
      kind: 'confirm',
      at: '2026-11-24T21:15:38Z',
      attempts: 3,
      last_attempt_at: '2026-11-25T08:00:00Z',
      last_status: 503,
    },
    {
      appointment_id: `A-9 ${HOSTILE}`,
      id: '6d709ce5687a880a6606270200988f15',
      kind: 'cancel',
      at: '2026-11-25T09:02:00Z',
      attempts: 1,
      last_attempt_at: '2026-11-25T09:02:01Z',
      last_status: null,
    },
  ];
}

/**
 * @param {{reminders?: number, empty?: boolean, pageSize?: number, tokenSeconds?: number, sessionSeconds?: number}} [options]
 */
async function start(options = {}) {
  const { tokenSeconds = 900, sessionSeconds = 8 * 3600, pageSize = 20 } = options;
  let waiting = options.empty ? [] : reminders(options.reminders ?? 7);
  let kept = options.empty ? [] : requests();
  /** @type {Map<string, any[]>} */
  const talks = new Map();
  /** @type {{route: string, body: any, token: string}[]} */
  const calls = [];
  /** @type {Map<string, Override>} */
  const overrides = new Map();
  const live = new Set();
  let attempts = 5;
  let tokens = 0;
  let away = false;
  let serial = 0;
  let appointments = 20417;

  /** @param {string} phone @param {string} direction @param {string} body @param {object} [more] */
  function text(phone, direction, body, more = {}) {
    serial += 1;
    const sid = `SM${String(serial).padStart(32, 'a')}`;
    const at = `2026-11-25T20:${two(Math.floor(serial / 60) % 60)}:${two(serial % 60)}Z`;
    const status = direction === 'sent' ? 'delivered' : 'received';
    const list = talks.get(phone) ?? [];
    talks.set(phone, [...list, { sid, direction, body, status, at, error_code: null, ...more }]);
  }
  if (!options.empty) {
    text('+12025550175', 'sent', 'Owl Health: Ana, you see Dr. Maria Lopez on Mon, Dec 7 at 10:30 AM.');
    text('+12025550175', 'received', 'CONFIRM APPT');
    text('+12025550175', 'sent', 'Owl Health: thank you, we asked the office to confirm.');
  }

  /** @param {any} [sessionLeft] */
  function grant(sessionLeft = sessionSeconds) {
    tokens += 1;
    const token = `app-${tokens}`;
    live.add(token);
    return fine({ token, expires_in: Math.min(tokenSeconds, sessionLeft), session_ends_in: sessionLeft });
  }

  /** @param {any} body @param {(r: any) => {outcome: string, detail?: string}} act */
  function each(body, act) {
    if (!(body.reminders.length >= 1 && body.reminders.length <= 20))
      return problem(400, 'invalid-field', 'Between 1 and 20 reminders.', { field: 'reminders' });
    return fine({
      results: body.reminders.map((/** @type {any} */ r) => ({ ...r, detail: null, ...act(r) })),
    });
  }
  /** @param {string} outcome */
  const settle =
    (outcome) =>
    (/** @type {any} */ { appointment_id, id }) => {
      const at = waiting.findIndex((r) => r.appointment_id === appointment_id && r.id === id);
      if (at < 0) return { outcome: 'not-found', detail: 'There is no such reminder.' };
      if (id === 'r3') return { outcome: 'failed', detail: 'Twilio refused: 20500.' };
      waiting.splice(at, 1);
      if (id === 'r4') return { outcome: 'already-sent' };
      return { outcome };
    };

  /** @param {URL} url @param {any[]} list @param {string} name */
  function paged(url, list, name) {
    const from = Number(url.searchParams.get('page') ?? 0);
    // Every third page is empty, as a page of appointments without a reminder is.
    if (from > 0 && from % (3 * pageSize) === 0 && !emptied.has(from)) {
      emptied.add(from);
      return fine({ [name]: [], next: String(from) });
    }
    const to = from + pageSize;
    return fine({ [name]: list.slice(from, to), next: to < list.length ? String(to) : null });
  }
  const emptied = new Set();

  /** @param {string} route @param {any} body @param {string} token @param {URL} url @returns {Answer} */
  function answer(route, body, token, url) {
    if (route === 'POST /login') {
      if (body.password !== PASSWORD) return problem(401, 'wrong-password', 'This is not the password.');
      attempts = 5;
      return fine({ token: 'mfa-1', expires_in: 300, sent_to: '…0170' });
    }
    if (route === 'POST /mfa') {
      if (token !== 'mfa-1') return problem(401, 'token-invalid', 'A valid token is needed.');
      if (attempts === 0)
        return problem(401, 'code-dead', 'Too many wrong codes. Sign in again for a new one.');
      if (body.code === CODE) return grant();
      attempts -= 1;
      return problem(401, 'wrong-code', 'This is not the code.', { attempts_left: attempts });
    }
    if (!live.has(token)) return problem(401, 'token-invalid', 'A valid token is needed.');
    switch (route) {
      case 'POST /refresh-token':
        return grant();
      case 'POST /logout':
        live.clear();
        return fine({});
      case 'GET /simulation-parameters':
        return fine({
          clinic: 'Owl Health',
          time_zone: 'America/New_York',
          phone_number: CLINIC,
          now: '2026-11-25T20:00:00Z',
          event_types: EVENT_TYPES,
          event: {
            event_type: 'BOOKED',
            event_datetime_utc: '2026-11-25T20:00:00Z',
            patient_id: 'P-1001',
            patient_first_name: 'Ana',
            patient_last_name: 'Whitfield',
            patient_phone: '+12025550175',
            provider_id: 'D-204',
            provider_first_name: 'Maria',
            provider_last_name: 'Lopez',
            provider_callback_phone: CLINIC,
            appointment_location: 'Owl Health, 12 Elm Street, Suite 4',
            appointment_id: `A-${appointments++}`,
            appointment_timezone: 'America/New_York',
            appointment_datetime: '2026-12-07T10:30:00-05:00',
          },
        });
      case 'POST /simulation-event': {
        const event = { ...body.event };
        if (!/^\+\d{7,15}$/.test(event.patient_phone)) {
          const detail = '`patient_phone` is no phone number in E.164 form such as +12025550123.';
          return problem(400, 'invalid-phone', detail, { field: 'patient_phone' });
        }
        if (!event.patient_id)
          return problem(400, 'missing-field', 'The event needs `patient_id`.', { field: 'patient_id' });
        text(event.patient_phone, 'sent', `Owl Health: ${event.event_type} for ${event.patient_first_name}.`);
        return fine({ execution_sid: `FN${'0'.repeat(32)}`, event }, 201);
      }
      case 'POST /conversation':
        return fine({ messages: talks.get(body.phone) ?? [] });
      case 'GET /reminders':
        return paged(url, waiting, 'reminders');
      case 'GET /requests':
        return paged(url, kept, 'requests');
      case 'POST /reminders-cancel':
        return each(body, settle('canceled'));
      case 'POST /reminders-send':
        return each(body, settle('sent'));
      case 'POST /sweep': {
        if (!body.page)
          return fine({
            checked: 20,
            scheduled: 1,
            skipped: 0,
            delivered: 1,
            waiting: 0,
            failed: 0,
            next: 'p2',
          });
        kept = [];
        return fine({
          checked: 4,
          scheduled: 0,
          skipped: 2,
          delivered: 1,
          waiting: 0,
          failed: 0,
          next: null,
        });
      }
      default:
        return problem(404, 'not-found', `nothing at ${route}`);
    }
  }

  const server = http.createServer(async (request, response) => {
    if (away) return request.socket.destroy();
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = path.join(ASSETS, path.basename(url.pathname));
    if (url.pathname.includes('.') && fs.existsSync(file)) {
      response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' });
      return response.end(fs.readFileSync(file));
    }
    let written = '';
    for await (const chunk of request) written += chunk;
    const body = written ? JSON.parse(written) : null;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const route = `${request.method} ${url.pathname}`;
    calls.push({ route, body, token });
    const override = overrides.get(route)?.(body, url);
    if (override === 'hang-up') return request.socket.destroy();
    const { status, body: said, headers } = override ?? answer(route, body, token, url);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(said));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

  return {
    url: `http://127.0.0.1:${port}/index.html`,
    calls,
    text,
    /** Answers a route in another way until it is told otherwise. @param {string} route @param {Override | null} how */
    override(route, how) {
      if (how) overrides.set(route, how);
      else overrides.delete(route);
    },
    /** How often a route was called. @param {string} route */
    count: (route) => calls.filter((call) => call.route === route).length,
    /** No token holds any more. */
    forget: () => live.clear(),
    waiting: () => waiting.length,
    setAway(/** @type {boolean} */ on) {
      away = on;
      if (on) server.closeAllConnections();
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

module.exports = { start, problem, ASSETS, HOSTILE, PASSWORD, CODE };
