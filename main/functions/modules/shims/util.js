// The `util` package, and what Node has had since.
module.exports = function (host, _parts, require) {
  'use strict';
  const util = require('util/');
  const { TextEncoder, TextDecoder } = require('./parts/web');
  const isDeepStrictEqual = (a, b) => {
    try {
      require('assert').deepStrictEqual(a, b);
      return true;
    } catch {
      return false;
    }
  };
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const CODES = /[\u001b\u009b][[()#;?]*(?:\d{1,4}(?:;\d{0,4})*)?[\dA-ORZcf-nqry=><]/g;
  const no = () => false;
  const isKey = (value) => typeof value === 'object' && value !== null && isKeyObject(value);
  const isKeyObject = (value) => value instanceof require('crypto').KeyObject;
  const all = Object.assign({}, util, {
    TextEncoder,
    TextDecoder,
    isDeepStrictEqual,
    types: Object.assign({}, util.types, {
      isKeyObject: isKey,
      isCryptoKey: no,
      isProxy: no,
      isExternal: no,
      isModuleNamespaceObject: no,
    }),
    stripVTControlCharacters: (text) => String(text).replace(CODES, ''),
    toUSVString: (text) => String(text).replace(/\p{Surrogate}/gu, '\ufffd'),
    formatWithOptions: (_options, ...args) => util.format(...args),
    debug: util.debuglog,
    aborted: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve());
      }),
  });
  // Warnings are for who writes the package, not for whose function it is.
  all.deprecate = (run) => run;
  return all;
};
module.exports.shim = true;
