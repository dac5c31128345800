'use strict';
/** Tests the walk itself: Twilio's own examples pass it, and each kind of violation is found. */
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { after, describe, it } = require('node:test');
const { EXCEPTIONS } = require('./exceptions.cjs');
const { violations } = require('./openapi.cjs');
const { operation, sample, used } = require('./samples.cjs');
const { applied } = require('./spec.cjs');

/** @typedef {import('./openapi.cjs').Exchange} Exchange */

/**
 * Examples that break Twilio's own files, by mistake or for compatibility. pam and the sandbox shall not follow them,
 * so they are named here and not in exceptions.cjs.
 * @type {Record<string, string>}
 */
const FLAWED = {
  'api UpdateAccount updateWithNumericStatus': 'form parameter Status is none of active, suspended, closed',
  'api ListMessage readEmptySentdateGreaterFormat1':
    'query parameter DateSent> is neither a date nor an ISO 8601 time with Z',
  'api ListMessage readEmptySentdateGreaterFormat2':
    'query parameter DateSent> is neither a date nor an ISO 8601 time with Z',
  'api ListMessage readEmptySentdateGreaterFormat3':
    'query parameter DateSent> is neither a date nor an ISO 8601 time with Z',
  'api CreateMessage create': 'form parameter Tags is not declared',
  'api CreateMessage createScheduledMessageWhatsapp':
    'form parameter To is not a phone number or another address that is allowed there',
  'studio CreateExecution create': 'form parameter ExternalId is not declared',
  'sync UpdateDocument update': 'form parameter UniqueName is not declared',
  'verify CreateService createRecord': 'form parameter MailerSid is not declared',
  'verify UpdateService updateRecord': 'form parameter MailerSid is not declared',
  'messaging FetchPhoneNumber fetch':
    'phone_number is not a phone number or another address that is allowed there',
};

describe("Twilio's own examples", () => {
  for (const described of used) {
    const names = described.examples.map(({ name }) => name);
    for (const name of names.length > 0 ? names : [undefined]) {
      const called = name ? `${described.id} ${name}` : described.id;
      it(`${called} ${FLAWED[called] ? 'fails as known' : 'passes'}`, () => {
        const flaw = FLAWED[called];
        assert.deepEqual(violations(sample(described, name)), flaw ? [flaw] : []);
      });
    }
  }

  it('are many', () => {
    assert.ok(used.flatMap(({ examples }) => examples).length > 110);
  });

  it('still contain what is known to be flawed', () => {
    const all = used.flatMap(({ id, examples }) => examples.map(({ name }) => `${id} ${name}`));
    assert.deepEqual(
      Object.keys(FLAWED).filter((called) => !all.includes(called)),
      [],
    );
  });
});

describe('the exceptions', () => {
  for (const { at, reason } of EXCEPTIONS) {
    it(`${at} is about something in the files`, () => {
      assert.ok(applied.has(at), reason);
    });
  }
});

const SID = '0123456789abcdef0123456789abcdef';

/** @param {string} id @param {Partial<Exchange>} [other] @returns {Exchange} */
const example = (id, other = {}) => ({ ...sample(operation(id)), ...other });

/** A valid upload, in the shape that twilio-facts.md takes from the official client. @returns {Exchange} */
function upload() {
  const version = sample(operation('serverless FetchFunctionVersion'));
  return {
    ...version,
    method: 'POST',
    host: 'serverless-upload.twilio.com',
    path: version.path.replace(/\/\w+$/, ''),
    multipart: ['Path', 'Visibility', 'Content'],
    status: 201,
  };
}

/** @returns {Exchange} */
function refused() {
  const more_info = 'https://www.twilio.com/docs/errors/20404';
  const response = { code: 20404, message: 'The requested resource was not found', more_info, status: 404 };
  return example('studio FetchFlow', { status: 404, response });
}

/** @type {[string, Exchange][]} */
const VALID = [
  ['an upload', upload()],
  ['an error', refused()],
  ['an error with details', { ...refused(), response: { ...refused().response, details: { errors: [] } } }],
  ['an edge and region', example('studio FetchFlow', { host: 'studio.dublin.ie1.twilio.com' })],
  [
    'a unique name of a Serverless Service',
    example('serverless FetchService', { path: '/v1/Services/pam-app' }),
  ],
  [
    'a unique name of a Sync Map, and an encoded key',
    edited(example('sync FetchSyncMapItem'), (exchange) => {
      exchange.path = exchange.path.replace(/Maps\/[^/]+\/Items\/[^/]+/, 'Maps/appointments/Items/a%2Fb%20c');
      exchange.response.key = 'a/b c';
    }),
  ],
  [
    'the default Sync Service',
    edited(example('sync FetchSyncMap'), (e) => (e.path = e.path.replace(/IS\w+/, 'default'))),
  ],
  ['a WhatsApp address', example('api CreateMessage', { form: [['To', 'whatsapp:+12025550199']] })],
  [
    'several Versions',
    example('serverless CreateBuild', {
      form: [
        ['FunctionVersions', `ZN${SID}`],
        ['FunctionVersions', `ZN${SID.replace('0', '1')}`],
      ],
    }),
  ],
  [
    'a cleared webhook',
    example('api UpdateIncomingPhoneNumber', {
      form: [
        ['SmsUrl', ''],
        ['SmsApplicationSid', ''],
      ],
    }),
  ],
  [
    'an Execution from a Messaging Service',
    example('studio CreateExecution', {
      form: [
        ['To', '+12025550199'],
        ['From', `MG${SID}`],
        ['Parameters', '{"a":1}'],
      ],
    }),
  ],
];

describe('valid exchanges pass', () => {
  for (const [name, exchange] of VALID) it(name, () => assert.deepEqual(violations(exchange), []));
});

/** @param {Exchange} exchange @param {(exchange: Exchange) => void} edit @returns {Exchange} */
function edited(exchange, edit) {
  const copy = structuredClone(exchange);
  edit(copy);
  return copy;
}

/** @param {string} name @param {string} text @returns {(exchange: Exchange) => void} */
const send = (name, text) => (exchange) => {
  exchange.form = [...(exchange.form ?? []).filter(([other]) => other !== name), [name, text]];
};
/** @param {string} name @param {string} text @returns {(exchange: Exchange) => void} */
const ask = (name, text) => (exchange) => {
  exchange.query = [...exchange.query.filter(([other]) => other !== name), [name, text]];
};
/** @param {string} name @returns {(exchange: Exchange) => void} */
const omit = (name) => (exchange) => {
  exchange.form = (exchange.form ?? []).filter(([other]) => other !== name);
};
/** @param {Record<string, unknown>} fields @returns {(exchange: Exchange) => void} */
const answer = (fields) => (exchange) => Object.assign(exchange.response, fields);
/** @param {string} name @returns {(exchange: Exchange) => void} */
const lose = (name) => (exchange) => {
  delete exchange.response[name];
};
/** @param {Record<string, unknown>} fields @returns {(exchange: Exchange) => void} */
const page = (fields) => (exchange) => Object.assign(exchange.response.meta, fields);
/** @param {string} name @returns {(exchange: Exchange) => void} */
const losePage = (name) => (exchange) => {
  delete exchange.response.meta[name];
};

const message = example('api FetchMessage');
const create = { ...sample(operation('api CreateMessage'), 'createScheduledMessageSms') };
const messages = { ...sample(operation('api ListMessage'), 'readFullPage1') };
const services = example('serverless ListService');
const service = example('serverless CreateService');
const flow = example('studio FetchFlow');
const build = example('serverless CreateBuild');
const number = example('api FetchIncomingPhoneNumber');
const item = example('sync FetchSyncMapItem');

/** Each edit makes exactly this one violation. @type {[Exchange, (exchange: Exchange) => void, string][]} */
const BROKEN = [
  // Operations
  [flow, (e) => (e.path = '/v2/Flow'), 'the path /v2/Flow is unknown'],
  [flow, (e) => (e.host = 'studios.twilio.com'), `the path ${flow.path} is unknown`],
  [flow, (e) => (e.host = 'studio.twilio.com.example.org'), `the path ${flow.path} is unknown`],
  [flow, (e) => (e.method = 'PUT'), 'the method PUT is unknown'],
  [
    message,
    (e) => (e.path = e.path.replace('.json', '')),
    `the path ${message.path.replace('.json', '')} is unknown`,
  ],
  // Path parameters
  [flow, (e) => (e.path = '/v2/Flows/FW12'), 'path parameter Sid does not match ^FW[0-9a-fA-F]{32}$'],
  [
    example('serverless ListFunction'),
    (e) => {
      e.path = '/v1/Services/pam-app/Functions';
      for (const name of ['url', 'first_page_url'])
        e.response.meta[name] = e.response.meta[name].replace(/ZS\w+/, 'pam-app');
    },
    'path parameter ServiceSid does not match ^ZS[0-9a-fA-F]{32}$',
  ],
  [
    example('messaging DeletePhoneNumber'),
    (e) => (e.path = e.path.replace(/PN\w+$/, '+12025550123')),
    'path parameter Sid does not match ^PN[0-9a-fA-F]{32}$',
  ],
  [item, (e) => (e.path = e.path.replace(/[^/]+$/, '%20')), 'path parameter Key is empty'],
  // Parameters
  [create, send('Boddy', 'x'), 'form parameter Boddy is not declared'],
  [create, send('body', 'x'), 'form parameter body is not declared'],
  [create, omit('To'), 'form parameter To is missing'],
  [create, (e) => e.form?.push(['Body', 'again']), 'form parameter Body is repeated and not a list'],
  [
    create,
    send('To', '2025550123'),
    'form parameter To is not a phone number or another address that is allowed there',
  ],
  [
    create,
    send('To', `MG${SID}`),
    'form parameter To is not a phone number or another address that is allowed there',
  ],
  [
    create,
    send('From', `MG${SID}`),
    'form parameter From is not a phone number or another address that is allowed there',
  ],
  [create, send('ScheduleType', 'Fixed'), 'form parameter ScheduleType is none of fixed'],
  [
    create,
    send('SendAt', '2026-03-01T15:00:00+01:00'),
    'form parameter SendAt is not an ISO 8601 time with Z',
  ],
  [create, send('SendAt', '2026-02-30T15:00:00Z'), 'form parameter SendAt is not an ISO 8601 time with Z'],
  [create, send('StatusCallback', 'example.com'), 'form parameter StatusCallback is not an absolute URL'],
  [create, send('StatusCallback', ''), 'form parameter StatusCallback is not an absolute URL'],
  [create, send('MediaUrl', 'picture.png'), 'form parameter MediaUrl is not an absolute URL'],
  [
    create,
    send('MessagingServiceSid', `SM${SID}`),
    'form parameter MessagingServiceSid does not match ^MG[0-9a-fA-F]{32}$',
  ],
  [create, send('ValidityPeriod', '1.5'), 'form parameter ValidityPeriod is not of type integer'],
  [create, send('ValidityPeriod', '36001'), 'form parameter ValidityPeriod is above 36000'],
  [create, send('SmartEncoded', 'True'), 'form parameter SmartEncoded is neither true nor false'],
  [create, send('Body', 'x'.repeat(1601)), 'form parameter Body is longer than 1600 characters'],
  [create, (e) => (e.query = [['PageSize', '1']]), 'query parameter PageSize is not declared'],
  [create, (e) => (e.multipart = ['To']), 'the request is multipart'],
  [message, (e) => (e.form = [['To', 'x']]), 'the request of method GET has a form'],
  [
    build,
    send('FunctionVersions', `ZH${SID}`),
    'form parameter FunctionVersions does not match ^ZN[0-9a-fA-F]{32}$',
  ],
  [build, send('Dependencies', '{}'), 'form parameter Dependencies is of type object and not array'],
  [build, send('Dependencies', '"[]"'), 'form parameter Dependencies is of type string and not array'],
  [build, send('Dependencies', '[{"name":"twilio"}]'), 'form parameter Dependencies[0].version is missing'],
  [
    example('serverless CreateVariable'),
    send('Value', 'é'.repeat(226)),
    'form parameter Value is longer than 450 bytes',
  ],
  [
    example('serverless CreateFunction'),
    send('FriendlyName', 'x'.repeat(256)),
    'form parameter FriendlyName is longer than 255 characters',
  ],
  [service, send('UniqueName', 'x'.repeat(51)), 'form parameter UniqueName is longer than 50 characters'],
  [example('studio CreateFlow'), send('Definition', '{"a"'), 'form parameter Definition is not JSON'],
  [
    example('studio CreateFlow'),
    send('Definition', '"x"'),
    'form parameter Definition is of type string and not object',
  ],
  [
    example('sync CreateSyncMapItem'),
    send('Data', `{"a":"${'x'.repeat(16384)}"}`),
    'form parameter Data is longer than 16384 bytes',
  ],
  [services, ask('PageSize', 'all'), 'query parameter PageSize is not of type integer'],
  [example('studio ListExecution'), ask('status', 'done'), 'query parameter status is none of active, ended'],
  [
    example('serverless ListLog'),
    ask('StartDate', '2026-01-01'),
    'query parameter StartDate is not an ISO 8601 time with Z',
  ],
  [
    messages,
    ask('DateSent>', 'yesterday'),
    'query parameter DateSent> is neither a date nor an ISO 8601 time with Z',
  ],
  // Answers
  [message, (e) => (e.status = 201), 'status 201 is not documented'],
  [message, (e) => (e.status = 302), 'status 302 is not documented'],
  [message, (e) => (e.response = null), 'the body is null'],
  [message, (e) => (e.response = []), 'the body is of type array and not object'],
  [example('studio DeleteFlow'), (e) => (e.response = {}), 'the body is not empty'],
  [message, lose('price'), 'price is missing'],
  [message, answer({ send_at: null }), 'send_at is not declared'],
  [message, answer({ num_segments: 1 }), 'num_segments is of type integer and not string'],
  [message, answer({ error_code: '30003' }), 'error_code is of type string and not integer'],
  [message, answer({ error_code: 1.5 }), 'error_code is of type number and not integer'],
  [message, answer({ sid: `SM${SID}0` }), 'sid does not match ^(SM|MM)[0-9a-fA-F]{32}$'],
  [message, answer({ sid: `MM${SID}` }), "sid is not the path's Sid"],
  [message, answer({ account_sid: `AC${SID}` }), "account_sid is not the path's AccountSid"],
  [message, answer({ account_sid: null }), 'account_sid is null'],
  [message, answer({ status: null }), 'status is null'],
  [message, answer({ status: 'SENT' }), 'status is none of'],
  [message, answer({ date_created: '2026-03-01T15:00:00Z' }), 'date_created is not an RFC 2822 time'],
  [
    message,
    answer({ date_created: 'Mon, 01 Mar 2026 15:00:00 +0000' }),
    'date_created is not an RFC 2822 time',
  ],
  [message, answer({ date_sent: 'Sun, 01 Mar 2026 15:00:00 GMT' }), 'date_sent is not an RFC 2822 time'],
  [message, answer({ price_unit: 'usd' }), 'price_unit is not a currency'],
  [message, answer({ uri: 'https://api.twilio.com/' }), 'uri is not a path of the 2010 API'],
  [message, (e) => delete e.response.subresource_uris.media, 'subresource_uris.media is missing'],
  [
    message,
    (e) => (e.response.subresource_uris.parts = '/2010-04-01/x'),
    "subresource_uris.parts is in none of Twilio's examples",
  ],
  [
    message,
    (e) => (e.response.subresource_uris.media = 'Media.json'),
    'subresource_uris.media is not a link',
  ],
  [number, (e) => delete e.response.capabilities.fax, 'capabilities.fax is missing'],
  [
    number,
    (e) => (e.response.capabilities.sms = 'true'),
    'capabilities.sms is of type string and not boolean',
  ],
  [number, answer({ sms_method: 'post' }), 'sms_method is none of GET, POST'],
  [number, answer({ sms_url: 'none' }), 'sms_url is not an absolute URL'],
  [flow, answer({ date_created: '2026-03-01T15:00:00.000Z' }), 'date_created is not an ISO 8601 time with Z'],
  [flow, answer({ date_created: null }), 'date_created is null'],
  [flow, answer({ revision: null }), 'revision is null'],
  [flow, answer({ valid: 'true' }), 'valid is of type string and not boolean'],
  [flow, answer({ definition: '{}' }), 'definition is of type string and not object'],
  [flow, answer({ url: flow.path }), 'url is not an absolute URL'],
  [flow, (e) => delete e.response.links.executions, 'links.executions is missing'],
  [flow, answer({ errors: {} }), 'errors is of type object and not array'],
  [
    build,
    (e) => (e.response.function_versions[0].visibility = 'Public'),
    'function_versions[0].visibility is none of',
  ],
  [build, (e) => delete e.response.asset_versions[0].path, 'asset_versions[0].path is missing'],
  [build, (e) => delete e.response.dependencies[0].version, 'dependencies[0].version is missing'],
  [build, answer({ runtime: 'node26' }), 'runtime is none of'],
  [item, answer({ data: '{}' }), 'data is of type string and not object'],
  [item, answer({ revision: 1 }), 'revision is of type integer and not string'],
  [
    example('messaging FetchPhoneNumber', {}),
    answer({ phone_number: '+12025550123', capabilities: ['sms'] }),
    'capabilities[0] is none of MMS, SMS, Voice',
  ],
  // Pages
  [services, losePage('next_page_url'), 'meta.next_page_url is missing'],
  [services, losePage('key'), 'meta.key is missing'],
  [services, lose('meta'), 'meta is missing'],
  [services, lose('services'), 'services is missing'],
  [services, answer({ end: 0 }), 'end is not declared'],
  [services, page({ key: 'service' }), 'meta.key is not services'],
  [services, page({ page_size: 20 }), 'page_size is not what was asked for'],
  [services, page({ page: 1 }), 'page is not what was asked for'],
  [services, page({ url: '/v1/Services?PageSize=50&Page=0' }), 'meta.url is not an absolute URL'],
  [
    services,
    page({ first_page_url: 'https://studio.twilio.com/v1/Services?PageSize=50' }),
    "first_page_url leads to another product's host",
  ],
  [
    services,
    page({ first_page_url: 'https://serverless.twilio.com/v1/Service?PageSize=50' }),
    'first_page_url leads to another path',
  ],
  [
    services,
    page({ next_page_url: 'https://serverless.twilio.com/v1/Services?PageSize=50&Page=1' }),
    'next_page_url has no PageToken',
  ],
  [services, page({ url: 'https://serverless.twilio.com/v1/Services' }), 'url has no PageSize'],
  [messages, lose('first_page_uri'), 'first_page_uri is missing'],
  [
    messages,
    answer({ next_page_uri: `https://api.twilio.com${messages.response.next_page_uri}` }),
    'next_page_uri is not a path of the 2010 API',
  ],
  [messages, answer({ end: 2 }), 'end does not fit start and rows'],
  [messages, answer({ start: 1, end: 2 }), 'start does not fit the page'],
  [
    messages,
    (e) => (e.response.first_page_uri = e.response.first_page_uri.replace('To=%2B123456789&', '')),
    'first_page_uri has lost the filter To',
  ],
  [
    messages,
    (e) => (e.response.messages[1].sid = 'SM1'),
    'messages[1].sid does not match ^(SM|MM)[0-9a-fA-F]{32}$',
  ],
  [
    messages,
    (e) => (e.response.end = e.response.messages.push(e.response.messages[0]) - 1),
    'messages holds more than page_size',
  ],
  // Errors
  [refused(), lose('more_info'), 'error body: more_info is missing'],
  [refused(), answer({ code: '20404' }), 'error body: code is of type string and not integer'],
  [refused(), answer({ status: 400 }), 'error body: status is not the status of the answer'],
  [
    refused(),
    answer({ more_info: 'https://www.twilio.com/docs/errors/1' }),
    'error body: more_info is not the page of the code',
  ],
  [refused(), answer({ message: '' }), 'error body: message does not match .'],
  [refused(), answer({ detail: 'x' }), 'error body: detail is not declared'],
  [refused(), answer({ details: 'x' }), 'error body: details is no object'],
  [refused(), (e) => (e.response = null), 'error body: the body is null'],
  [refused(), (e) => (e.path = '/v2/Fluss'), 'the path /v2/Fluss is unknown'],
  // Uploads
  [
    upload(),
    (e) => (e.multipart = ['Visibility', 'Path', 'Content']),
    'the parts are not Path, Visibility, Content in this order',
  ],
  [upload(), (e) => (e.multipart = null), 'the parts are not Path, Visibility, Content in this order'],
  [upload(), (e) => (e.method = 'PUT'), 'the method PUT is unknown'],
  [upload(), (e) => (e.path = '/v1/Services'), 'the path /v1/Services is unknown'],
  [upload(), (e) => (e.status = 202), 'status 202 is not documented'],
  [upload(), answer({ visibility: 'PUBLIC' }), 'visibility is none of public, private, protected'],
  [upload(), lose('path'), 'path is missing'],
  [upload(), lose('sid'), 'sid is missing'],
  [upload(), answer({ function_sid: `ZH${SID}` }), "function_sid is not the path's FunctionSid"],
  [upload(), (e) => (e.query = [['Path', '/x']]), 'the request has a query'],
];

describe('each violation is found', () => {
  for (const [exchange, edit, expected] of BROKEN) {
    it(expected, () => {
      // The values of a long enum are left out here.
      const found = violations(edited(exchange, edit)).map((text) =>
        text.replace(/ is none of .{50,}/, ' is none of'),
      );
      assert.deepEqual(found, [expected]);
    });
  }

  for (const line of [
    null,
    1,
    {},
    { ...flow, query: { a: 'b' } },
    { ...flow, response: undefined },
    { ...flow, status: '200' },
  ]) {
    it(`not an exchange: ${JSON.stringify(line)?.slice(0, 40)}`, () => {
      assert.deepEqual(violations(line), ['this is no exchange']);
    });
  }

  it('without the value', () => {
    const secret = 'a-secret-of-somebody';
    for (const field of ['To', 'From', 'SendAt', 'StatusCallback', 'MessagingServiceSid', 'ScheduleType']) {
      const found = violations(edited(create, send(field, secret)));
      assert.equal(found.length, 1, field);
      assert.ok(!found[0].includes(secret), field);
    }
    for (const field of Object.keys(message.response)) {
      const found = violations(edited(message, answer({ [field]: [secret] })));
      assert.ok(found.length > 0 && !found.join().includes(secret), field);
    }
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pam-contract-'));
  after(() => rmSync(folder, { recursive: true }));
  const whole = [message, services, upload(), flow, example('messaging FetchService'), item];

  /** @param {...(Exchange[] | string)} recordings */
  function run(...recordings) {
    const files = recordings.map((recording, index) => {
      const file = join(folder, `${index}.jsonl`);
      const text =
        typeof recording === 'string'
          ? recording
          : recording.map((line) => `${JSON.stringify(line)}\n`).join('');
      writeFileSync(file, text);
      return file;
    });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(__dirname, 'openapi.cjs'), ...files],
      {
        encoding: 'utf8',
      },
    );
    return {
      status,
      lines: stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll(folder, '')),
      stderr,
    };
  }

  it('passes a good recording', () => {
    assert.deepEqual(run(whole), { status: 0, lines: ['6 passed, 0 failed'], stderr: '' });
  });

  it('passes recordings that have all products together', () => {
    assert.deepEqual(run(whole.slice(0, 2), whole.slice(2)).lines, ['6 passed, 0 failed']);
  });

  it('says where a violation is', () => {
    const { status, lines } = run([...whole, edited(message, lose('price'))]);
    assert.equal(status, 1);
    assert.deepEqual(lines, [
      '/0.jsonl:7: GET api.twilio.com/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json 200: price is missing',
      '6 passed, 1 failed',
    ]);
  });

  it('misses a product', () => {
    const { status, lines } = run(whole.slice(1));
    assert.equal(status, 1);
    assert.deepEqual(lines, ['no exchange with api.twilio.com was recorded', '5 passed, 1 failed']);
  });

  it('takes nothing for a failure', () => {
    assert.equal(run('').status, 1);
    assert.equal(run().status, 1);
    assert.equal(run('').lines.at(-1), '0 passed, 6 failed');
  });

  it('takes a cut line for a failure', () => {
    const { status, lines } = run(whole, JSON.stringify(message).slice(0, 100));
    assert.equal(status, 1);
    assert.match(lines[0], /1\.jsonl:1: : this is no exchange/);
  });
});
