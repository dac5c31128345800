'use strict';
module.exports = { journey: async () => {} };
