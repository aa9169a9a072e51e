// Compression is the host's, in one step: a stream gathers what is written, and gives the result
// at its end.
module.exports = function (host, _parts, require) {
  'use strict';
  const { Buffer } = require('buffer');
  const { Transform } = require('stream');
  const constants = JSON.parse(host.compute('zlibConstants'));
  const bytes = (input) => {
    const view = Buffer.from(input);
    return view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  };
  function run(name, input, options) {
    try {
      const given = JSON.stringify(options || {});
      return Buffer.from(host.compute('zlib', name, bytes(input), given));
    } catch (error) {
      // The host tells Node's code in front of the words.
      const [, code, message] = /^(Z_\w+|ERR_\w+): (.*)$/s.exec(error.message) || [];
      if (code === undefined) throw error;
      throw Object.assign(new Error(message), { code, errno: constants[code] });
    }
  }
  const out = { constants, codes: {} };
  for (const name of Object.keys(constants)) {
    if (/^Z_[A-Z_]*(?:ERROR|OK|END|DICT)$/.test(name)) out.codes[name] = constants[name];
    if (name.startsWith('Z_')) out[name] = constants[name];
  }
  function streamOf(name) {
    function Stream(options) {
      const self = new Transform({
        transform(chunk, encoding, done) {
          chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
          self.bytesWritten += chunk.length;
          done();
        },
        flush(done) {
          const all = Buffer.concat(chunks);
          // Nothing came, and an end that is cut off is allowed.
          if (all.length === 0 && options && options.finishFlush !== undefined) {
            done();
            return;
          }
          let result;
          try {
            result = run(name, all, options);
          } catch (error) {
            done(error);
            return;
          }
          done(null, result);
        },
      });
      const chunks = [];
      self.bytesWritten = 0;
      self.flush = (_kind, done) => {
        const finish = typeof _kind === 'function' ? _kind : done;
        if (typeof finish === 'function') process.nextTick(finish);
      };
      self.close = (done) => {
        if (typeof done === 'function') self.once('close', done);
        self.destroy();
      };
      Object.setPrototypeOf(self, Stream.prototype);
      return self;
    }
    Object.setPrototypeOf(Stream.prototype, Transform.prototype);
    return Stream;
  }
  const NAMES = [
    'Deflate',
    'Inflate',
    'Gzip',
    'Gunzip',
    'DeflateRaw',
    'InflateRaw',
    'Unzip',
    'BrotliCompress',
    'BrotliDecompress',
  ];
  for (const className of NAMES) {
    const name = className.charAt(0).toLowerCase() + className.slice(1);
    const Stream = streamOf(name);
    out[className] = Stream;
    out['create' + className] = (options) => new Stream(options);
    out[name + 'Sync'] = (input, options) => run(name, input, options);
    out[name] = (input, options, done) => {
      const finish = typeof options === 'function' ? options : done;
      setTimeout(() => {
        let result;
        try {
          result = run(name, input, typeof options === 'function' ? {} : options);
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
