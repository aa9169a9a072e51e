// The `url` package for what is old, and the URL of the web through the host's own: `whatwg-url`
// needs 60 ms of each run for its tables (NOTES.md has the figures).
module.exports = function (host, _parts, require) {
  'use strict';
  const legacy = require('url/');
  const inspect = Symbol.for('nodejs.util.inspect.custom');
  const fault = (Kind, code, message) => Object.assign(new Kind(message), { code });
  /** Lone surrogates become U+FFFD, as in every text of a URL. */
  const textOf = (value) => String(value).replace(/\p{Surrogate}/gu, '\ufffd');

  const decode = (text) => host.compute('formDecode', text);
  const encode = (text) =>
    encodeURIComponent(textOf(text))
      .replace(/%20/g, '+')
      .replace(/[!'()~]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
  function parsePairs(text) {
    const pieces = text.split('&').filter((piece) => piece !== '');
    return pieces.map((piece) => {
      const at = piece.indexOf('=');
      return at < 0
        ? [decode(piece), '']
        : [decode(piece.slice(0, at)), decode(piece.slice(at + 1))];
    });
  }
  function pairsOf(init) {
    if (init === undefined || init === null) return [];
    if (typeof init !== 'object' && typeof init !== 'function') {
      return parsePairs(textOf(init).replace(/^\?/, ''));
    }
    if (typeof init[Symbol.iterator] !== 'function') {
      return Reflect.ownKeys(init)
        .filter((name) => Object.prototype.propertyIsEnumerable.call(init, name))
        .map((name) => [textOf(name), textOf(init[name])]);
    }
    return Array.from(init, (pair) => {
      const two = Array.from(pair);
      if (two.length === 2) return two.map(textOf);
      throw fault(
        TypeError,
        'ERR_INVALID_TUPLE',
        'Each query pair must be an iterable [name, value] tuple',
      );
    });
  }

  class URLSearchParams {
    #pairs;
    #changed = () => {};
    constructor(init) {
      this.#pairs = pairsOf(init);
    }
    /** The query of a URL, which follows every change. */
    static bind(params, changed) {
      params.#changed = () => changed(params.toString());
      return (text) => {
        params.#pairs = parsePairs(text);
      };
    }
    get size() {
      return this.#pairs.length;
    }
    append(name, value) {
      this.#pairs.push([textOf(name), textOf(value)]);
      this.#changed();
    }
    delete(name, value) {
      const rest = ([one, two]) =>
        one !== textOf(name) || (value !== undefined && two !== textOf(value));
      this.#pairs = this.#pairs.filter(rest);
      this.#changed();
    }
    get(name) {
      const found = this.#pairs.find(([one]) => one === textOf(name));
      return found === undefined ? null : found[1];
    }
    getAll(name) {
      return this.#pairs.filter(([one]) => one === textOf(name)).map(([, value]) => value);
    }
    has(name, value) {
      return this.#pairs.some(
        ([one, two]) => one === textOf(name) && (value === undefined || two === textOf(value)),
      );
    }
    set(name, value) {
      const found = this.#pairs.find(([one]) => one === textOf(name));
      if (found === undefined) this.#pairs.push([textOf(name), textOf(value)]);
      else {
        found[1] = textOf(value);
        this.#pairs = this.#pairs.filter((pair) => pair === found || pair[0] !== textOf(name));
      }
      this.#changed();
    }
    sort() {
      this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this.#changed();
    }
    forEach(visit, self) {
      for (const [name, value] of this) visit.call(self, value, name, this);
    }
    *entries() {
      // Walked by index: what is changed meanwhile counts.
      for (let at = 0; at < this.#pairs.length; at += 1) yield [...this.#pairs[at]];
    }
    *keys() {
      for (const [name] of this.entries()) yield name;
    }
    *values() {
      for (const [, value] of this.entries()) yield value;
    }
    [Symbol.iterator]() {
      return this.entries();
    }
    toString() {
      return this.#pairs.map(([name, value]) => encode(name) + '=' + encode(value)).join('&');
    }
    get [Symbol.toStringTag]() {
      return 'URLSearchParams';
    }
    [inspect]() {
      return 'URLSearchParams { ' + this.toString() + ' }';
    }
  }
  const { bind } = URLSearchParams;
  delete URLSearchParams.bind;

  const read = (input, base) =>
    host.compute('readUrl', textOf(input), base === undefined ? null : textOf(base));

  class URL {
    #parts;
    #query;
    #renew;
    constructor(input, base) {
      if (arguments.length === 0) {
        throw fault(TypeError, 'ERR_MISSING_ARGS', 'The "url" argument must be specified');
      }
      const found = read(input, base);
      if (found === null) {
        const error = fault(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
        throw Object.assign(error, { input: String(input) });
      }
      this.#parts = JSON.parse(found);
    }
    static canParse(input, base) {
      return read(input, base) !== null;
    }
    static parse(input, base) {
      return URL.canParse(input, base) ? new URL(input, base) : null;
    }
    static createObjectURL() {
      throw fault(Error, 'ERR_NOT_AVAILABLE', 'URL.createObjectURL is not available to functions');
    }
    static of(url) {
      return url.#parts;
    }
    static change(url, part, value) {
      const changed = host.compute('changeUrl', url.#parts.href, part, textOf(value));
      if (changed === null) throw fault(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
      url.#parts = JSON.parse(changed);
      if (url.#renew !== undefined) url.#renew(url.#parts.search.slice(1));
    }
    get searchParams() {
      if (this.#query === undefined) {
        this.#query = new URLSearchParams(this.#parts.search);
        this.#renew = bind(this.#query, (text) => {
          const changed = host.compute('changeUrl', this.#parts.href, 'search', text);
          this.#parts = JSON.parse(changed);
        });
      }
      return this.#query;
    }
    toString() {
      return this.#parts.href;
    }
    toJSON() {
      return this.#parts.href;
    }
    get [Symbol.toStringTag]() {
      return 'URL';
    }
    [inspect]() {
      return 'URL ' + this.#parts.href;
    }
  }
  const { of, change } = URL;
  delete URL.of;
  delete URL.change;
  const PARTS = 'href protocol username password host hostname port pathname search hash'.split(
    ' ',
  );
  for (const part of [...PARTS, 'origin']) {
    Object.defineProperty(URL.prototype, part, {
      enumerable: true,
      configurable: true,
      get() {
        return of(this)[part];
      },
      set:
        part === 'origin'
          ? undefined
          : function (value) {
              change(this, part, value);
            },
    });
  }

  function fileURLToPath(given) {
    const url = typeof given === 'string' ? new URL(given) : given;
    if (url.protocol !== 'file:') {
      throw fault(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
    }
    return decodeURIComponent(url.pathname);
  }
  function urlToHttpOptions(url) {
    const { protocol, hostname, hash, search, pathname, href, port, username, password } = url;
    const options = {
      protocol,
      hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
      hash,
      search,
      pathname,
      path: pathname + search,
      href,
    };
    if (port !== '') options.port = Number(port);
    if (username || password) {
      options.auth = decodeURIComponent(username) + ':' + decodeURIComponent(password);
    }
    return options;
  }
  const domain = (name) => {
    const found = read('http://' + name + '/');
    return found === null ? '' : JSON.parse(found).hostname;
  };
  return Object.assign({}, legacy, {
    URL,
    URLSearchParams,
    fileURLToPath,
    pathToFileURL: (path) =>
      new URL('file://' + encodeURI(path).replace(/[?#]/g, encodeURIComponent)),
    urlToHttpOptions,
    domainToASCII: domain,
    domainToUnicode: (name) => require('punycode').toUnicode(domain(name)),
    format(value, options) {
      if (!(value instanceof URL)) return legacy.format(value);
      const { fragment = true, search = true, auth = true } = options || {};
      const shown = new URL(value.href);
      if (!fragment) shown.hash = '';
      if (!search) shown.search = '';
      if (!auth) shown.username = shown.password = '';
      return shown.href;
    },
  });
};
module.exports.shim = true;
