// console: arguments joined by one blank; strings as they are, the rest as EJSON.
(function (host, parts) {
  'use strict';
  const { encode } = parts.ejson;
  const StringOf = String;
  function show(value) {
    if (typeof value === 'string') return value;
    if (typeof value === 'function') return '[function ' + (value.name || 'anonymous') + ']';
    if (typeof value === 'symbol' || value === undefined) return StringOf(value);
    if (value instanceof Error) return StringOf(value.stack ? value + '\n' + value.stack : value);
    if (parts.bson.kindOf(value) === 'ObjectId') return value.id;
    if (typeof value === 'number') return StringOf(value);
    try {
      const text = encode(value);
      return text === null ? 'undefined' : text;
    } catch (error) {
      return '[' + error.message + ']';
    }
  }
  const console = {};
  for (const level of ['log', 'info', 'debug', 'warn', 'error']) {
    console[level] = (...args) => {
      let text = '';
      for (let i = 0; i < args.length; i += 1) text += (i > 0 ? ' ' : '') + show(args[i]);
      host.log(level, text);
    };
  }
  return console;
});
