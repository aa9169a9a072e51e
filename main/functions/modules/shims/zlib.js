module.exports = function (host, _parts, require) {
  'use strict';
  const { Buffer } = require('buffer');
  const bytes = (input) => {
    const view = Buffer.from(input);
    return view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  };
  const out = {};
  for (const name of [
    'deflate',
    'inflate',
    'gzip',
    'gunzip',
    'deflateRaw',
    'inflateRaw',
    'unzip',
  ]) {
    const sync = (input) => Buffer.from(host.compute('zlib', name, bytes(input)));
    out[name + 'Sync'] = sync;
    out[name] = (input, options, done) => {
      const finish = typeof options === 'function' ? options : done;
      setTimeout(() => {
        let result;
        try {
          result = sync(input);
        } catch (error) {
          finish(error);
          return;
        }
        finish(null, result);
      }, 0);
    };
  }
  return out;
};
module.exports.shim = true;
