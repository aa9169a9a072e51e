// EJSON: canonical text of results and arguments, and values out of it. Numbers read from a
// collection remember their stored type per object and key, and get it back if nobody changed them.
(function (/** @type {Host} */ host, /** @type {GuestParts} */ parts) {
  'use strict';
  const { BSON, kindOf, binaryOf, bytesOf, isBytes, long } = parts.bson;
  const { isArray } = Array;
  const { isInteger, isSafeInteger } = Number;
  const { is, keys, create, getPrototypeOf, getOwnPropertyDescriptor, defineProperty } = Object;
  const { parse, stringify } = JSON;
  const StringOf = String;
  const NumberOf = Number;
  const BigIntOf = BigInt;
  const DateOf = Date;
  const TypeErr = TypeError;
  const parseWhole = parseInt;
  const objectProto = Object.prototype;
  const regexProto = RegExp.prototype;
  const call = Function.prototype.call;
  const uncurry = (method) => call.bind(method);
  const getTime = uncurry(Date.prototype.getTime);
  const toISO = uncurry(Date.prototype.toISOString);
  const entriesOf = uncurry(Map.prototype.entries);
  const nextOf = uncurry(new Map().entries().next);
  const numberText = uncurry(Number.prototype.toString);
  const fixed = uncurry(Number.prototype.toFixed);
  const recallIn = uncurry(WeakMap.prototype.get);
  const rememberIn = uncurry(WeakMap.prototype.set);
  const sourceOf = uncurry(getOwnPropertyDescriptor(regexProto, 'source')?.get);
  const flagsOf = uncurry(getOwnPropertyDescriptor(regexProto, 'flags')?.get);
  const execIn = uncurry(RegExp.prototype.exec);
  const cut = uncurry(String.prototype.slice);
  const LONG_DIGITS = /\d{16}/;
  const TOKENS = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[,[{]|-?\d[\d.eE+-]*/g;
  const WHOLE = /^-?\d{16,}$/;
  const NUMBER_KEY = /^"\$number(?:Long|Int|Double|Decimal)"$/;
  const MAX_DEPTH = 200;
  const INT64 = 2 ** 63;

  const q = (text) => stringify(StringOf(text));
  const wrap = (key, json) => '{"' + key + '":' + json + '}';

  /** Whether a built-in's own method takes the value: no property of it can pretend that. */
  const takes = (method) => (value) => {
    try {
      method(value);
      return true;
    } catch {
      return false;
    }
  };
  const isDate = takes(getTime);
  const isMap = takes(entriesOf);
  const readsAsRegExp = takes(sourceOf);
  const isRegExp = (value) => value !== regexProto && readsAsRegExp(value);

  function doubleText(number) {
    if (is(number, -0)) return '-0.0';
    return isInteger(number) ? fixed(number, 1) : StringOf(number);
  }
  const double = (number) => wrap('$numberDouble', q(doubleText(number)));
  function wholeNumber(big) {
    if (big >= 2n ** 63n || big < -(2n ** 63n)) {
      throw new TypeErr(StringOf(big) + ' is no 64-bit number');
    }
    return wrap('$numberLong', q(big));
  }
  function hexByte(number) {
    const text = numberText(number & 0xff, 16);
    return text.length < 2 ? '0' + text : text;
  }
  const regex = (pattern, options) =>
    wrap('$regularExpression', '{"pattern":' + q(pattern) + ',"options":' + q(options) + '}');
  const binary = (buffer, subType) =>
    wrap(
      '$binary',
      '{"base64":' + q(host.compute('toBase64', buffer)) + ',"subType":"' + hexByte(subType) + '"}',
    );
  function canonicalBson(value, kind) {
    switch (kind) {
      case 'ObjectId':
        return wrap('$oid', q(value.id));
      case 'UUID':
      case 'Binary':
        return binary(value.buffer, NumberOf(value.sub_type));
      case 'Int32':
        return wrap('$numberInt', q(value.value));
      case 'Double':
        return double(NumberOf(value.value));
      case 'Long':
        return wrap('$numberLong', q(value.big));
      case 'Decimal128':
        return wrap('$numberDecimal', q(value.text));
      case 'BSONRegExp':
        return regex(value.pattern, value.options);
      case 'Timestamp':
        return wrap('$timestamp', '{"t":' + (value.t >>> 0) + ',"i":' + (value.i >>> 0) + '}');
      default:
        return kind === 'MinKey' ? '{"$minKey":1}' : '{"$maxKey":1}';
    }
  }
  /** How values are written that are neither text, boolean, list nor object. */
  const CANONICAL = {
    number(number, stored) {
      if (stored === 'int32') return wrap('$numberInt', q(number));
      if (stored === 'double' || !isInteger(number) || is(number, -0)) return double(number);
      return number >= -INT64 && number < INT64 ? wholeNumber(BigIntOf(number)) : double(number);
    },
    big: wholeNumber,
    bson: canonicalBson,
    date: (time) => wrap('$date', wrap('$numberLong', q(time))),
    bytes: (buffer) => binary(buffer, 0),
    regex: (value) => regex(sourceOf(value), BSON.BSONRegExp('', flagsOf(value)).options),
  };
  /** As an HTTPS endpoint answers in JSON. */
  const PLAIN = {
    number: (number) => stringify(number),
    big: (big) => StringOf(big),
    bson(value, kind) {
      if (kind === 'Long') return StringOf(value.big);
      if (kind === 'Int32' || kind === 'Double') return stringify(NumberOf(value.value));
      if (kind === 'ObjectId') return q(value.id);
      if (kind === 'Decimal128') return q(value.text);
      if (kind === 'Binary') return q(host.compute('toBase64', value.buffer));
      return kind === 'UUID' ? q(value) : canonicalBson(value, kind);
    },
    date: (time) => q(toISO(new DateOf(time))),
    bytes: (buffer) => q(host.compute('toBase64', buffer)),
    regex: (value) => q('/' + sourceOf(value) + '/' + flagsOf(value)),
  };

  /** @returns undefined where JSON leaves a field out. `above` leads to the outermost value. */
  function write(value, form, above, stored) {
    switch (typeof value) {
      case 'string':
        return stringify(value);
      case 'number':
        return form.number(value, stored);
      case 'boolean':
        return value ? 'true' : 'false';
      case 'bigint':
        return form.big(value);
      case 'object':
        return value === null ? 'null' : writeObject(value, form, above);
      default:
        return undefined;
    }
  }
  function writeObject(value, form, above) {
    const kind = kindOf(value);
    if (kind !== '') return form.bson(value, kind);
    const here = { value, above, depth: above === null ? 1 : above.depth + 1 };
    if (here.depth > MAX_DEPTH) throw new TypeErr('the value is nested more than 200 deep');
    for (let up = above; up !== null; up = up.above) {
      if (up.value === value) throw new TypeErr('Converting circular structure to EJSON');
    }
    if (isArray(value)) return writeArray(value, form, here);
    // Plain objects are nearly all there are: the checks below cost an exception each.
    const proto = getPrototypeOf(value);
    return proto === objectProto || proto === null
      ? writeFields(value, form, here)
      : writeBuiltIn(value, form, here);
  }
  function writeBuiltIn(value, form, here) {
    if (isDate(value)) {
      const time = getTime(value);
      return time === time ? form.date(time) : 'null';
    }
    if (isRegExp(value)) return form.regex(value);
    if (isBytes(value)) return form.bytes(bytesOf(value));
    return isMap(value) ? writeMap(value, form, here) : writeFields(value, form, here);
  }
  function writeArray(list, form, here) {
    let out = '';
    for (let i = 0; i < list.length; i += 1) {
      const item = list[i];
      const text = write(item, form, here, storedAs(list, i, item));
      out += (i > 0 ? ',' : '') + (text === undefined ? 'null' : text);
    }
    return '[' + out + ']';
  }
  function writeFields(object, form, here) {
    const names = keys(object);
    let out = '';
    for (let i = 0; i < names.length; i += 1) {
      const name = names[i];
      const field = object[name];
      out = joined(out, name, write(field, form, here, storedAs(object, name, field)));
    }
    return '{' + out + '}';
  }
  function writeMap(map, form, here) {
    const entries = entriesOf(map);
    let out = '';
    for (let step = nextOf(entries); !step.done; step = nextOf(entries)) {
      const entry = step.value;
      out = joined(out, StringOf(entry[0]), write(entry[1], form, here, undefined));
    }
    return '{' + out + '}';
  }
  const joined = (out, name, text) =>
    text === undefined ? out : out + (out === '' ? '' : ',') + stringify(name) + ':' + text;

  // Object to its numbers as they were revived, by key. 64 bits is what whole numbers become anyway.
  const int32s = new WeakMap();
  const doubles = new WeakMap();
  function remember(memory, holder, key, number) {
    let known = recallIn(memory, holder);
    if (known === undefined) {
      known = create(null);
      rememberIn(memory, holder, known);
    }
    known[key] = number;
  }
  function storedAs(holder, key, value) {
    if (typeof value !== 'number') return undefined;
    const ints = recallIn(int32s, holder);
    if (ints !== undefined && is(ints[key], value)) return 'int32';
    const floats = recallIn(doubles, holder);
    return floats !== undefined && is(floats[key], value) ? 'double' : undefined;
  }

  const fieldsOf = (value, name) => {
    if (typeof value === 'object' && value !== null) return value;
    throw new TypeErr(name + ' does not hold what it should');
  };
  function dateOf(value) {
    const inner = typeof value === 'object' && value !== null ? value.$numberLong : value;
    const date = new DateOf(typeof value === 'string' ? value : NumberOf(inner));
    if (getTime(date) === getTime(date)) return date;
    throw new TypeErr('$date does not hold a date');
  }
  function binaryFrom(value, legacy) {
    const whole = typeof value === 'string' ? { base64: value, subType: legacy.$type } : value;
    const fields = fieldsOf(whole, '$binary');
    const buffer = host.compute('fromBase64', fields.base64);
    const subType = parseWhole(fields.subType === undefined ? '0' : fields.subType, 16);
    const made = binaryOf(buffer, subType);
    return subType === 4 && made.length?.() === 16 ? BSON.UUID(made) : made;
  }
  const SPECIAL = {
    __proto__: null,
    $oid: (value) => BSON.ObjectId(StringOf(value)),
    $numberInt: (value) => NumberOf(value),
    $numberDouble: (value) => NumberOf(value),
    $numberLong(value) {
      const number = NumberOf(value);
      return isSafeInteger(number) ? number : long(BigIntOf(value));
    },
    $numberDecimal: (value) => BSON.Decimal128(value),
    $date: dateOf,
    $binary: binaryFrom,
    $uuid: (value) => BSON.UUID(StringOf(value)),
    $regularExpression(value) {
      const { pattern, options } = fieldsOf(value, '$regularExpression');
      return BSON.BSONRegExp(pattern, options);
    },
    $timestamp: (value) => BSON.Timestamp(fieldsOf(value, '$timestamp')),
    $minKey: () => BSON.MinKey(),
    $maxKey: () => BSON.MaxKey(),
    $undefined: () => undefined,
  };
  /** What an object of JSON stands for, where it is a typed value. */
  function specialOf(value, names) {
    const name = names[0];
    const make = name !== undefined && name[0] === '$' ? SPECIAL[name] : undefined;
    if (make === undefined) return undefined;
    if (names.length === 1) return make;
    return name === '$binary' && names.length === 2 && names[1] === '$type' ? make : undefined;
  }

  /** Turns parsed JSON into values, in place. */
  function revive(value, depth) {
    if (typeof value !== 'object' || value === null) return value;
    if (depth > 2 * MAX_DEPTH) throw new TypeErr('the text is nested too deep');
    if (isArray(value)) {
      for (let i = 0; i < value.length; i += 1) reviveField(value, i, depth);
      return value;
    }
    const names = keys(value);
    const make = specialOf(value, names);
    if (make !== undefined) return make(value[names[0]], value);
    for (let i = 0; i < names.length; i += 1) reviveField(value, names[i], depth);
    return value;
  }
  function reviveField(holder, key, depth) {
    const raw = holder[key];
    if (typeof raw !== 'object' || raw === null) return;
    const value = revive(raw, depth + 1);
    if (value === raw) return;
    // Defined, not assigned: a field may be called __proto__.
    /** @type {any} */
    const open = { __proto__: null, writable: true, enumerable: true, configurable: true };
    open.value = value;
    defineProperty(holder, key, open);
    if (typeof value !== 'number') return;
    const type = keys(raw)[0];
    if (type === '$numberInt') remember(int32s, holder, key, value);
    else if (type === '$numberDouble') remember(doubles, holder, key, value);
  }

  const text = (value, form) => {
    const written = write(value, form, null, undefined);
    return written === undefined ? null : written;
  };
  /**
   * Text in which whole numbers beyond 2^53 are written as `$numberLong`: `JSON.parse` would round
   * them. Those beyond 64 bits stay doubles.
   */
  function withLongs(json) {
    if (execIn(LONG_DIGITS, json) === null) return json;
    let out = '';
    let copied = 0;
    let key = '';
    TOKENS.lastIndex = 0;
    for (let found = execIn(TOKENS, json); found !== null; found = execIn(TOKENS, json)) {
      const token = found[0];
      if (token[0] === '"') {
        key = token;
        continue;
      }
      if (token[0] === ',' || token[0] === '[' || token[0] === '{') {
        key = '';
        continue;
      }
      if (execIn(WHOLE, token) === null || isSafeInteger(NumberOf(token))) continue;
      const big = BigIntOf(token);
      if (big >= 2n ** 63n || big < -(2n ** 63n)) continue;
      // The digits of a typed value only need their quotes.
      const isTyped = execIn(NUMBER_KEY, key) !== null;
      out += cut(json, copied, found.index) + (isTyped ? q(token) : wrap('$numberLong', q(token)));
      copied = found.index + token.length;
    }
    return out + cut(json, copied);
  }
  const decode = (json) => revive(parse(json), 0);
  const encode = (value) => text(value, CANONICAL);
  const EJSON = {
    parse: (json) => decode(withLongs(StringOf(json))),
    stringify(value) {
      const written = encode(value);
      return written === null ? undefined : written;
    },
  };
  return { EJSON, encode, decode, toPlain: (value) => text(value, PLAIN) };
});
