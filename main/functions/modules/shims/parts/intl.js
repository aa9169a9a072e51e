// Intl, which QuickJS lacks: the host has it with all its languages. Nothing of the host's own
// settings shows: the language is en-US and the time zone UTC unless a function names others.
module.exports = function (host) {
  'use strict';
  const ask = (kind, locales, options, method, args) =>
    JSON.parse(
      host.compute(
        'intl',
        kind,
        JSON.stringify(localesOf(locales)),
        JSON.stringify(options || {}),
        method,
        JSON.stringify(args),
      ),
    );
  const localesOf = (locales) =>
    locales === undefined ? [] : [].concat(locales).map((locale) => String(locale));
  /** Dates as milliseconds, texts and numbers as they are; big integers as texts. */
  const plain = (value) => {
    if (value instanceof Date) return value.getTime();
    return typeof value === 'bigint' ? String(value) : value;
  };

  /** @param kinds of methods: those that are handed on by themselves are bound, as the standard says. */
  function make(kind, methods, arrange = (args) => args) {
    class Made {
      constructor(locales, options) {
        const settled = ask(kind, locales, options, 'resolvedOptions', []);
        Object.defineProperty(this, 'resolvedOptions', { value: () => ({ ...settled }) });
        for (const method of methods) {
          const value = (...args) => ask(kind, locales, options, method, arrange(args.map(plain)));
          Object.defineProperty(this, method, { value });
        }
      }
      static supportedLocalesOf(locales) {
        return ask(kind, locales, {}, 'supportedLocalesOf', []);
      }
      get [Symbol.toStringTag]() {
        return 'Intl.' + kind;
      }
    }
    for (const method of methods) Object.defineProperty(Made.prototype, method, { value() {} });
    // Callable without `new`, where the standard has it so.
    const Callable = function (locales, options) {
      return Reflect.construct(Made, [locales, options], new.target || Callable);
    };
    Callable.prototype = Made.prototype;
    Object.setPrototypeOf(Callable, Made);
    Object.defineProperty(Callable, 'name', { value: kind });
    Made.prototype.constructor = Callable;
    return Callable;
  }
  const now = (args) => [args[0] === undefined ? Date.now() : args[0], ...args.slice(1)];

  class Locale {
    constructor(tag, options) {
      Object.assign(this, ask('Locale', String(tag), options, 'fields', []));
    }
    toString() {
      return this.tag;
    }
    maximize() {
      return new Locale(ask('Locale', this.tag, {}, 'maximize', []));
    }
    minimize() {
      return new Locale(ask('Locale', this.tag, {}, 'minimize', []));
    }
    getWeekInfo() {
      return ask('Locale', this.tag, {}, 'getWeekInfo', []);
    }
    get [Symbol.toStringTag]() {
      return 'Intl.Locale';
    }
  }
  return {
    DateTimeFormat: make(
      'DateTimeFormat',
      ['format', 'formatToParts', 'formatRange', 'formatRangeToParts'],
      now,
    ),
    NumberFormat: make('NumberFormat', ['format', 'formatToParts']),
    PluralRules: make('PluralRules', ['select']),
    RelativeTimeFormat: make('RelativeTimeFormat', ['format', 'formatToParts']),
    ListFormat: make('ListFormat', ['format', 'formatToParts'], ([list]) => [Array.from(list)]),
    Collator: make('Collator', ['compare']),
    DisplayNames: make('DisplayNames', ['of']),
    Locale,
    getCanonicalLocales: (locales) => ask('Locale', locales, {}, 'getCanonicalLocales', []),
    supportedValuesOf: (key) => ask('Locale', [], {}, 'supportedValuesOf', [String(key)]),
  };
};
module.exports.shim = true;
