'use strict';
/**
 * Twilio's official Node library against a running sandbox, after `pam deploy --sandbox` and
 * `pam simulate booked --sandbox`:
 *
 *     eval "$(pam sandbox env)" && node sdk.cjs
 *
 * which makes the sandbox the library's proxy; or with the redirect that functions run with:
 *
 *     PAM_SANDBOX_URL=http://127.0.0.1:8155 TWILIO_ACCOUNT_SID=… TWILIO_API_KEY=… TWILIO_API_SECRET=… \
 *       node --require ../../assets/runtime/redirect.cjs sdk.cjs
 *
 * Prints a line a check, without texts and numbers, and a last line `N passed, N failed`; exit code 1 on any failure.
 * What it makes it removes again; only one canceled Message stays.
 */
const assert = require('node:assert/strict');
const twilio = require('twilio');

/** @typedef {import('twilio').Twilio} Client */

/** @param {string} name */
function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

const redirected = Object.keys(require.cache).some((file) => /[\\/]redirect\.cjs$/.test(file));

/**
 * Everything of a list, page by page through the links that the server gives.
 * @template T
 * @param {Promise<{ instances: T[], nextPage(): Promise<any> | undefined }>} first
 * @returns {Promise<T[][]>}
 */
async function pages(first) {
  const found = [];
  let page = await first;
  for (;;) {
    found.push(page.instances);
    const next = page.nextPage();
    if (!next) return found;
    page = await next;
  }
}

/** @param {{ sid: string }[]} resources */
const sids = (resources) => resources.map(({ sid }) => sid);

/**
 * @param {Promise<unknown>} call
 * @param {number | number[]} status
 * @param {number[]} codes Any of these.
 */
async function refused(call, status, codes) {
  const error = await call.then(
    () => assert.fail(`not refused with ${status}`),
    (/** @type {unknown} */ reason) => reason,
  );
  assert.ok(error instanceof twilio.RestException, `not an answer of the API: ${error}`);
  assert.ok([status].flat().includes(error.status), `status ${error.status} is not ${status}`);
  assert.ok(codes.includes(error.code ?? 0), `code ${error.code} is none of ${codes}`);
  assert.equal(error.moreInfo, `https://www.twilio.com/docs/errors/${error.code}`);
  assert.ok(error.message, 'the error has no message');
}

/**
 * The only one of its kind.
 * @template T
 * @param {T[]} list
 * @param {string} name
 * @returns {T}
 */
function only(list, name) {
  assert.equal(list.length, 1, `${list.length} ${name} where one is expected`);
  return list[0];
}

/** @param {unknown} value @param {string} name */
const isDate = (value, name) =>
  assert.ok(value instanceof Date && !Number.isNaN(+value), `${name} is no date`);

/** The two reminders of the booked appointment. @param {Client} client */
async function scheduled(client) {
  const messages = await client.messages.list({ limit: 1000 });
  const found = messages.filter(({ status }) => status === 'scheduled');
  assert.equal(found.length, 2, `${found.length} scheduled Messages where two are expected`);
  return found;
}

/** The number that leads to a Flow, and that Flow. @param {Client} client */
async function wired(client) {
  const numbers = await client.incomingPhoneNumbers.list();
  const number = only(
    numbers.filter(({ smsUrl }) => /\/Flows\/FW[0-9a-f]{32}$/.test(smsUrl ?? '')),
    'numbers with a Flow',
  );
  return { number, flow: client.studio.v2.flows(number.smsUrl.split('/').pop() ?? '') };
}

/** The app's Serverless Service and its Environment. @param {Client} client */
async function deployed(client) {
  const service = only(await client.serverless.v1.services.list(), 'Serverless Services');
  const environments = await client.serverless.v1.services(service.sid).environments.list();
  const environment = only(environments, 'Environments');
  return { service, environment, api: client.serverless.v1.services(service.sid) };
}

/**
 * A Sync Service for the time of a check.
 * @param {Client} client
 * @param {(service: import('twilio/lib/rest/sync/v1/service').ServiceInstance) => Promise<void>} use
 */
async function withSyncService(client, use) {
  const service = await client.sync.v1.services.create({ friendlyName: 'pam contract check' });
  try {
    await use(service);
  } finally {
    assert.equal(await client.sync.v1.services(service.sid).remove(), true);
  }
  await refused(client.sync.v1.services(service.sid).fetch(), 404, [20404, 54050]);
}

/** @type {[string, (client: Client) => Promise<void>][]} */
const CHECKS = [
  [
    'Messages are listed, in one page and in pages of one',
    async (client) => {
      const all = await client.messages.list({ pageSize: 1000 });
      assert.ok(all.length >= 3, `${all.length} Messages where at least three are expected`);
      const single = await pages(client.messages.page({ pageSize: 1 }));
      assert.deepEqual(sids(single.flat()), sids(all));
      assert.ok(single.every((page) => page.length <= 1));
      assert.deepEqual(sids(await client.messages.list({ pageSize: 1, limit: 2 })), sids(all).slice(0, 2));
      for (const message of all) isDate(message.dateCreated, 'dateCreated');
    },
  ],
  [
    'two Messages are scheduled through a Messaging Service',
    async (client) => {
      for (const message of await scheduled(client)) {
        assert.match(message.messagingServiceSid, /^MG[0-9a-f]{32}$/);
        assert.equal(message.direction, 'outbound-api');
        assert.equal(message.dateSent, null);
        assert.equal(message.errorCode, null);
        const fetched = await client.messages(message.sid).fetch();
        assert.deepEqual(fetched.toJSON(), message.toJSON());
        const sameTo = await client.messages.list({ to: message.to });
        assert.ok(sids(sameTo).includes(message.sid));
        assert.ok(sameTo.every(({ to }) => to === message.to));
      }
    },
  ],
  [
    'the Message about the event went out to the same phone',
    async (client) => {
      const [{ to }] = await scheduled(client);
      const sent = await client.messages.list({ to, dateSentAfter: new Date(Date.UTC(2020, 0, 1)) });
      assert.ok(sent.length >= 1, 'nothing was sent');
      for (const message of sent) {
        assert.ok(['sending', 'sent', 'delivered'].includes(message.status), `status ${message.status}`);
        isDate(message.dateSent, 'dateSent');
        assert.ok(message.body && Number(message.numSegments) >= 1);
      }
    },
  ],
  [
    'a Message is scheduled and canceled, once',
    async (client) => {
      const [{ to, messagingServiceSid }] = await scheduled(client);
      await withSyncService(client, async ({ dateCreated }) => {
        // The server's time, for its clock may be ahead of this machine's.
        const at = (/** @type {number} */ minutes) => new Date(+dateCreated + minutes * 60_000);
        const fields = {
          to,
          messagingServiceSid,
          body: 'contract check',
          scheduleType: /** @type {const} */ ('fixed'),
        };
        const created = await client.messages.create({ ...fields, sendAt: at(120) });
        assert.equal(created.status, 'scheduled');
        assert.equal(created.dateSent, null);
        assert.equal(created.body, fields.body);
        const canceled = await client.messages(created.sid).update({ status: 'canceled' });
        assert.equal(canceled.status, 'canceled');
        assert.equal((await client.messages(created.sid).fetch()).status, 'canceled');
        await refused(client.messages(created.sid).update({ status: 'canceled' }), [400, 409], [30409]);
        const window = [35114, 35115, 35117];
        await refused(client.messages.create({ ...fields, sendAt: at(1) }), 400, window);
        await refused(client.messages.create({ ...fields, sendAt: at(36 * 24 * 60) }), 400, window);
      });
      await scheduled(client);
    },
  ],
  [
    'the number leads to the published Flow, whose revisions can be read',
    async (client) => {
      const { flow, number } = await wired(client);
      const fetched = await flow.fetch();
      assert.equal(fetched.status, 'published');
      assert.equal(fetched.valid, true);
      assert.equal(fetched.webhookUrl, number.smsUrl);
      assert.ok(Array.isArray(fetched.definition.states) && fetched.definition.states.length > 0);
      const { initial_state: initial, states } = fetched.definition;
      assert.ok(states.some((/** @type {{ name: string }} */ state) => state.name === initial));
      assert.ok(fetched.revision >= 1);
      // The library's own list of Revisions throws in 6.2.0 (it reads a SID that a row does not have).
      const latest = await client.studio.v2.flows(fetched.sid).revisions('LatestPublished').fetch();
      assert.equal(latest.revision, fetched.revision);
      assert.deepEqual(latest.definition, fetched.definition);
      const listed = await client.studio.v2.flows.list();
      assert.ok(sids(listed).includes(fetched.sid));
      const validated = await client.studio.v2.flowValidate.update({
        friendlyName: fetched.friendlyName,
        status: 'published',
        definition: fetched.definition,
      });
      assert.equal(validated.valid, true);
    },
  ],
  [
    'Executions, their Steps and contexts are read',
    async (client) => {
      const { flow } = await wired(client);
      const { definition } = await flow.fetch();
      const executions = await flow.executions.list();
      assert.ok(executions.length >= 1, 'no Execution');
      const ended = await flow.executions.list({ status: 'ended' });
      assert.deepEqual(sids(ended), sids(executions));
      for (const { sid, status, contactChannelAddress } of executions) {
        assert.equal(status, 'ended');
        assert.ok(contactChannelAddress);
        const execution = flow.executions(sid);
        assert.equal((await execution.fetch()).sid, sid);
        const steps = await execution.steps.list();
        assert.ok(steps.length >= 2, `${steps.length} Steps`);
        assert.ok(steps.some(({ transitionedFrom }) => transitionedFrom === definition.initial_state));
        const names = definition.states.map((/** @type {{ name: string }} */ state) => state.name);
        for (const step of steps) {
          assert.equal(step.executionSid, sid);
          assert.ok(names.includes(step.transitionedFrom), 'a Step comes from no state of the Flow');
          isDate(step.dateCreated, 'dateCreated');
        }
        const single = await pages(execution.steps.page({ pageSize: 1 }));
        assert.deepEqual(sids(single.flat()), sids(steps));
        const context = await execution.executionContext().fetch();
        assert.equal(context.context.flow.sid, sid);
        assert.equal(context.context.flow.flow_sid, context.flowSid);
        const [step] = steps;
        assert.equal((await execution.steps(step.sid).fetch()).name, step.name);
        assert.equal((await execution.steps(step.sid).stepContext().fetch()).stepSid, step.sid);
      }
      const events = await Promise.all(
        executions.map(
          async ({ sid }) => (await flow.executions(sid).executionContext().fetch()).context.flow.data,
        ),
      );
      assert.ok(
        events.some((data) => data?.event_type === 'BOOKED'),
        'no Execution has the BOOKED event',
      );
    },
  ],
  [
    'the Serverless Service, its Environment and Variables are read',
    async (client) => {
      const { service, environment, api } = await deployed(client);
      assert.equal((await client.serverless.v1.services(service.uniqueName).fetch()).sid, service.sid);
      assert.ok(environment.domainName.startsWith(service.domainBase));
      assert.match(environment.domainName, /\.twil\.io$/);
      const variables = await api.environments(environment.sid).variables.list();
      const keys = variables.map(({ key }) => key);
      for (const key of [
        'CUSTOMER_NAME',
        'TWILIO_PHONE_NUMBER',
        'MESSAGING_SERVICE_SID',
        'SYNC_SERVICE_SID',
      ]) {
        assert.ok(keys.includes(key), `no Variable ${key}`);
      }
      assert.equal(new Set(keys).size, keys.length, 'a Variable is there twice');
      assert.ok(variables.every(({ value }) => Buffer.byteLength(value) <= 450));
      const [{ messagingServiceSid }] = await scheduled(client);
      const set = variables.find(({ key }) => key === 'MESSAGING_SERVICE_SID');
      assert.equal(set?.value, messagingServiceSid);
    },
  ],
  [
    'Functions, Assets and Versions are those of the deployed Build',
    async (client) => {
      const { environment, api } = await deployed(client);
      const build = await api.builds(environment.buildSid).fetch();
      assert.equal(build.status, 'completed');
      assert.match(build.runtime, /^node\d+$/);
      assert.ok(build.dependencies.some(({ name }) => name === '@twilio/runtime-handler'));
      assert.ok(sids(await api.builds.list()).includes(build.sid));
      assert.equal((await api.builds(build.sid).buildStatus().fetch()).status, 'completed');
      const functions = await api.functions.list();
      const paths = build.functionVersions.map(({ path }) => path);
      assert.ok(paths.includes('/message-booked'), 'no Function /message-booked');
      for (const { sid, function_sid: owner, path } of build.functionVersions) {
        assert.ok(sids(functions).includes(owner), `no Function of ${path}`);
        const version = await api.functions(owner).functionVersions(sid).fetch();
        assert.equal(version.path, path);
        assert.ok(sids(await api.functions(owner).functionVersions.list()).includes(sid));
      }
      const [{ sid, function_sid: owner }] = build.functionVersions;
      const { content } = await api.functions(owner).functionVersions(sid).functionVersionContent().fetch();
      assert.match(content, /exports/);
      const assets = await api.assets.list();
      assert.ok(build.assetVersions.length > 0, 'no Asset');
      for (const version of build.assetVersions) {
        assert.ok(sids(assets).includes(version.asset_sid), `no Asset of ${version.path}`);
      }
      const deployments = await api.environments(environment.sid).deployments.list();
      assert.ok(deployments.some(({ buildSid }) => buildSid === build.sid));
      const single = await pages(api.functions.page({ pageSize: 1 }));
      assert.deepEqual(sids(single.flat()), sids(functions));
    },
  ],
  [
    'the Messaging Service has the number and leaves inbound Messages to it',
    async (client) => {
      const [{ messagingServiceSid }] = await scheduled(client);
      const service = await client.messaging.v1.services(messagingServiceSid).fetch();
      assert.equal(service.useInboundWebhookOnNumber, true);
      assert.ok(sids(await client.messaging.v1.services.list()).includes(service.sid));
      const senders = await client.messaging.v1.services(service.sid).phoneNumbers.list();
      const { number } = await wired(client);
      const sender = senders.find(({ sid }) => sid === number.sid);
      assert.equal(sender?.phoneNumber, number.phoneNumber);
      assert.ok(sender.capabilities.includes('SMS'));
    },
  ],
  [
    'an IncomingPhoneNumber is found, changed and changed back',
    async (client) => {
      const { number } = await wired(client);
      const [found] = await client.incomingPhoneNumbers.list({ phoneNumber: number.phoneNumber });
      assert.equal(found.sid, number.sid);
      assert.equal(found.capabilities.sms, true);
      const spare = (await client.incomingPhoneNumbers.list()).find(({ smsUrl }) => !smsUrl);
      assert.ok(spare, 'no number without a webhook');
      const url = 'https://example.com/sms';
      const changed = await client.incomingPhoneNumbers(spare.sid).update({ smsUrl: url, smsMethod: 'GET' });
      assert.deepEqual([changed.smsUrl, changed.smsMethod], [url, 'GET']);
      const back = await client
        .incomingPhoneNumbers(spare.sid)
        .update({ smsUrl: '', smsMethod: spare.smsMethod });
      assert.ok(!back.smsUrl);
      assert.equal(back.smsMethod, spare.smsMethod);
    },
  ],
  [
    "the appointment is an item of the app's Sync Map",
    async (client) => {
      const { api, environment } = await deployed(client);
      const variables = await api.environments(environment.sid).variables.list();
      const sync = client.sync.v1.services(
        variables.find(({ key }) => key === 'SYNC_SERVICE_SID')?.value ?? '',
      );
      const maps = (await sync.syncMaps.list()).map(({ uniqueName }) => uniqueName);
      assert.ok(maps.includes('appointments') && maps.includes('phones'));
      const items = await sync.syncMaps('appointments').syncMapItems.list();
      assert.ok(items.length >= 1, 'no appointment');
      for (const item of items) {
        const fetched = await sync.syncMaps('appointments').syncMapItems(item.key).fetch();
        assert.deepEqual(fetched.data, item.data);
        assert.equal(fetched.revision, item.revision);
        isDate(item.dateExpires, 'dateExpires');
      }
      const record = JSON.stringify(items.map(({ data }) => data));
      for (const { sid } of await scheduled(client))
        assert.ok(record.includes(sid), 'a reminder is not on record');
    },
  ],
  [
    'a Sync Map item is updated only with the ETag that it has',
    (client) =>
      withSyncService(client, async (service) => {
        const sync = client.sync.v1.services(service.sid);
        const map = await sync.syncMaps.create({ uniqueName: 'contract' });
        const items = sync.syncMaps('contract').syncMapItems;
        // The library takes no key with a slash, and encodes none.
        const key = 'a-key~1';
        const created = await items.create({ key, data: { n: 1 }, itemTtl: 600 });
        assert.equal(created.mapSid, map.sid);
        assert.deepEqual(created.data, { n: 1 });
        isDate(created.dateExpires, 'dateExpires');
        await refused(items.create({ key, data: {} }), 409, [54208]);
        const item = sync.syncMaps('contract').syncMapItems(key);
        const updated = await item.update({ data: { n: 2 }, ifMatch: created.revision });
        assert.notEqual(updated.revision, created.revision);
        await refused(item.update({ data: { n: 3 }, ifMatch: created.revision }), 412, [54103, 54205]);
        assert.deepEqual((await item.fetch()).data, { n: 2 });
        await items.create({ key: 'another', data: {} });
        const sorted = (await items.list({ order: 'desc', pageSize: 1 })).map((row) => row.key);
        assert.deepEqual(sorted, ['another', key]);
        assert.equal(await item.remove(), true);
        await refused(item.fetch(), 404, [54201]);
        assert.equal(await sync.syncMaps('contract').remove(), true);
      }),
  ],
  [
    'a Sync List numbers its items, and a Stream takes a message',
    (client) =>
      withSyncService(client, async (service) => {
        const sync = client.sync.v1.services(service.sid);
        const list = await sync.syncLists.create({ uniqueName: 'contract', ttl: 600 });
        isDate(list.dateExpires, 'dateExpires');
        const items = sync.syncLists('contract').syncListItems;
        for (const n of [0, 1, 2]) assert.equal((await items.create({ data: { n } })).index, n);
        const item = sync.syncLists('contract').syncListItems(1);
        const fetched = await item.fetch();
        assert.deepEqual([fetched.listSid, fetched.data], [list.sid, { n: 1 }]);
        const updated = await item.update({ data: { n: 'one' }, ifMatch: fetched.revision });
        assert.notEqual(updated.revision, fetched.revision);
        await refused(item.update({ data: {}, ifMatch: fetched.revision }), 412, [54103, 54155]);
        assert.equal(await item.remove(), true);
        await refused(item.fetch(), 404, [54151]);
        const left = await items.list({ order: 'desc', pageSize: 1 });
        assert.deepEqual(
          left.map(({ index }) => index),
          [2, 0],
        );
        assert.equal((await sync.syncLists.list()).length, 1);
        assert.equal((await sync.syncLists(list.sid).update({ collectionTtl: 0 })).dateExpires, null);
        assert.equal(await sync.syncLists('contract').remove(), true);
        await refused(sync.syncLists('contract').fetch(), 404, [54150]);

        const stream = await sync.syncStreams.create({ uniqueName: 'news' });
        const { data } = await sync.syncStreams('news').streamMessages.create({ data: { n: 1 } });
        assert.deepEqual(data, { n: 1 });
        assert.deepEqual(sids(await sync.syncStreams.list()), [stream.sid]);
        isDate((await sync.syncStreams('news').update({ ttl: 60 })).dateExpires, 'dateExpires');
        assert.equal(await sync.syncStreams('news').remove(), true);
        await refused(sync.syncStreams('news').fetch(), 404, [54250]);
      }),
  ],
  [
    'a Verification is started, checked and canceled',
    async (client) => {
      const [{ to }] = await scheduled(client);
      const { sid } = await client.verify.v2.services.create({ friendlyName: 'Contract check' });
      const service = client.verify.v2.services(sid);
      const started = await service.verifications.create({ to, channel: 'sms' });
      assert.deepEqual([started.status, started.valid, started.channel], ['pending', false, 'sms']);
      assert.equal((await service.verifications(started.sid).fetch()).to, to);
      const checked = await service.verificationChecks.create({ to, code: '0000' });
      assert.deepEqual([checked.sid, checked.status, checked.valid], [started.sid, 'pending', false]);
      await refused(service.verifications.create({ to: 'nobody', channel: 'sms' }), 400, [60200]);
      const canceled = await service.verifications(started.sid).update({ status: 'canceled' });
      assert.equal(canceled.status, 'canceled');
      await refused(service.verificationChecks.create({ to, code: '0000' }), 404, [20404]);
      assert.equal((await service.update({ friendlyName: 'Renamed' })).friendlyName, 'Renamed');
      assert.equal(await service.remove(), true);
    },
  ],
  [
    'a number is looked up',
    async (client) => {
      const found = await client.lookups.v2
        .phoneNumbers('+12065550100')
        .fetch({ fields: 'line_type_intelligence' });
      assert.deepEqual(
        [found.valid, found.countryCode, found.nationalFormat],
        [true, 'US', '(206) 555-0100'],
      );
      const wrong = await client.lookups.v2.phoneNumbers('+1206').fetch();
      assert.deepEqual([wrong.valid, wrong.validationErrors], [false, ['TOO_SHORT']]);
    },
  ],
  [
    'what is not there is 404, 20404',
    async (client) => {
      const nothing = '0'.repeat(32);
      await refused(client.messages(`SM${nothing}`).fetch(), 404, [20404]);
      await refused(client.studio.v2.flows(`FW${nothing}`).fetch(), 404, [20404]);
      await refused(client.serverless.v1.services(`ZS${nothing}`).fetch(), 404, [20404]);
      await refused(client.messaging.v1.services(`MG${nothing}`).fetch(), 404, [20404]);
      await refused(client.incomingPhoneNumbers(`PN${nothing}`).fetch(), 404, [20404]);
    },
  ],
  [
    'wrong credentials are 401, 20003',
    async (client) => {
      const wrong = twilio(setting('TWILIO_API_KEY'), 'not-the-secret', { accountSid: client.accountSid });
      await refused(wrong.messages.list({ limit: 1 }), 401, [20003]);
      await refused(wrong.studio.v2.flows.list({ limit: 1 }), 401, [20003]);
      await refused(
        wrong.serverless.v1.services.create({ uniqueName: 'x', friendlyName: 'x' }),
        401,
        [20003],
      );
      const stranger = twilio(`SK${'0'.repeat(32)}`, setting('TWILIO_API_SECRET'), {
        accountSid: client.accountSid,
      });
      await refused(stranger.messages.list({ limit: 1 }), 401, [20003]);
    },
  ],
];

async function main() {
  const proxied = /^http:\/\/127\.0\.0\.1:\d+$/.test(process.env.HTTP_PROXY ?? '');
  if (!redirected && !proxied)
    throw new Error(
      'set HTTP_PROXY, or use node --require assets/runtime/redirect.cjs: it is meant for a sandbox',
    );
  const accountSid = setting('TWILIO_ACCOUNT_SID');
  const client = twilio(setting('TWILIO_API_KEY'), setting('TWILIO_API_SECRET'), { accountSid });
  let failed = 0;
  for (const [name, check] of CHECKS) {
    try {
      await check(client);
      console.log(`ok      ${name}`);
    } catch (error) {
      failed += 1;
      // Only the first line of it: a comparison goes on with what was compared.
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      const at = /sdk\.cjs:\d+/.exec(stack)?.[0] ?? '';
      const reason = `${message.split('\n')[0]} ${at}`;
      console.log(`FAILED  ${name}: ${reason}`);
    }
  }
  console.log(`${CHECKS.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
