'use strict';
/** What a Function may give its callback, by name: `/answer?case=name`. */
const response = (...args) => new Twilio.Response(...args);

const payloads = {
  text: () => 'Grüß Gott',
  emptyText: () => '',
  nothing: () => undefined,
  null: () => null,
  object: () => ({ a: 1, nested: { text: 'ü"\n</script>' }, none: null, gone: undefined }),
  array: () => [1, 'two', { three: 3 }],
  emptyObject: () => ({}),
  true: () => true,
  date: () => ({ at: new Date(0) }),
  buffer: () => Buffer.from([0, 1, 2, 255]),
  classInstance: () =>
    new (class Point {
      x = 1;
      toString() {
        return 'not XML';
      }
    })(),
  voice: () => {
    const twiml = new Twilio.twiml.VoiceResponse();
    twiml.say('Hello & good bye');
    return twiml;
  },
  messaging: () => {
    const twiml = new (require('twilio').twiml.MessagingResponse)();
    twiml.message('Ahoy ü');
    return twiml;
  },
  bare: () => response(),
  string: () => response().setBody('<b>ü</b>'),
  plain: () => response().setBody('plain').appendHeader('Content-Type', 'text/plain'),
  xml: () => response().setBody('<a/>').setHeaders({ 'content-type': 'application/xml' }),
  charset: () => response().setBody('x').appendHeader('Content-Type', 'text/plain; charset=UTF-8'),
  json: () => response().setBody({ ok: true }).appendHeader('Content-Type', 'application/json'),
  jsonWithoutType: () => response().setBody({ ok: true }),
  jsonArray: () => response().setBody([1, 2]),
  jsonText: () => response().setBody('{"ok":true}').appendHeader('Content-Type', 'application/json'),
  problem: () =>
    response({ statusCode: 422 })
      .setBody({ title: 'no' })
      .appendHeader('Content-Type', 'application/problem+json'),
  bodyFalse: () => response().setBody(false),
  binary: () =>
    response()
      .setBody(Buffer.from([137, 80]))
      .appendHeader('Content-Type', 'image/png'),
  binaryWithoutType: () => response().setBody(Buffer.from([137, 80])),
  emptyWithType: () => response().appendHeader('Content-Type', 'text/html'),
  status: () => response().setStatusCode(418).setBody('tea'),
  statusText: () => response().setStatusCode('404').setBody('gone'),
  noContent: () =>
    response().setStatusCode(204).setBody('dropped').appendHeader('Content-Type', 'text/plain'),
  redirect: () => response().setStatusCode(302).appendHeader('Location', '/elsewhere'),
  options: () =>
    response({ statusCode: 201, body: 'made', headers: { 'X-Made': 'yes', 'Set-Cookie': 'a=b' } }),
  severalValues: () => response().appendHeader('X-Many', 'one').appendHeader('X-Many', ['two', 'three']),
  headerList: () => response().setHeaders({ 'cache-control': ['no-cache', 'private'], 'X-Number': 7 }),
  setHeadersForgets: () => response().appendHeader('X-First', '1').setHeaders({ 'X-Second': '2' }),
  setHeadersText: () => response().appendHeader('X-First', '1').setHeaders('nonsense'),
  mixedCase: () => response().appendHeader('X-Thing', 'a').appendHeader('x-thing', 'b'),
  cookies: () => response().setCookie('id', '1', ['HttpOnly', 'Path=/']).setCookie('theme', 'dark'),
  cookieHeader: () =>
    response()
      .setHeaders({ 'set-cookie': ['a=1', 'b=2'] })
      .appendHeader('SET-COOKIE', 'c=3'),
  cookieRemoved: () => response().setCookie('id', '1').setCookie('idle', '2').removeCookie('id'),
  // Errors, told in all the ways there are.
  circular: () => {
    const self = {};
    self.self = self;
    return self;
  },
  headerObject: () => response().appendHeader('X-Bad', { a: 1 }),
  headerBreak: () => response().appendHeader('X-Bad', 'a\r\nInjected: yes'),
  twoTypes: () => response().setBody('x').appendHeader('Content-Type', ['text/plain', 'text/html']),
  badStatus: () => response().setStatusCode(42).setBody('x'),
  throws: () => {
    throw new TypeError('secret of Jane Doe');
  },
  throwsText: () => {
    throw 'secret of Jane Doe';
  },
};

const errors = {
  error: () => new RangeError('secret of Jane Doe'),
  errorText: () => 'it went wrong',
  errorObject: () => ({ code: 7, message: 'it went wrong' }),
  errorResponse: () => response().setBody('ignored'),
};

exports.cases = Object.keys(payloads);

exports.handler = (context, event, callback) => {
  if (errors[event.case]) callback(errors[event.case]());
  else callback(null, payloads[event.case]());
};
