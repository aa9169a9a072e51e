// console: arguments joined by one blank; texts, numbers and ids as they read, the rest as EJSON.
(function (/** @type {Host} */ host, /** @type {GuestParts} */ parts) {
  'use strict';
  const { encode } = parts.ejson;
  const { kindOf } = parts.bson;
  const StringOf = String;
  const ErrorOf = Error;
  const isError = (value) => call(hasInstance, ErrorOf, value) && typeof value.message === 'string';
  const hasInstance = Function.prototype[Symbol.hasInstance];
  const call = Function.prototype.call.bind(Function.prototype.call);

  function show(value) {
    switch (typeof value) {
      case 'string':
        return value;
      case 'function':
        return '[function ' + (value.name || 'anonymous') + ']';
      case 'object':
        if (value === null) return 'null';
        if (isError(value)) return showError(value);
        return kindOf(value) === 'ObjectId' ? value.id : encode(value);
      default:
        return StringOf(value);
    }
  }
  function showError(error) {
    const head = StringOf(error.name) + ': ' + error.message;
    return typeof error.stack === 'string' ? head + host.lookup('stack', error.stack) : head;
  }
  function whyNot(error) {
    try {
      if (typeof error.message === 'string') return '[' + error.message + ']';
    } catch {
      // Somebody threw something that throws.
    }
    return '[a value that cannot be shown]';
  }
  /** What is printed never stops a function: getters and Proxies may throw. */
  function shown(value) {
    try {
      return show(value);
    } catch (error) {
      return whyNot(error);
    }
  }

  const printer =
    (level) =>
    (...args) => {
      let text = '';
      for (let i = 0; i < args.length; i += 1) text += (i > 0 ? ' ' : '') + shown(args[i]);
      host.log(level, text, new ErrorOf().stack);
    };
  return {
    log: printer('log'),
    info: printer('info'),
    debug: printer('debug'),
    warn: printer('warn'),
    error: printer('error'),
  };
});
