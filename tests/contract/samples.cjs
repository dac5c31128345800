'use strict';
/** Exchanges made of the examples in Twilio's OpenAPI files. */
const { find, operations } = require('./spec.cjs');

/** @typedef {import('./openapi.cjs').Exchange} Exchange */
/** @typedef {import('./spec.cjs').Operation} Operation */

/** What pam and the app use, with everything around it. */
const USED = [
  /^api \/2010-04-01\/Accounts\/\{Sid\}\.json$/,
  /^api \/2010-04-01\/Accounts\/\{AccountSid\}\/(IncomingPhoneNumbers|Messages)(\/\{Sid\})?\.json$/,
  /^messaging \/v1\/Services(\/\{Sid\}|\/\{ServiceSid\}\/PhoneNumbers(\/\{Sid\})?)?$/,
  /^messaging \/v1\/Services\/\{MessagingServiceSid\}\/Compliance\/Usa2p(\/\{Sid\})?$/,
  /^messaging \/v1\/Tollfree\/Verifications$/,
  /^(serverless|studio|sync) /,
  /^verify \/v2\/Services(\/\{Sid\}|\/\{ServiceSid\}\/(Verifications(\/\{Sid\})?|VerificationCheck))?$/,
  /^lookups \/v2\/PhoneNumbers\/\{PhoneNumber\}$/,
];

const used = operations().filter(({ host, template }) =>
  USED.some((pattern) => pattern.test(`${host.split('.')[0]} ${template}`)),
);

/** @param {string} id @returns {Operation} */
function operation(id) {
  const found = used.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no operation ${id}`);
  return found;
}

/** @param {string} name */
const property = (name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();

/** @param {Record<string, unknown>} fields @returns {[string, string][]} */
function formOf(fields) {
  return Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((item) => {
      /** @type {[string, string]} */
      const pair = [name, typeof item === 'object' ? JSON.stringify(item) : String(item)];
      return pair;
    }),
  );
}

/**
 * The exchange that an example shows. A path parameter is what the answer has under that name; a list names its own
 * path and query.
 * @param {Operation} operation
 * @param {string} [name] Of the example; without it, the first one.
 * @returns {Exchange}
 */
function sample(operation, name) {
  const example = operation.examples.find((candidate) => name === undefined || candidate.name === name);
  /** @type {any} */
  const response = structuredClone(example?.value ?? null);
  const page = response?.meta?.url ?? (response && 'next_page_uri' in response ? response.uri : undefined);
  const url = page && new URL(page, `https://${operation.host}`);
  const values = url ? (find(operation.host, url.pathname)?.values ?? {}) : response;
  const path = operation.template.replace(/\{(\w+)\}/g, (_, parameter) => {
    const declared = operation.parameters.find((candidate) => candidate.name === parameter);
    const letters = /\^\(?([A-Z]{2})/.exec(declared?.schema.pattern ?? '')?.[1] ?? 'XX';
    return encodeURIComponent(
      values?.[parameter] ?? values?.[property(parameter)] ?? letters + '0'.repeat(32),
    );
  });
  const request = operation.requests.find((candidate) => candidate.name === example?.name);
  return {
    method: operation.method,
    host: operation.host,
    path,
    query: url ? [...url.searchParams] : [],
    form: operation.form ? formOf(request?.value ?? {}) : null,
    multipart: null,
    status: example?.status ?? 204,
    response,
  };
}

module.exports = { operation, sample, used };
