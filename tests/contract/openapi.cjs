'use strict';
/**
 * Holds recorded REST exchanges against Twilio's OpenAPI files:
 *
 *     node openapi.cjs RECORDING…
 *
 * Prints each violation and a last line `N passed, N failed`; exit code 1 on any violation, or when one of the
 * products that pam needs does not occur. The files' contradictions are in exceptions.cjs.
 */
const { readFileSync } = require('node:fs');
const { component, find } = require('./spec.cjs');
const { checkParameter, checkText, problems } = require('./schema.cjs');

/** @typedef {import('./spec.cjs').Operation} Operation */
/** @typedef {import('./spec.cjs').Parameter} Parameter */
/** @typedef {(where: string, rule: string) => void} Report */

/**
 * A line of a recording.
 * @typedef {object} Exchange
 * @property {string} method
 * @property {string} host
 * @property {string} path As it was asked for, percent-encoded and without the query.
 * @property {[string, string][]} query
 * @property {[string, string][] | null} form
 * @property {string[] | null} multipart The names of the parts.
 * @property {number} status
 * @property {any} response
 */

const PRODUCTS = ['api', 'serverless', 'serverless-upload', 'studio', 'messaging', 'sync'];

/** `studio.dublin.ie1.twilio.com` is `studio.twilio.com`. @param {string} host */
const canonical = (host) =>
  host.toLowerCase().replace(/^([a-z-]+)(\.[a-z0-9-]+){0,2}\.twilio\.com$/, '$1.twilio.com');

/** @param {any} line @returns {line is Exchange} */
function isExchange(line) {
  /** @param {unknown} list */
  const pairs = (list) =>
    Array.isArray(list) &&
    list.every(
      (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string'),
    );
  return (
    line !== null &&
    typeof line === 'object' &&
    [line.method, line.host, line.path].every((text) => typeof text === 'string') &&
    Number.isInteger(line.status) &&
    pairs(line.query) &&
    (line.form === null || pairs(line.form)) &&
    (line.multipart === null || Array.isArray(line.multipart)) &&
    line.response !== undefined
  );
}

/**
 * @param {[string, string][]} given
 * @param {{ name: string, required?: boolean, schema: import('./spec.cjs').Schema }[]} declared
 * @param {string} kind
 * @param {Report} report
 */
function checkParameters(given, declared, kind, report) {
  /** @type {Set<string>} */
  const seen = new Set();
  for (const [name, text] of given) {
    const where = `${kind} parameter ${name}`;
    const parameter = declared.find((candidate) => candidate.name === name);
    if (!parameter) {
      report(where, 'is not declared');
    } else if (parameter.schema.type === 'array') {
      checkParameter(text, parameter.schema.items ?? { type: 'string' }, where, report);
    } else {
      if (seen.has(name)) report(where, 'is repeated and not a list');
      checkParameter(text, parameter.schema, where, report);
    }
    seen.add(name);
  }
  for (const { name, required } of declared) {
    if (required && !seen.has(name)) report(`${kind} parameter ${name}`, 'is missing');
  }
}

/**
 * @param {Exchange} exchange
 * @param {Operation} operation
 * @param {Record<string, string>} values
 * @param {Report} report
 */
function checkRequest(exchange, operation, values, report) {
  const declared = operation.parameters;
  for (const { name, schema } of declared.filter((parameter) => parameter.in === 'path')) {
    if (values[name].trim() === '') report(`path parameter ${name}`, 'is empty');
    else checkText(values[name], schema, `path parameter ${name}`, report);
  }
  const queries = declared.filter((parameter) => parameter.in === 'query');
  checkParameters(exchange.query, queries, 'query', report);
  const { properties = {}, required = [] } = operation.form ?? {};
  const fields = Object.entries(properties).map(([name, schema]) => {
    return { name, schema, required: required.includes(name) };
  });
  if (exchange.method === 'POST') checkParameters(exchange.form ?? [], fields, 'form', report);
  else if (exchange.form?.length) report('the request', `of method ${exchange.method} has a form`);
  if (exchange.multipart) report('the request', 'is multipart');
}

/**
 * The resource that was asked for is the one that is answered: `service_sid` is the path's `ServiceSid`.
 * @param {any} body
 * @param {Record<string, string>} values
 * @param {Report} report
 */
function checkIdentity(body, values, report) {
  for (const [name, value] of Object.entries(values)) {
    const property = name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
    const answered = body?.[property];
    const isSid = /^[A-Z]{2}[0-9a-fA-F]{32}$/.test(value);
    if (isSid && typeof answered === 'string' && answered !== value)
      report(property, `is not the path's ${name}`);
  }
}

/**
 * What the schemas cannot say about a page of a list.
 * @param {Exchange} exchange
 * @param {Operation} operation
 * @param {Report} report
 */
function checkPage(exchange, operation, report) {
  const body = exchange.response;
  const flat = typeof body.uri === 'string' && 'next_page_uri' in body;
  const page = flat ? body : body.meta;
  if (!page || !('page_size' in page)) return;
  const schema = operation.responses[exchange.status];
  const [key] = Object.entries(schema?.properties ?? {}).find(([, inner]) => inner.type === 'array') ?? [''];
  const rows = body[key];
  const asked = Object.fromEntries(exchange.query);
  if (!flat && page.key !== key) report('meta.key', `is not ${key}`);
  if (page.page_size !== Number(asked.PageSize ?? 50)) report('page_size', 'is not what was asked for');
  if (page.page !== Number(asked.Page ?? 0)) report('page', 'is not what was asked for');
  if (rows.length > page.page_size) report(key, 'holds more than page_size');
  if (flat && rows.length > 0 && page.end - page.start !== rows.length - 1)
    report('end', 'does not fit start and rows');
  if (flat && rows.length > 0 && page.start !== page.page * page.page_size)
    report('start', 'does not fit the page');
  for (const name of ['first_page', 'previous_page', 'next_page', '']) {
    const property = `${name && `${name}_`}${flat ? 'uri' : 'url'}`;
    if (page[property] === null) continue;
    const link = new URL(page[property], `https://${canonical(exchange.host)}`);
    if (link.host !== canonical(exchange.host)) report(property, "leads to another product's host");
    // The same path, or the same one with the SID for a unique name.
    const template = find(canonical(exchange.host), link.pathname)?.path.template;
    if (template !== operation.template) report(property, 'leads to another path');
    if (!link.searchParams.has('PageSize')) report(property, 'has no PageSize');
    if (name === 'next_page' && !link.searchParams.has('PageToken')) report(property, 'has no PageToken');
    for (const [filter, text] of exchange.query) {
      const kept = /^Page(Size|Token)?$/.test(filter) || link.searchParams.getAll(filter).includes(text);
      if (!kept) report(property, `has lost the filter ${filter}`);
    }
  }
}

/** @param {Exchange} exchange @param {Report} report */
function checkError(exchange, report) {
  const text = { type: 'string', pattern: '.' };
  /** @type {import('./spec.cjs').Schema} */
  const schema = {
    type: 'object',
    properties: { code: { type: 'integer' }, message: text, more_info: text, status: { type: 'integer' } },
  };
  const { details, ...body } = exchange.response ?? {};
  const found = problems(exchange.response && body, schema);
  for (const problem of found) report('error body:', problem);
  if (details !== undefined && problems(details, { type: 'object' }).length)
    report('error body:', 'details is no object');
  if (found.length) return;
  if (body.status !== exchange.status) report('error body:', 'status is not the status of the answer');
  if (body.more_info !== `https://www.twilio.com/docs/errors/${body.code}`) {
    report('error body:', 'more_info is not the page of the code');
  }
}

/**
 * Uploads are in no OpenAPI file; Twilio's own client (`@twilio-labs/serverless-api`, api/functions and api/assets)
 * says what they look like. The answer is the Version that the Serverless API returns.
 * @param {Exchange} exchange
 * @param {Report} report
 */
function checkUpload(exchange, report) {
  const sid = (/** @type {string} */ letters) => `(${letters}[0-9a-fA-F]{32})`;
  const shape = new RegExp(`^/v1/Services/${sid('ZS')}/(Function|Asset)s/${sid('ZH')}/Versions$`);
  const match = shape.exec(exchange.path);
  if (!match) return report(`the path ${exchange.path}`, 'is unknown');
  if (exchange.method !== 'POST') return report(`the method ${exchange.method}`, 'is unknown');
  if (exchange.status >= 400) return checkError(exchange, report);
  if (exchange.multipart?.join() !== 'Path,Visibility,Content') {
    report('the parts', 'are not Path, Visibility, Content in this order');
  }
  if (exchange.query.length) report('the request', 'has a query');
  if (exchange.form?.length) report('the request', 'has a form beside its parts');
  if (exchange.status !== 201 && exchange.status !== 200)
    report(`status ${exchange.status}`, 'is not documented');
  const [, ServiceSid, kind, owner] = match;
  const version = kind === 'Function' ? 'function.function_version' : 'asset.asset_version';
  for (const problem of problems(exchange.response, component(`serverless.v1.service.${version}`)))
    report('', problem);
  checkIdentity(exchange.response, { ServiceSid, [`${kind}Sid`]: owner }, report);
}

/** @param {Exchange} exchange @param {Report} report @param {() => boolean} violated Whether anything was reported. */
function checkApi(exchange, report, violated) {
  const found = find(canonical(exchange.host), exchange.path);
  if (!found) return report(`the path ${exchange.path}`, 'is unknown');
  const operation = found.path.operations[exchange.method];
  if (!operation && exchange.status !== 405) return report(`the method ${exchange.method}`, 'is unknown');
  if (exchange.status >= 400) return checkError(exchange, report);
  checkRequest(exchange, operation, found.values, report);
  if (!Object.hasOwn(operation.responses, exchange.status)) {
    return report(`status ${exchange.status}`, 'is not documented');
  }
  const schema = operation.responses[exchange.status];
  if (!schema) {
    if (exchange.response !== null) report('the body', 'is not empty');
    return;
  }
  for (const problem of problems(exchange.response, schema)) report('', problem);
  // The rest takes a request and an answer of the right shape for granted.
  if (violated()) return;
  checkIdentity(exchange.response, found.values, report);
  checkPage(exchange, operation, report);
}

/**
 * @param {unknown} line
 * @returns {string[]} What is wrong, without the values.
 */
function violations(line) {
  if (!isExchange(line)) return ['this is no exchange'];
  /** @type {string[]} */
  const found = [];
  /** @type {Report} */
  const report = (where, rule) => found.push(`${where} ${rule}`.trim());
  if (canonical(line.host) === 'serverless-upload.twilio.com') checkUpload(line, report);
  else checkApi(line, report, () => found.length > 0);
  return found;
}

/** How an exchange is called in a report, without its SIDs. @param {any} line */
function title(line) {
  if (!isExchange(line)) return '';
  const template = find(canonical(line.host), line.path)?.path.template;
  return `${line.method} ${line.host}${template ?? line.path} ${line.status}`;
}

/**
 * @param {string[]} files
 * @param {(line: string) => void} print
 * @returns {boolean} Whether all is well.
 */
function run(files, print) {
  let passed = 0;
  let failed = 0;
  /** @type {Set<string>} */
  const products = new Set();
  for (const file of files) {
    const lines = readFileSync(file, 'utf8').split('\n');
    lines.forEach((text, index) => {
      if (text.trim() === '') return;
      /** @type {any} */
      let line;
      try {
        line = JSON.parse(text);
      } catch {
        line = undefined;
      }
      if (isExchange(line)) products.add(canonical(line.host).split('.')[0]);
      const found = violations(line);
      for (const violation of found) print(`${file}:${index + 1}: ${title(line)}: ${violation}`);
      if (found.length) failed += 1;
      else passed += 1;
    });
  }
  for (const product of PRODUCTS.filter((name) => !products.has(name))) {
    print(`no exchange with ${product}.twilio.com was recorded`);
    failed += 1;
  }
  print(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

if (require.main === module) {
  process.exitCode = run(process.argv.slice(2), (line) => console.log(line)) ? 0 : 1;
}

module.exports = { run, violations };
