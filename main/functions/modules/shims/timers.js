module.exports = function () {
  'use strict';
  return {
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    setImmediate,
    clearImmediate,
  };
};
module.exports.shim = true;
