// Flags that packages read while they load; files and signals themselves are not there.
module.exports = function (_host, _parts, require) {
  'use strict';
  return Object.assign({ O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2 }, require('crypto').constants);
};
module.exports.shim = true;
