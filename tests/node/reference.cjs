'use strict';
/** Twilio's own runtime handler: takes its configuration as one line of JSON, prints its port, serves. */
const http = require('node:http');
const readline = require('node:readline');

readline.createInterface({ input: process.stdin }).once('line', (line) => {
  const config = JSON.parse(line);
  Object.assign(process.env, config.env);
  const { LocalDevelopmentServer } = require('@twilio/runtime-handler/dev');
  const app = new LocalDevelopmentServer(0, config).getApp();
  const server = http.createServer(app);
  const print = process.stdout.write.bind(process.stdout);
  server.listen(0, '127.0.0.1', () => print(`${server.address().port}\n`));
});
process.stdin.on('end', () => process.exit(0));
