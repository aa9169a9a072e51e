module.exports = function () {
  'use strict';
  return { isatty: () => false };
};
module.exports.shim = true;
