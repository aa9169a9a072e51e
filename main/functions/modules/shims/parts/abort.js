// AbortController of `abortcontroller-polyfill`, with what it takes for granted of a browser.
module.exports = function (_host, _parts, require) {
  'use strict';
  return require('abortcontroller-polyfill/dist/cjs-ponyfill');
};
module.exports.shim = true;
