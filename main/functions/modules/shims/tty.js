module.exports = function (_host, _parts, require) {
  'use strict';
  const absent = require('./parts/absent');
  return {
    isatty: () => false,
    ReadStream: absent('tty.ReadStream'),
    WriteStream: absent('tty.WriteStream'),
  };
};
module.exports.shim = true;
