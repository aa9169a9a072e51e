module.exports = function () {
  'use strict';
  const escape = (text) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase(),
    );
  const unescape = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const scalar = (value) =>
    typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint'
      ? String(value)
      : typeof value === 'number' && Number.isFinite(value)
        ? String(value)
        : '';
  const stringify = (object, separator = '&', equals = '=') => {
    if (typeof object !== 'object' || object === null) return '';
    const pieces = [];
    for (const name of Object.keys(object)) {
      const values = Array.isArray(object[name]) ? object[name] : [object[name]];
      for (const value of values) pieces.push(escape(name) + equals + escape(scalar(value)));
    }
    return pieces.join(separator);
  };
  const parse = (text, separator = '&', equals = '=', options = {}) => {
    const out = Object.create(null);
    if (typeof text !== 'string' || text === '') return out;
    const max = options.maxKeys === undefined ? 1000 : options.maxKeys;
    const pieces = text.split(separator);
    for (const piece of max > 0 ? pieces.slice(0, max) : pieces) {
      const spaced = piece.replace(/\+/g, ' ');
      const at = spaced.indexOf(equals);
      const name = unescape(at < 0 ? spaced : spaced.slice(0, at));
      const value = at < 0 ? '' : unescape(spaced.slice(at + equals.length));
      if (out[name] === undefined) out[name] = value;
      else if (Array.isArray(out[name])) out[name].push(value);
      else out[name] = [out[name], value];
    }
    return out;
  };
  return { escape, unescape, stringify, parse, encode: stringify, decode: parse };
};
module.exports.shim = true;
