'use strict';
exports.handler = (context, event, callback) => {
  const functions = Runtime.getFunctions();
  const assets = Runtime.getAssets();
  callback(null, {
    context: Object.fromEntries(Object.entries(context).filter(([, value]) => typeof value === 'string')),
    client: context.getTwilioClient().accountSid,
    sync: typeof Runtime.getSync({ serviceName: 'IS1' }).maps.create,
    functions: Object.keys(functions).sort(),
    greeting: require(functions.library.path).greet('you'),
    assets: Object.keys(assets).sort(),
    template: assets['/template.json'].open(),
    file: require('node:fs').readFileSync(assets['/template.json'].path, 'utf8'),
    twilio: ['Response', 'twiml', 'jwt', 'validateRequest'].map((key) => typeof Twilio[key]),
    variable: process.env.COLOUR,
  });
};
