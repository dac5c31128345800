'use strict';
/**
 * Where the walk departs from the letter of Twilio's OpenAPI files, and why: once where the files contradict
 * themselves or what Twilio documents elsewhere, and once where they say nothing and their own examples do.
 *
 * `at` matches what a schema is called: `component.property` in an answer, `product OperationId.Parameter` in a
 * request. `schema` is laid over Twilio's schema there.
 */

/** @typedef {Partial<import('./spec.cjs').Schema>} Patch */

/** @param {string} letters @returns {import('./spec.cjs').Schema} */
const sid = (letters) => ({ type: 'string', pattern: `^${letters}[0-9a-fA-F]{32}$` });

/** @param {string} owner @returns {Patch} */
const builtVersions = (owner) => ({
  items: {
    type: 'object',
    properties: {
      sid: sid('ZN'),
      account_sid: sid('AC'),
      service_sid: sid('ZS'),
      [owner]: sid('ZH'),
      date_created: { type: 'string', format: 'date-time' },
      path: { type: 'string', pattern: '^/' },
      visibility: {
        type: 'string',
        enum: ['PUBLIC', 'PRIVATE', 'PROTECTED', 'public', 'private', 'protected'],
      },
    },
  },
});

/** @type {Patch} */
const dependencies = {
  items: {
    type: 'object',
    properties: { name: { type: 'string', pattern: '.' }, version: { type: 'string', pattern: '.' } },
  },
};

/** @type {{ at: RegExp, schema: Patch, reason: string }[]} */
const EXCEPTIONS = [
  // Laxer than the files.
  {
    at: /^api List\w+\.(\w+_page_)?uri$/,
    schema: { format: 'path-uri' },
    reason: 'Called `uri`, but the paging links of the 2010 API are paths in every example.',
  },
  {
    at: /^api\.v2010\.account\.incoming_phone_number\.(\w+_url|status_callback|\w+_application_sid)$/,
    schema: { empty: true },
    reason: "The examples have '' where no URL or application is set, beside null.",
  },
  {
    at: /^studio\.v2\.flow(\.\w+)*\.date_updated$/,
    schema: { maybeNull: true },
    reason: 'Null in the examples of Flow, revision, Execution and Step: nothing was updated yet.',
  },
  {
    at: /^api (Create|Update)IncomingPhoneNumber\.(\w+Url|StatusCallback|\w+ApplicationSid)$/,
    schema: { empty: true },
    reason: "'' clears the setting (not in the files): so a number that had no webhook gets that back.",
  },
  {
    at: /^api ListMessage\.DateSent[<>]?$/,
    schema: { format: 'day-or-time' },
    reason: 'Called `date-time`; the examples filter by days, and Twilio documents YYYY-MM-DD.',
  },
  {
    at: /^sync \w+\.ServiceSid$|^sync (Fetch|Update|Delete)Service\.Sid$/,
    schema: { pattern: '^(IS[0-9a-fA-F]{32}|default)$' },
    reason: 'Only some descriptions say that `default` names the default Service; it does everywhere.',
  },
  {
    at: /^sync (Update|Delete)SyncStream\.Sid$|^sync CreateStreamMessage\.StreamSid$/,
    schema: { pattern: '.' },
    reason:
      'A SID only; FetchSyncStream takes the unique name too, and so does every other resource of Sync.',
  },
  {
    at: /^(LookupResponse|[A-Z]\w+Info)\.(?!phone_number$)\w+$/,
    schema: { maybeNull: true },
    reason: 'Lookup: not called nullable; null in the examples where it was not asked for or is not known.',
  },
  {
    at: /^LookupResponse\.phone_number$/,
    schema: { format: undefined },
    reason: 'Called a phone number; in the examples of what is none, the text that was asked for.',
  },
  {
    at: /^serverless\.v1\.service\.build\.asset_versions$/,
    schema: builtVersions('asset_sid'),
    reason: 'No schema; the shape of the examples. `visibility` is upper case there, lower case elsewhere.',
  },
  {
    at: /^serverless\.v1\.service\.build\.function_versions$/,
    schema: builtVersions('function_sid'),
    reason: 'No schema; the shape of the examples. `visibility` is upper case there, lower case elsewhere.',
  },
  // Stricter than the files.
  {
    at: /^serverless\.v1\.service\.build\.dependencies$/,
    schema: dependencies,
    reason: 'No schema; the shape of the examples.',
  },
  {
    at: /^serverless CreateBuild\.Dependencies$/,
    schema: { ...dependencies, json: true },
    reason:
      'Called a text; it holds JSON in the example. The wrapping quotes of the official client are not sent.',
  },
  {
    at: /^api\.v2010\.account(\.message|\.incoming_phone_number)?\.uri$/,
    schema: { format: 'path-uri' },
    reason: 'No format; a path of the 2010 API in every example.',
  },
  {
    at: /^messaging\.v1\.service\.phone_number\.capabilities\[\]$/,
    schema: { enum: ['MMS', 'SMS', 'Voice'] },
    reason:
      'Any text in the file; these words in the examples, while the 2010 API has an object of booleans.',
  },
];

module.exports = { EXCEPTIONS };
