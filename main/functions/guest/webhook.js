// The arguments of a webhook's function: payload by kind of service, and response.
(function (host, parts) {
  'use strict';
  const { binaryOf, bytesOf, kindOf } = parts.bson;
  const { encode } = parts.ejson;
  const { parse } = JSON;
  const { isArray } = Array;
  const { isInteger } = Number;
  const StringOf = String;
  const call = Function.prototype.call;
  const uncurry = (method) => call.bind(method);
  const lower = uncurry(String.prototype.toLowerCase);
  const test = uncurry(RegExp.prototype.test);
  const replace = uncurry(String.prototype.replace);
  const has = uncurry(Object.prototype.hasOwnProperty);
  const ownKeys = Object.keys;
  const define = (object, key, value) =>
    Object_defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  const Object_defineProperty = Object.defineProperty;
  const ProxyOf = Proxy;
  const TypeErr = TypeError;

  /** Headers by their canonical name; any other case finds them too, but is not listed. */
  function headersOf(headers) {
    const names = { __proto__: null };
    for (const name of ownKeys(headers)) names[lower(name)] = name;
    return new ProxyOf(headers, {
      get(target, key) {
        if (typeof key !== 'string' || has(target, key)) return target[key];
        const known = names[lower(key)];
        return known === undefined ? target[key] : target[known];
      },
    });
  }
  function firstOf(pairs) {
    const out = {};
    for (const [name, value] of pairs) if (!has(out, name)) define(out, name, value);
    return out;
  }
  function decodeField(text) {
    return host.compute('formDecode', text);
  }
  function formOf(text) {
    const out = {};
    for (const piece of text.split('&')) {
      if (piece === '') continue;
      const at = piece.indexOf('=');
      const name = decodeField(at < 0 ? piece : piece.slice(0, at));
      if (!has(out, name)) define(out, name, at < 0 ? '' : decodeField(piece.slice(at + 1)));
    }
    return out;
  }
  const contentType = (headers) => {
    const values = headersOf(headers)['Content-Type'];
    return lower(StringOf(isArray(values) ? values[0] : ''));
  };
  const FORM = /^\s*application\/x-www-form-urlencoded/;

  function github({ headers, body }) {
    try {
      const text = body === null ? '' : host.compute('toUtf8', body);
      const json = test(FORM, contentType(headers)) ? formOf(text).payload : text;
      const event = parse(json);
      if (typeof event === 'object' && event !== null) return event;
    } catch {
      // Said below.
    }
    host.log('warn', 'The body is no GitHub event: the payload is an empty object.');
    return {};
  }
  function twilio({ body, query, method }) {
    if (method === 'GET') return firstOf(query);
    if (body !== null) return formOf(host.compute('toUtf8', body));
    host.log('warn', 'The request has no form: the payload is an empty object.');
    return {};
  }
  function payload(request) {
    if (request.serviceType === 'github') return github(request);
    if (request.serviceType === 'twilio') return twilio(request);
    const out = { query: firstOf(request.query), headers: headersOf(request.headers) };
    if (request.body !== null) out.body = binaryOf(request.body, 0);
    return out;
  }

  const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
  const BAD_VALUE = /[\r\n\0]/;
  const DROPPED = /^(content-length|transfer-encoding|connection)$/;
  const capital = (text) =>
    replace(text, /(^|-)([a-z])/g, (_all, dash, letter) => dash + letter.toUpperCase());

  function bodyOf(value) {
    if (value === undefined || value === null) return '';
    if (typeof value === 'string' || kindOf(value) === 'Binary') return value;
    if (kindOf(value) === 'ObjectId') return value.id;
    return typeof value === 'object' ? encode(value) : StringOf(value);
  }

  function createResponse() {
    let touched = false;
    let status = 200;
    let body = null;
    const headers = [];
    const drop = (name) => {
      for (let i = headers.length - 1; i >= 0; i -= 1) {
        if (lower(headers[i][0]) === lower(name)) headers.splice(i, 1);
      }
    };
    const add = (name, value) => {
      const key = StringOf(name);
      if (!test(NAME, key)) throw new TypeErr(`"${key}" is not a header name`);
      const values = isArray(value) ? value : [value];
      for (const one of values) {
        const text = StringOf(one);
        if (test(BAD_VALUE, text)) throw new TypeErr(`the value of ${key} has a line break in it`);
        if (!test(DROPPED, lower(key))) headers[headers.length] = [capital(key), text];
      }
    };
    const response = {
      setStatusCode(code) {
        touched = true;
        if (!isInteger(code) || code < 200 || code > 599) {
          throw new TypeErr(
            `${StringOf(code)} is not a status: it has to be a whole number from 200 to 599`,
          );
        }
        status = code;
      },
      setBody(value) {
        touched = true;
        body = bodyOf(value);
      },
      setHeader(name, value) {
        touched = true;
        drop(StringOf(name));
        add(name, value);
      },
      addHeader(name, value) {
        touched = true;
        add(name, value);
      },
    };
    return {
      response,
      taken: () =>
        touched
          ? {
              status,
              headers,
              bodyBase64: body === null ? null : host.compute('toBase64', bytesOf(body)),
            }
          : null,
    };
  }
  return { payload, createResponse, headersOf };
});
