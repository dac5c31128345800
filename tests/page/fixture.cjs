'use strict';

/**
 * A small server with the control API's answers: enough of a story to look at the page, with text that attacks it.
 * It keeps what was posted, so that a check can compare bodies, and it can be told to go away and come back.
 */

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const ASSETS = path.join(__dirname, '..', '..', 'assets', 'sandbox');
const TOKEN = 'fixture-token';
const HOSTILE = '<img src=x onerror=alert(1)>';
const CLINIC = '+12025550123';
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
/** @type {Record<string, [string, string]>} */
const FILES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
};

let sids = 0;
/** @param {string} prefix */
const sid = (prefix) => prefix + String((sids += 1)).padStart(32, '0');

/**
 * @param {string} number
 * @param {'received' | 'sent'} direction
 * @param {string} at
 * @param {string} body
 */
function message(number, direction, at, body) {
  const [from, to] = direction === 'received' ? [CLINIC, number] : [number, CLINIC];
  return {
    sid: sid('SM'),
    direction,
    from,
    to,
    body,
    at,
    status: direction === 'received' ? 'delivered' : 'received',
  };
}

/** The story: Ana confirms, Ben writes what no clinic expects, the administrator gets a code. */
function story() {
  const [ana, ben, admin] = ['+12025550171', '+12025550172', '+12025550199'];
  const phones = new Map([
    [
      ana,
      [
        message(
          ana,
          'received',
          '2026-11-24T15:02:11.000Z',
          'Hello Ana, your appointment with Dr. Okafor at Owl Health Riverside is booked for Fri, Nov 27 at 2:30 PM EST.',
        ),
        message(
          ana,
          'received',
          '2026-11-25T19:30:00.000Z',
          'Reminder: Ana, you see Dr. Okafor at Owl Health Riverside on Fri, Nov 27 at 2:30 PM EST.\nReply CONFIRM APPT or CANCEL APPT.',
        ),
        message(ana, 'sent', '2026-11-25T19:41:27.000Z', 'CONFIRM APPT'),
        message(
          ana,
          'received',
          '2026-11-25T19:41:29.000Z',
          'Thank you. Your request to confirm Fri, Nov 27 at 2:30 PM EST was passed on to Owl Health.',
        ),
      ],
    ],
    [
      ben,
      [
        message(
          ben,
          'received',
          '2026-11-25T16:00:00.000Z',
          'Hello Ben, your appointment is booked for Mon, Nov 30 at 9:00 AM EST.',
        ),
        message(ben, 'sent', '2026-11-25T16:03:00.000Z', `Who is this? ${HOSTILE}`),
        message(
          ben,
          'received',
          '2026-11-25T16:03:02.000Z',
          `No appointment found for "${HOSTILE}". ${'W'.repeat(120)}`,
        ),
      ],
    ],
    [
      admin,
      [
        message(
          admin,
          'received',
          '2026-11-25T18:00:00.000Z',
          '418 207 is your code for appointment management.',
        ),
      ],
    ],
  ]);
  return {
    now: Date.parse('2026-11-25T20:00:00.000Z'),
    readAt: Date.now(),
    phones,
    ehrStatus: 200,
    scheduled: [
      {
        to: ana,
        send_at: '2026-11-26T19:30:00.000Z',
        body: 'Reminder: Ana, you see Dr. Okafor tomorrow, Fri, Nov 27 at 2:30 PM EST.',
      },
      {
        to: ben,
        send_at: '2026-11-28T14:00:00.000Z',
        body: 'Reminder: Ben, your appointment is on Mon, Nov 30 at 9:00 AM EST.\nReply CONFIRM APPT or CANCEL APPT.',
      },
      {
        to: ben,
        send_at: '2026-11-29T14:00:00.000Z',
        body: `Reminder: ${HOSTILE}, your appointment is tomorrow.`,
      },
    ].map((m) => ({
      sid: sid('SM'),
      messaging_service_sid: `MG${'0'.repeat(32)}`,
      date_created: '2026-11-25T16:00:00Z',
      ...m,
    })),
    requests: [
      {
        id: 1,
        at: '2026-11-25T16:03:01.000Z',
        method: 'POST',
        path: '/requests',
        headers: { 'content-type': 'text/plain', 'user-agent': HOSTILE },
        body: `not JSON: ${HOSTILE}`,
        status: 503,
      },
      {
        id: 2,
        at: '2026-11-25T19:41:28.000Z',
        method: 'POST',
        path: '/requests',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'b7c1e4' },
        body: {
          event_type: 'CONFIRM',
          appointment_id: 'A-1007',
          patient_id: 'P-311',
          patient_first_name: HOSTILE,
        },
        status: 200,
      },
    ],
    executions: [
      {
        contact: ana,
        status: 'ended',
        date_created: '2026-11-25T19:41:27.000Z',
        steps: [
          { name: 'incomingMessage', from: 'Trigger', to: 'which_reply' },
          { name: 'match', from: 'which_reply', to: 'find_appointment' },
          { name: 'success', from: 'find_appointment', to: 'post_request' },
          { name: 'success', from: 'post_request', to: 'send_confirm_received' },
          { name: 'sent', from: 'send_confirm_received', to: 'Ended' },
        ],
        warnings: [],
      },
      {
        contact: ben,
        status: 'ended',
        date_created: '2026-11-25T16:03:00.000Z',
        steps: [
          { name: 'incomingMessage', from: 'Trigger', to: 'which_reply' },
          { name: 'noMatch', from: 'which_reply', to: 'send_help' },
        ],
        warnings: [`81016: the widget "send_help" has an empty variable ${HOSTILE}`],
      },
      { contact: ben, status: 'active', date_created: '2026-11-25T15:59:58.000Z', steps: [], warnings: [] },
    ].map((e) => ({ sid: sid('FN'), flow_sid: `FW${'0'.repeat(32)}`, ...e })),
  };
}

/** Starts the server; `posted` holds every write in order. */
async function start({ empty = false } = {}) {
  const s = story();
  if (empty) {
    s.phones.clear();
    s.scheduled.length = s.requests.length = s.executions.length = 0;
  }
  /** @type {{method: string, path: string, body: any}[]} */
  const posted = [];
  /** @type {Set<http.ServerResponse>} */
  const listeners = new Set();
  let away = false;
  let sse = true;
  const now = () => s.now + Date.now() - s.readAt;
  const iso = (/** @type {number} */ ms) => new Date(ms).toISOString();

  /** @param {string} kind @param {string} text */
  function emit(kind, text) {
    const line = `data: ${JSON.stringify({ at: iso(now()), kind, text })}\n\n`;
    for (const listener of listeners) listener.write(line);
  }

  /** @param {any} body @returns {[number, unknown]} */
  function advance(body) {
    const to = body.to ? Date.parse(body.to) : now() + body.seconds * 1000;
    if (!(to >= now()))
      return [400, { error: { code: 'backwards', message: 'The clock only moves forward.' } }];
    const fired = s.scheduled.filter((m) => Date.parse(m.send_at) <= to);
    s.scheduled = s.scheduled.filter((m) => !fired.includes(m));
    for (const m of fired) s.phones.get(m.to)?.push(message(m.to, 'received', m.send_at, m.body));
    s.now = to;
    s.readAt = Date.now();
    emit('clock', `Moved to ${iso(to)}`);
    return [200, { now: iso(to), fired: fired.map((m) => ({ kind: 'message', sid: m.sid, at: m.send_at })) }];
  }

  /** @param {string} number @param {any} body @returns {[number, unknown]} */
  function reply(number, body) {
    const sent = message(number, 'sent', iso(now()), body.body);
    s.phones
      .get(number)
      ?.push(sent, message(number, 'received', iso(now()), `Thank you for "${body.body}".`));
    emit('message', `${number} texted ${CLINIC}`);
    return [201, { message_sid: sent.sid, execution_sid: null }];
  }

  /** @param {string} route method and path @param {any} body @returns {[number, unknown]} */
  function answer(route, body) {
    const phone = /^(GET|POST) \/_pam\/phones\/([^/]+)\/messages$/.exec(route);
    const number = decodeURIComponent(phone?.[2] ?? '');
    if (phone && s.phones.has(number)) {
      return phone[1] === 'POST' ? reply(number, body) : [200, { number, messages: s.phones.get(number) }];
    }
    switch (route) {
      case 'GET /_pam/clock':
        return [200, { now: iso(now()), offset_ms: 0, next_due: s.scheduled[0]?.send_at ?? null }];
      case 'POST /_pam/clock/advance':
        return advance(body);
      case 'GET /_pam/phones':
        return [
          200,
          { phones: [...s.phones].map(([n, messages]) => ({ number: n, messages: messages.length })) },
        ];
      case 'GET /_pam/ehr/requests':
        return [200, { requests: s.requests }];
      case 'PUT /_pam/ehr/response':
        s.ehrStatus = body.status;
        return [200, {}];
      case 'GET /_pam/scheduled':
        return [200, { messages: s.scheduled }];
      case 'GET /_pam/executions':
        return [200, { executions: s.executions }];
      default:
        return [404, { error: { code: 'not_found', message: `nothing at ${route}` } }];
    }
  }

  const server = http.createServer(async (request, response) => {
    if (away) return request.socket.destroy();
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = FILES[url.pathname];
    if (file) {
      response.writeHead(200, {
        'content-type': file[1],
        'content-security-policy': CSP,
        'cache-control': 'no-store',
      });
      return response.end(fs.readFileSync(path.join(ASSETS, file[0])));
    }
    const json = (/** @type {number} */ status, /** @type {unknown} */ body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const events = url.pathname === '/_pam/events';
    const token = events
      ? url.searchParams.get('token')
      : request.headers.authorization?.replace(/^Bearer /, '');
    if (token !== TOKEN) return json(401, { error: { code: 'unauthorized', message: 'no valid token' } });
    if (events && sse) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': open\n\n');
      listeners.add(response);
      return response.on('close', () => listeners.delete(response));
    }
    let text = '';
    for await (const chunk of request) text += chunk;
    const method = request.method ?? '';
    const body = text ? JSON.parse(text) : null;
    if (method !== 'GET') posted.push({ method, path: url.pathname, body });
    return json(...answer(`${method} ${url.pathname}`, body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

  return {
    origin: `http://127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/#token=${TOKEN}`,
    posted,
    emit,
    /** A text from the clinic, with its event. */
    text(/** @type {string} */ number, /** @type {string} */ body, tell = true) {
      const texts = s.phones.get(number) ?? [];
      s.phones.set(number, [...texts, message(number, 'received', iso(now()), body)]);
      if (tell) emit('message', `${CLINIC} texted ${number}`);
    },
    now,
    ehrStatus: () => s.ehrStatus,
    nextDue: () => s.scheduled[0]?.send_at,
    /** Stops answering (or answers again), as a sandbox that was ended. */
    setAway(/** @type {boolean} */ on) {
      away = on;
      if (on) server.closeAllConnections();
    },
    /** Ends the stream of events for good; the rest goes on. */
    endEvents() {
      sse = false;
      for (const listener of listeners) listener.destroy();
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

module.exports = { start, CSP, HOSTILE, ASSETS };
