// The arguments of a webhook's function: payload by kind of service, and response. The source's top
// level ran before this does, so nothing here trusts a global or a prototype.
(function (/** @type {Host} */ host, /** @type {GuestParts} */ parts) {
  'use strict';
  const { binaryOf, bytesOf, kindOf } = parts.bson;
  const { encode } = parts.ejson;
  const { parse } = JSON;
  const { isArray } = Array;
  const { isInteger } = Number;
  const { keys, defineProperty, setPrototypeOf } = Object;
  const StringOf = String;
  const ProxyOf = Proxy;
  const TypeErr = TypeError;
  const uncurry = (method) => Function.prototype.call.bind(method);
  const lower = uncurry(String.prototype.toLowerCase);
  const upper = uncurry(String.prototype.toUpperCase);
  const indexOf = uncurry(String.prototype.indexOf);
  const slice = uncurry(String.prototype.slice);
  const has = uncurry(Object.prototype.hasOwnProperty);
  // Not test(): that one looks exec up on the prototype.
  const exec = uncurry(RegExp.prototype.exec);
  const matches = (pattern, text) => exec(pattern, text) !== null;
  function define(object, key, value) {
    /** @type {any} */
    const open = { __proto__: null, writable: true, enumerable: true, configurable: true };
    open.value = value;
    defineProperty(object, key, open);
  }

  /** Headers by their canonical name; any other case finds them too, but is not listed. */
  function headersOf(headers) {
    const names = { __proto__: null };
    const listed = keys(headers);
    for (let i = 0; i < listed.length; i += 1) names[lower(listed[i])] = listed[i];
    const actual = (target, key) => {
      if (typeof key !== 'string' || has(target, key)) return key;
      const known = names[lower(key)];
      return known === undefined ? key : known;
    };
    /** @type {any} */
    const handler = {
      __proto__: null,
      get: (target, key) => target[actual(target, key)],
      has: (target, key) => actual(target, key) in target,
    };
    return new ProxyOf(headers, handler);
  }
  /** Pairs as an object: the first of a name counts. */
  function firstOf(pairs) {
    const out = {};
    for (let i = 0; i < pairs.length; i += 1) {
      const pair = pairs[i];
      if (!has(out, pair[0])) define(out, pair[0], pair[1]);
    }
    return out;
  }
  const decodeField = (text) => host.compute('formDecode', text);
  function formOf(text) {
    const out = {};
    let from = 0;
    while (from < text.length) {
      let end = indexOf(text, '&', from);
      if (end < 0) end = text.length;
      const piece = slice(text, from, end);
      from = end + 1;
      if (piece === '') continue;
      const at = indexOf(piece, '=');
      const name = decodeField(at < 0 ? piece : slice(piece, 0, at));
      const value = at < 0 ? '' : decodeField(slice(piece, at + 1));
      if (!has(out, name)) define(out, name, value);
    }
    return out;
  }
  function contentType(headers) {
    const values = headersOf(headers)['Content-Type'];
    return isArray(values) && values.length > 0 ? lower(StringOf(values[0])) : '';
  }
  const FORM = /^\s*application\/x-www-form-urlencoded/;

  function empty(kind) {
    host.log('warn', `The body is no ${kind}: the payload is an empty object.`);
    return {};
  }
  function github({ headers, body }) {
    try {
      const text = body === null ? '' : host.compute('toUtf8', body);
      const json = matches(FORM, contentType(headers)) ? formOf(text).payload : text;
      const event = parse(json);
      if (typeof event === 'object' && event !== null) return event;
    } catch {
      // Said below.
    }
    return empty('event of GitHub');
  }
  function twilio({ headers, body, query, method }) {
    if (method === 'GET') return firstOf(query);
    const type = contentType(headers);
    if (body === null || (type !== '' && !matches(FORM, type))) return empty('form');
    const form = formOf(host.compute('toUtf8', body));
    return keys(form).length === 0 ? empty('form') : form;
  }
  function payload(request) {
    if (request.serviceType === 'github') return github(request);
    if (request.serviceType === 'twilio') return twilio(request);
    const { query, headers, body } = request;
    const out = { query: firstOf(query), headers: headersOf(headers) };
    if (body !== null) define(out, 'body', binaryOf(body, 0));
    return out;
  }

  const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
  const BREAKS = /[\r\n\0]/;
  // What else the wire does not carry.
  const UNFIT = /[^\t\x20-\x7e\x80-\xff]/;
  const DROPPED = {
    __proto__: null,
    'content-length': true,
    'transfer-encoding': true,
    connection: true,
  };
  function canonical(name) {
    let out = '';
    let start = true;
    for (let i = 0; i < name.length; i += 1) {
      out += start ? upper(name[i]) : lower(name[i]);
      start = name[i] === '-';
    }
    return out;
  }
  function bodyOf(value) {
    if (value === undefined || value === null) return '';
    const kind = kindOf(value);
    if (kind === 'Binary' || kind === 'UUID') return value;
    if (kind === 'ObjectId') return value.id;
    return typeof value === 'object' ? encode(value) : StringOf(value);
  }
  function statusOf(code) {
    if (isInteger(code) && code >= 200 && code <= 599) return code;
    throw new TypeErr(
      `${StringOf(code)} is not a status: it has to be a whole number from 200 to 599`,
    );
  }
  function headerName(name) {
    const text = StringOf(name);
    if (matches(NAME, text)) return text;
    throw new TypeErr(`"${text}" is not a header name`);
  }
  function headerValue(name, value) {
    const text = StringOf(value);
    if (matches(BREAKS, text)) throw new TypeErr(`the value of ${name} has a line break in it`);
    if (matches(UNFIT, text)) {
      throw new TypeErr(`the value of ${name} has a character that a header cannot carry`);
    }
    return text;
  }

  // A reply is written as JSON next: a toJSON that it inherits would answer for it.
  const bare = (value) => setPrototypeOf(value, null);

  function createResponse() {
    let touched = false;
    let status = 200;
    let body = null;
    /** @type {[string, string][]} */
    let headers = [];
    function add(given, value) {
      const name = canonical(headerName(given));
      const values = isArray(value) ? value : [value];
      for (let i = 0; i < values.length; i += 1) {
        const text = headerValue(name, values[i]);
        if (DROPPED[lower(name)] === undefined) define(headers, headers.length, [name, text]);
      }
    }
    function drop(given) {
      const name = canonical(headerName(given));
      const kept = [];
      for (let i = 0; i < headers.length; i += 1) {
        if (headers[i][0] !== name) define(kept, kept.length, headers[i]);
      }
      headers = kept;
    }
    const response = {
      setStatusCode(code) {
        touched = true;
        status = statusOf(code);
      },
      setBody(value) {
        touched = true;
        body = bodyOf(value);
      },
      setHeader(name, value) {
        touched = true;
        drop(name);
        add(name, value);
      },
      addHeader(name, value) {
        touched = true;
        add(name, value);
      },
    };
    function taken() {
      if (!touched) return null;
      const bodyBase64 = body === null ? null : host.compute('toBase64', bytesOf(body));
      for (let i = 0; i < headers.length; i += 1) bare(headers[i]);
      return bare({ status, headers: bare(headers), bodyBase64 });
    }
    return { response, taken };
  }
  return { payload, createResponse, headersOf };
});
