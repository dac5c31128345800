'use strict';
/**
 * Twilio's own OpenAPI files, as npm's `@twilio/cli-core` carries them, made ready for the walk: every `$ref`
 * resolved, the exceptions applied, operations found by host, path and method.
 */
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { EXCEPTIONS } = require('./exceptions.cjs');

/**
 * The part of an OpenAPI 3.0 schema that Twilio uses, and what the walk adds to it.
 * @typedef {object} Schema
 * @property {string} [type]
 * @property {string} [format]
 * @property {string[]} [enum]
 * @property {string} [pattern]
 * @property {number} [minLength]
 * @property {number} [maxLength]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {boolean} [nullable]
 * @property {Record<string, Schema>} [properties]
 * @property {Schema} [items]
 * @property {string[]} [required]
 * @property {Schema[]} [oneOf]
 * @property {string} [description]
 * @property {string} [$ref]
 * @property {boolean} [empty] Added: '' stands for "none".
 * @property {boolean} [maybeNull] Added: null although a resource always has such a property.
 * @property {boolean} [json] Added: a text that holds JSON of the shape in `items`.
 * @property {{ always: string[], ever: string[] }} [keys] Added: the keys of a map in Twilio's examples.
 */

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} in `path`, `query` or `header`.
 * @property {boolean} [required]
 * @property {string} [description]
 * @property {Schema} schema
 */

/** @typedef {{ name: string, status: number, value: unknown }} Example */

/**
 * @typedef {object} Operation
 * @property {string} id Product and operation id, `api CreateMessage`.
 * @property {string} method
 * @property {string} host
 * @property {string} template The path with its `{Parameters}`.
 * @property {Parameter[]} parameters
 * @property {Schema | undefined} form
 * @property {Record<string, Schema | undefined>} responses By status; undefined for one without a body.
 * @property {Example[]} examples Of answers.
 * @property {{ name: string, value: Record<string, unknown> }[]} requests Examples of form bodies.
 */

/**
 * @typedef {object} Path
 * @property {string} template
 * @property {RegExp} pattern
 * @property {string[]} names
 * @property {Record<string, Operation>} operations By method, upper case.
 */

/** @type {Record<string, string>} */
const FILES = {
  'api.twilio.com': 'twilio_api_v2010.json',
  'serverless.twilio.com': 'twilio_serverless_v1.json',
  'studio.twilio.com': 'twilio_studio_v2.json',
  'messaging.twilio.com': 'twilio_messaging_v1.json',
  'sync.twilio.com': 'twilio_sync_v1.json',
  'verify.twilio.com': 'twilio_verify_v2.json',
  'lookups.twilio.com': 'twilio_lookups_v2.json',
};
const FOLDER = join(dirname(require.resolve('@twilio/cli-core/package.json')), 'src/services/twilio-api');
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const UNDERSTOOD = new Set(
  `type format enum pattern minLength maxLength minimum maximum nullable properties items required oneOf
   description $ref default title example additionalProperties deprecated`.split(/\s+/),
);

/** Every schema of Twilio's that has a name, `api.v2010.account.message`. */
/** @type {Map<string, Schema>} */
const components = new Map();
/** Which exceptions met what they are about. */
/** @type {Set<RegExp>} */
const applied = new Set();

/** @param {Schema} schema @param {string} key @returns {Schema} */
function withException(schema, key) {
  const exception = EXCEPTIONS.find(({ at }) => at.test(key));
  if (!exception) return schema;
  applied.add(exception.at);
  return { ...schema, ...exception.schema };
}

/**
 * @param {any} document
 * @param {Schema} schema
 * @param {string} key What exceptions call it.
 * @returns {Schema}
 */
function resolve(document, schema, key) {
  const name = schema.$ref?.split('/').pop();
  if (name) {
    const known = `${document.info.title} ${name}`;
    const found = components.get(known) ?? resolve(document, document.components.schemas[name], name);
    components.set(known, found);
    return withException(found, key);
  }
  for (const word of Object.keys(schema)) {
    // A word that the walk does not know might be a rule that it does not check.
    if (!UNDERSTOOD.has(word) && !word.startsWith('x-')) throw new Error(`${key}: unknown keyword ${word}`);
  }
  /** @type {Schema} */
  const resolved = { ...schema };
  if (schema.properties) {
    const entries = Object.entries(schema.properties);
    resolved.properties = Object.fromEntries(
      entries.map(([property, inner]) => [property, resolve(document, inner, `${key}.${property}`)]),
    );
  }
  if (schema.items) resolved.items = resolve(document, schema.items, `${key}[]`);
  if (schema.oneOf) resolved.oneOf = schema.oneOf.map((inner) => resolve(document, inner, key));
  return withException(resolved, key);
}

/**
 * Notes which keys the maps of links have in an example.
 * @param {unknown} value
 * @param {Schema} schema
 */
function learnKeys(value, schema) {
  if (Array.isArray(value)) {
    for (const item of value) if (schema.items) learnKeys(item, schema.items);
  } else if (value && typeof value === 'object') {
    const names = Object.keys(value);
    if (schema.format === 'uri-map') {
      const { always, ever } = schema.keys ?? { always: names, ever: [] };
      schema.keys = {
        always: always.filter((name) => names.includes(name)),
        ever: [...new Set([...ever, ...names])],
      };
    }
    for (const [name, inner] of Object.entries(value)) {
      if (schema.properties?.[name]) learnKeys(inner, schema.properties[name]);
    }
  }
}

/** @param {any} content @returns {{ schema?: Schema, examples?: Record<string, { value: any }> }} */
const json = (content) => content?.['application/json'] ?? {};

/**
 * Path parameters that the file calls any text although they are SIDs get the pattern which the same SID has in the
 * resource: `ServiceSid` that of `service_sid`.
 * @param {Operation[]} operations Of one path.
 */
function learnSids(operations) {
  const schemas = operations.flatMap(({ responses }) => Object.values(responses));
  const lists = schemas.flatMap((schema) => Object.values(schema?.properties ?? {}));
  const resources = [...schemas, ...lists.map((list) => list.items)];
  for (const { name, description = '', schema, ...parameter } of operations.flatMap((o) => o.parameters)) {
    const free = /unique_name|LatestPublished|`key`|uniquely identifies|label|`name`/.test(description);
    if (parameter.in !== 'path' || schema.pattern || free) continue;
    const property = name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
    const known = resources.find((resource) => resource?.properties?.[property]?.pattern);
    schema.pattern =
      known?.properties?.[property].pattern ??
      (/SID/.test(description) ? '^[A-Z]{2}[0-9a-fA-F]{32}$' : undefined);
  }
}

/** @param {any} document @param {string} host @param {string} template @returns {Path} */
function readPath(document, host, template) {
  /** @type {Record<string, Operation>} */
  const operations = {};
  for (const method of METHODS) {
    const described = document.paths[template][method];
    if (!described) continue;
    const id = `${host.split('.')[0]} ${described.operationId}`;
    const body = described.requestBody?.content['application/x-www-form-urlencoded'];
    /** @type {Operation} */
    const operation = {
      id,
      method: method.toUpperCase(),
      host,
      template,
      parameters: (described.parameters ?? []).map((/** @type {any} */ given) => {
        const parameter = given.$ref ? document.components.parameters[given.$ref.split('/').pop()] : given;
        const { description, schema } = parameter;
        return {
          ...parameter,
          schema: { ...resolve(document, schema, `${id}.${parameter.name}`), description },
        };
      }),
      form: body && resolve(document, body.schema, id),
      responses: {},
      examples: [],
      requests: Object.entries(body?.examples ?? {}).map(([name, { value }]) => ({ name, value })),
    };
    for (const [status, response] of Object.entries(described.responses)) {
      const { schema, examples = {} } = json(/** @type {any} */ (response).content);
      const resolved = schema && resolve(document, schema, id);
      operation.responses[status] = resolved;
      for (const [name, { value }] of Object.entries(examples)) {
        operation.examples.push({ name, status: Number(status), value });
        if (resolved) learnKeys(value, resolved);
      }
    }
    operations[operation.method] = operation;
  }
  learnSids(Object.values(operations));
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const literal = template.replace(/[.]/g, '\\.');
  return { template, names, operations, pattern: new RegExp(`^${literal.replace(/\{\w+\}/g, '([^/]+)')}$`) };
}

/** @type {Map<string, Path[]>} */
const paths = new Map();
for (const [host, file] of Object.entries(FILES)) {
  const document = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  const read = Object.keys(document.paths).map((template) => readPath(document, host, template));
  // `/v2/Flows/Validate` before `/v2/Flows/{Sid}`.
  paths.set(
    host,
    read.sort((a, b) => a.names.length - b.names.length),
  );
  for (const name of Object.keys(document.components.schemas)) {
    if (!components.has(`${document.info.title} ${name}`)) resolve(document, { $ref: `/${name}` }, name);
  }
}

/**
 * @param {string} host
 * @param {string} path Without the query.
 * @returns {{ path: Path, values: Record<string, string> } | undefined}
 */
function find(host, path) {
  for (const candidate of paths.get(host) ?? []) {
    const match = candidate.pattern.exec(path);
    if (match) {
      const values = candidate.names.map((name, index) => [name, decodeURIComponent(match[index + 1])]);
      return { path: candidate, values: Object.fromEntries(values) };
    }
  }
  return undefined;
}

/** @returns {Operation[]} Of all files. */
const operations = () => [...paths.values()].flat().flatMap((path) => Object.values(path.operations));

/** @param {string} name @returns {Schema} */
function component(name) {
  for (const [known, schema] of components) if (known.endsWith(` ${name}`)) return schema;
  throw new Error(`no schema ${name} in Twilio's files`);
}

module.exports = { HOSTS: Object.keys(FILES), applied, component, find, operations };
