'use strict';
const later = (run, ms = 5) => setTimeout(run, ms);

const troubles = {
  never: () => {},
  rejects: async () => {
    await null;
    throw new Error('rejected in /trouble');
  },
  strayRejection: () => {
    Promise.reject(new Error('nobody waits'));
  },
  strayException: () => later(() => JSON.parse('{')),
  exit: () => later(() => process.exit(3)),
  exitAfterAnswer: (callback) => {
    callback(null, 'answered');
    process.exit(0);
  },
  block: () => {
    for (;;);
  },
  twice: (callback) => {
    callback(null, 'first');
    callback(null, 'second');
    later(() => callback(new Error('third')));
  },
  asyncValue: async () => 'a returned value is no answer',
  asyncCallback: async (callback) => {
    await new Promise((resolve) => later(resolve));
    callback(null, 'async');
  },
  huge: (callback) => callback(null, 'x'.repeat(4 * 1024 * 1024 + 1)),
  large: (callback) => callback(null, 'x'.repeat(4 * 1024 * 1024)),
  slow: (callback) => later(() => callback(null, 'slow'), 300),
  logs: async (callback) => {
    console.log('log %s', 'with format', { a: 1 });
    console.warn('warned');
    console.error('erred');
    process.stdout.write('written\n');
    process.stderr.write(Buffer.from('to stderr\n'));
    await new Promise((resolve) => later(resolve));
    console.info('after a pause\nin two lines');
    callback(null, 'logged');
    console.log('after the callback');
  },
  clock: (callback) =>
    callback(null, {
      now: Date.now(),
      date: new Date().toISOString(),
      text: Date(),
      format: new Intl.DateTimeFormat('en', { year: 'numeric' }).format(),
      parts: new Intl.DateTimeFormat('en', { year: 'numeric' }).formatToParts()[0].value,
      fixed: new Date(0).toISOString(),
      parsed: Date.parse('2001-01-01T00:00:00Z'),
      isDate: new Date() instanceof Date && new Date().constructor === Date,
      subclass: new (class Later extends Date {})().toISOString(),
    }),
};

exports.handler = (context, event, callback) => troubles[event.case](callback);
