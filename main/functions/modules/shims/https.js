module.exports = function (_host, _parts, require) {
  'use strict';
  return require('./parts/http-module')('https:', require('./parts/http-agent').SecureAgent);
};
module.exports.shim = true;
