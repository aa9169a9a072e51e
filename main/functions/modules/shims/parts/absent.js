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
    return new Proxy(target, {
      apply: refuse,
      construct: refuse,
      get(_target, key) {
        if (key === 'prototype') return target.prototype;
        // What the language itself, a loader or a promise asks of any object.
        if (typeof key !== 'string' || /^(?:then|toJSON|__esModule|default|name|length)$/.test(key)) {
          return undefined;
        }
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
  }
  return absent;
};
module.exports.shim = true;
