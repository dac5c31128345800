'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { Host, ask, serve, startReference, unpackBuild } = require('./support.cjs');
const { cases } = require('./probes/functions/answer.js');

/** Answers that differ on purpose; each has a test of its own below. */
const DIFFERENT = ['badStatus', 'throws', 'throwsText'];
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_BODY = { 'content-type': 'application/json' };

describe("the host answers as Twilio's runtime handler", () => {
  let build, host, server, reference;
  before(async () => {
    build = unpackBuild();
    host = new Host(build);
    [server, reference] = await Promise.all([serve(host), startReference(build)]);
  });
  after(async () => {
    server.close();
    reference.child.kill();
    await host.close();
    build.remove();
  });

  const both = (request) => Promise.all([ask(server.address().port, request), ask(reference.port, request)]);
  const same = async (request) => {
    const [ours, theirs] = await both(request);
    assert.deepEqual(ours, theirs);
    return ours;
  };

  for (const name of cases.filter((it) => !DIFFERENT.includes(it))) {
    it(`to ${name}`, async () => {
      const request = { path: `/answer?case=${name}` };
      const [ours, theirs] = await both(request);
      if (theirs.status === 500) {
        // How the reference words an error of its own is not part of the contract.
        assert.equal(ours.status, 500);
      } else {
        assert.deepEqual(ours, theirs);
      }
    });
  }

  it('to callback(object as error)', () => same({ path: '/answer?case=errorObject' }));

  it('with context, Runtime and Twilio', async () => {
    const [answer, expected] = (await both({ path: '/surroundings' })).map(({ body }) => JSON.parse(body));
    assert.deepEqual(answer, expected);
    assert.equal(answer.greeting, 'Hello you');
    assert.equal(answer.context.DOMAIN_NAME, 'probe-1234.twil.io');
    assert.equal(answer.context.PATH, '/surroundings');
    assert.deepEqual(answer.assets, ['/template.json']);
    assert.equal(answer.variable, 'green');
  });

  const events = {
    'a query': { path: '/echo?a=1&b=two+words&c=%C3%BC&empty=&bare' },
    'repeated keys of a query': { path: '/echo?a=1&a=2&a=3&b=1' },
    'a form': {
      path: '/echo',
      method: 'POST',
      headers: FORM,
      body: 'From=%2B1202&Body=Gr%C3%BC%C3%9F+Gott&a=1&a=2',
    },
    'a form with charset': {
      path: '/echo',
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      body: 'a=%E2%82%AC',
    },
    'brackets in a form': { path: '/echo', method: 'POST', headers: FORM, body: 'a[b]=1&a[b]=2&c[]=3' },
    'a body that wins over the query': {
      path: '/echo?a=query&b=query',
      method: 'POST',
      headers: FORM,
      body: 'a=body',
    },
    'a body named request': { path: '/echo', method: 'POST', headers: FORM, body: 'request=mine' },
    JSON: { path: '/echo?a=1', method: 'POST', headers: JSON_BODY, body: '{"a":{"b":[1,null,"ü"]},"n":1.5}' },
    'a JSON array': { path: '/echo', method: 'POST', headers: JSON_BODY, body: '["x","y"]' },
    'an empty JSON body': { path: '/echo', method: 'POST', headers: JSON_BODY, body: '' },
    'text, which is not parsed': {
      path: '/echo',
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'a=1',
    },
    'no content type': { path: '/echo', method: 'POST', body: 'a=1' },
    'another JSON type': {
      path: '/echo',
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: '{"a":1}',
    },
    cookies: {
      path: '/echo',
      headers: { cookie: 'a=1; b="quoted"; c=%C3%BC; a=2; bad=%E0%A4%A; novalue; d=x=y' },
    },
    headers: {
      path: '/echo',
      headers: {
        Authorization: 'Bearer x',
        'X-Custom': 'Value',
        'X-Twilio-Signature': 'sig',
        'X-Many': ['a', 'b', 'c'],
        'X-Forwarded-For': '10.0.0.1',
        'X-Amz-Id': '1',
        'I-Twilio-Id': '1',
        'OT-Span': '1',
        'X-Accel-Buffering': 'no',
        'X-Real-IP': '10.0.0.1',
        Via: '1.1 proxy',
        Referer: 'http://example.com',
        'Proxy-Authorization': 'Basic x',
      },
    },
  };
  for (const [name, request] of Object.entries(events)) {
    it(`with the event of ${name}`, async () => {
      const [ours, theirs] = await both(request);
      assert.deepEqual(JSON.parse(ours.body), JSON.parse(theirs.body));
      assert.equal(ours.status, 200);
    });
  }

  it('400 to JSON that does not parse', async () => {
    for (const body of ['{"a":', '"text"', '7']) {
      const answers = await both({ path: '/echo', method: 'POST', headers: JSON_BODY, body });
      assert.deepEqual(
        answers.map(({ status }) => status),
        [400, 400],
        body,
      );
    }
  });

  describe('but on purpose', () => {
    for (const name of ['throws', 'throwsText', 'error']) {
      it(`says nothing of the error to the caller of ${name}`, async () => {
        const [ours, theirs] = await both({ path: `/answer?case=${name}` });
        assert.deepEqual([ours.status, theirs.status], [500, 500]);
        assert.match(theirs.body, /Jane Doe/);
        assert.doesNotMatch(JSON.stringify(ours), /Jane|answer\.js|Error/);
      });
    }

    it('sends a text given as error as plain text, not as a page', async () => {
      const [ours, theirs] = await both({ path: '/answer?case=errorText' });
      assert.deepEqual([ours.status, ours.body], [theirs.status, theirs.body]);
      assert.deepEqual(
        [ours, theirs].map((it) => it.headers['content-type']),
        ['text/plain; charset=utf-8', 'text/html; charset=utf-8'],
      );
    });

    it('answers a status that HTTP does not have with 500', async () => {
      const ours = await ask(server.address().port, { path: '/answer?case=badStatus' });
      assert.equal(ours.status, 500);
    });

    it('answers 500 when there is no handler, where the reference says 404', async () => {
      const [ours, theirs] = await both({ path: '/no-handler' });
      assert.deepEqual([ours.status, theirs.status], [500, 404]);
    });

    it('keeps the syntax error of a Function out of the answer', async () => {
      const [ours, theirs] = await both({ path: '/broken' });
      assert.deepEqual([ours.status, theirs.status], [500, 500]);
      assert.match(theirs.body, /SyntaxError/);
      assert.doesNotMatch(ours.body, /SyntaxError|broken/);
    });

    it('reads brackets in a query literally, as in a form', async () => {
      const [ours, theirs] = await both({ path: '/echo?a[b]=1' });
      assert.equal(JSON.parse(ours.body)['a[b]'], '1');
      assert.deepEqual(JSON.parse(theirs.body).a, { b: '1' });
    });

    it("leaves visibility and signatures to pam's gateway: the reference has neither", async () => {
      // Ours: src/sandbox/functions/gateway/tests.rs.
      const [echo, library] = await Promise.all(
        ['/echo', '/library'].map((path) => ask(reference.port, { path })),
      );
      assert.equal(echo.status, 200);
      assert.match(library.body, /handler/);
    });

    it('survives a rejected handler, which ends the reference', async () => {
      const ours = await ask(server.address().port, { path: '/trouble?case=rejects' });
      assert.equal(ours.status, 500);
      assert.equal((await ask(server.address().port, { path: '/echo' })).status, 200);

      const victim = await startReference(build);
      await assert.rejects(ask(victim.port, { path: '/trouble?case=rejects' }), /hang up|ECONNRESET/);
      assert.notEqual((await victim.closed)[0], 0);
    });
  });
});
