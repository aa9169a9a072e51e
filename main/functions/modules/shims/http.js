module.exports = function (_host, _parts, require) {
  'use strict';
  return require('./parts/http-module')('http:', require('./parts/http-agent').Agent);
};
module.exports.shim = true;
