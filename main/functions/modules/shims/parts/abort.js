// AbortController of `abortcontroller-polyfill`.
module.exports = function (_host, _parts, require) {
  'use strict';
  const hide = (name, value) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  // It looks whether there is one already, which would have it made by this very file.
  hide('AbortController', undefined);
  hide('AbortSignal', undefined);
  const made = require('abortcontroller-polyfill/dist/cjs-ponyfill');
  hide('AbortController', made.AbortController);
  hide('AbortSignal', made.AbortSignal);
  return made;
};
module.exports.shim = true;
