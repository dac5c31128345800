'use strict';

/** The part of JSON Schema that the record's schema uses; an unknown keyword is an error. */

const ANNOTATIONS = new Set(['$schema', '$id', '$defs', 'title', 'description', 'examples']);

const typeOf = (value) => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};

function check(schema, value, root, at = '$') {
  const errors = [];
  const fail = (text) => errors.push(`${at}: ${text}`);
  for (const [keyword, rule] of Object.entries(schema)) {
    if (ANNOTATIONS.has(keyword)) continue;
    switch (keyword) {
      case '$ref':
        errors.push(...check(root.$defs[rule.replace('#/$defs/', '')], value, root, at));
        break;
      case 'allOf':
        for (const one of rule) errors.push(...check(one, value, root, at));
        break;
      case 'oneOf': {
        const fitting = rule.filter((one) => check(one, value, root, at).length === 0);
        if (fitting.length !== 1) fail(`fits ${fitting.length} of ${rule.length}`);
        break;
      }
      case 'type':
        if (
          ![rule]
            .flat()
            .some((type) => type === typeOf(value) || (type === 'number' && typeOf(value) === 'integer'))
        )
          fail(`is ${typeOf(value)}, not ${rule}`);
        break;
      case 'const':
        if (value !== rule) fail(`is not ${rule}`);
        break;
      case 'enum':
        if (!rule.includes(value)) fail(`${value} is none of ${rule}`);
        break;
      case 'pattern':
        if (typeof value === 'string' && !new RegExp(rule, 'u').test(value))
          fail(`${value} does not match ${rule}`);
        break;
      case 'minLength':
        if (typeof value === 'string' && value.length < rule) fail('is too short');
        break;
      case 'maxLength':
        if (typeof value === 'string' && value.length > rule) fail('is too long');
        break;
      case 'minimum':
        if (typeof value === 'number' && value < rule) fail('is too small');
        break;
      case 'maximum':
        if (typeof value === 'number' && value > rule) fail('is too large');
        break;
      case 'maxItems':
        if (Array.isArray(value) && value.length > rule) fail('has too many items');
        break;
      case 'items':
        if (Array.isArray(value))
          value.forEach((one, i) => errors.push(...check(rule, one, root, `${at}[${i}]`)));
        break;
      case 'required':
        for (const key of rule) if (!(key in value)) fail(`lacks ${key}`);
        break;
      case 'properties':
        for (const [key, one] of Object.entries(value ?? {})) {
          if (rule[key]) errors.push(...check(rule[key], one, root, `${at}.${key}`));
          else if (schema.additionalProperties === false) fail(`has ${key}`);
        }
        break;
      case 'additionalProperties':
        break;
      default:
        throw new Error(`The test does not know the keyword ${keyword}`);
    }
  }
  return errors;
}

module.exports = { check: (schema, value) => check(schema, value, schema) };
