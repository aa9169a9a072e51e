// A module of Node that functions cannot have. Packages name such modules for what they may never
// do, so loading one works; whatever is used of it says what is missing. What stands behind a name
// can be looked at, passed on and extended, as `class Connection extends net.Socket` does.
module.exports = function () {
  'use strict';
  /** @param {string} name as it is written: `fs.promises.readFile`. */
  function absent(name, hint) {
    const refuse = () => {
      const error = new Error(name + ' is not available to functions' + (hint ? '; ' + hint : ''));
      error.code = 'ERR_NOT_AVAILABLE';
      throw error;
    };
    // Neither a class nor an arrow: it has to be callable, and good for `new` and `extends`.
    const target = function () {
      refuse();
    };
    const known = new Map();
    const self = new Proxy(target, {
      apply: refuse,
      construct: refuse,
      get(_target, key) {
        if (key === 'prototype') return target.prototype;
        // Compiled imports copy the names of a module, and there are none: this keeps them from it.
        if (key === '__esModule') return true;
        if (key === 'default') return self;
        // What the language itself or a promise asks of any object.
        if (typeof key !== 'string' || /^(?:then|toJSON|name|length)$/.test(key)) return undefined;
        if (key === 'call' || key === 'apply' || key === 'bind' || key === 'toString') {
          return Function.prototype[key];
        }
        if (!known.has(key)) known.set(key, absent(name + '.' + key, hint));
        return known.get(key);
      },
      set(_target, key, value) {
        known.set(key, value);
        return true;
      },
    });
    return self;
  }
  return absent;
};
module.exports.shim = true;
