// EJSON: canonical text of results and arguments, and values out of it. Numbers read from a
// collection remember their stored type per object and key, and get it back if nobody changed them.
(function (host, parts) {
  'use strict';
  const { BSON, kindOf, binaryOf, long } = parts.bson;
  const { isArray } = Array;
  const { isInteger, isSafeInteger } = Number;
  const { keys, prototype: objectProto } = Object;
  const { parse, stringify } = JSON;
  const is = Object.is;
  const StringOf = String;
  const NumberOf = Number;
  const BigIntOf = BigInt;
  const DateOf = Date;
  const isView = ArrayBuffer.isView;
  const Buf = ArrayBuffer;
  const call = Function.prototype.call;
  const uncurry = (method) => call.bind(method);
  const getTime = uncurry(Date.prototype.getTime);
  const toISO = uncurry(Date.prototype.toISOString);
  const dateValue = uncurry(Date.prototype.valueOf);
  const entriesOf = uncurry(Map.prototype.entries);
  const has = uncurry(Object.prototype.hasOwnProperty);
  const join = uncurry(Array.prototype.join);
  const defineProperty = Object.defineProperty;
  const WeakMapGet = uncurry(WeakMap.prototype.get);
  const WeakMapSet = uncurry(WeakMap.prototype.set);
  const regexSource = Object.getOwnPropertyDescriptor(RegExp.prototype, 'source').get;
  const sourceOf = uncurry(regexSource);
  const includes = uncurry(String.prototype.includes);
  const remembered = new WeakMap();
  const MAX_DEPTH = 200;

  const wrap = (key, value) => '{"' + key + '":' + value + '}';
  const q = (text) => stringify(StringOf(text));

  function isDate(value) {
    try {
      dateValue(value);
      return true;
    } catch {
      return false;
    }
  }
  function isRegExp(value) {
    try {
      sourceOf(value);
      return value !== RegExp.prototype;
    } catch {
      return false;
    }
  }
  function isMap(value) {
    try {
      entriesOf(value);
      return true;
    } catch {
      return false;
    }
  }

  function numberJson(n, stored) {
    if (stored === 'int32' && isInteger(n)) return wrap('$numberInt', q(n));
    if (stored === 'double') return wrap('$numberDouble', q(doubleText(n)));
    if (isSafeInteger(n) && !is(n, -0)) return wrap('$numberLong', q(n));
    return wrap('$numberDouble', q(doubleText(n)));
  }
  function doubleText(n) {
    if (is(n, -0)) return '-0.0';
    return isInteger(n) && !includes(StringOf(n), 'e') ? StringOf(n) + '.0' : StringOf(n);
  }

  function bsonJson(value, kind) {
    switch (kind) {
      case 'ObjectId':
        return wrap('$oid', q(value.id));
      case 'UUID':
      case 'Binary': {
        const sub = NumberOf(value.sub_type).toString(16);
        const subType = sub.length < 2 ? '0' + sub : sub;
        return wrap(
          '$binary',
          '{"base64":' +
            q(host.compute('toBase64', value.buffer)) +
            ',"subType":' +
            q(subType) +
            '}',
        );
      }
      case 'Int32':
        return wrap('$numberInt', q(value.value));
      case 'Double':
        return wrap('$numberDouble', q(doubleText(value.value)));
      case 'Long':
        return wrap('$numberLong', q(value.big));
      case 'Decimal128':
        return wrap('$numberDecimal', q(value.text));
      case 'BSONRegExp':
        return regexJson(value.pattern, value.options);
      case 'Timestamp':
        return wrap('$timestamp', '{"t":' + value.t + ',"i":' + value.i + '}');
      case 'MinKey':
        return wrap('$minKey', '1');
      default:
        return wrap('$maxKey', '1');
    }
  }
  const regexJson = (pattern, options) =>
    wrap('$regularExpression', '{"pattern":' + q(pattern) + ',"options":' + q(options) + '}');
  const flagsOf = (regex) => StringOf(regex.flags).replace(/[^imsx]/g, '');

  /** Canonical EJSON text; undefined where JSON would leave the field out. */
  function write(value, stack, stored) {
    switch (typeof value) {
      case 'string':
        return q(value);
      case 'number':
        return numberJson(value, stored);
      case 'boolean':
        return value ? 'true' : 'false';
      case 'bigint':
        return wrap('$numberLong', q(value));
      case 'object':
        return value === null ? 'null' : writeObject(value, stack);
      default:
        return undefined;
    }
  }

  function writeObject(value, stack) {
    const kind = kindOf(value);
    if (kind !== '') return bsonJson(value, kind);
    if (isDate(value)) {
      const time = getTime(value);
      return time === time ? wrap('$date', wrap('$numberLong', q(time))) : 'null';
    }
    if (isRegExp(value)) return regexJson(sourceOf(value), flagsOf(value));
    if (value instanceof Buf || isView(value))
      return bsonJson(binaryOf(parts.bson.bytesOf(value), 0), 'Binary');
    if (stack.length > MAX_DEPTH) throw new TypeError('the value is nested more than 200 deep');
    for (let i = 0; i < stack.length; i += 1) {
      if (stack[i] === value) throw new TypeError('Converting circular structure to EJSON');
    }
    stack[stack.length] = value;
    const text = isArray(value) ? writeArray(value, stack) : writeFields(value, stack);
    stack.length -= 1;
    return text;
  }

  function writeArray(value, stack) {
    const memory = WeakMapGet(remembered, value);
    let out = '[';
    for (let i = 0; i < value.length; i += 1) {
      const text = write(value[i], stack, recall(memory, i, value[i]));
      out += (i > 0 ? ',' : '') + (text === undefined ? 'null' : text);
    }
    return out + ']';
  }

  function writeFields(value, stack) {
    if (isMap(value)) return writeMap(value, stack);
    const memory = WeakMapGet(remembered, value);
    const names = keys(value);
    let out = '{';
    for (let i = 0; i < names.length; i += 1) {
      const name = names[i];
      const field = value[name];
      const text = write(field, stack, recall(memory, name, field));
      if (text !== undefined) out += (out.length > 1 ? ',' : '') + q(name) + ':' + text;
    }
    return out + '}';
  }

  function writeMap(map, stack) {
    let out = '{';
    const iterator = entriesOf(map);
    for (let step = iterator.next(); !step.done; step = iterator.next()) {
      const text = write(step.value[1], stack, undefined);
      if (text !== undefined) out += (out.length > 1 ? ',' : '') + q(step.value[0]) + ':' + text;
    }
    return out + '}';
  }

  function recall(memory, key, value) {
    if (memory === undefined || typeof value !== 'number') return undefined;
    const known = has(memory, key) ? memory[key] : undefined;
    return known !== undefined && is(known.value, value) ? known.type : undefined;
  }

  const SPECIAL = {
    $oid: (v) => BSON.ObjectId(v),
    $numberInt: (v) => NumberOf(v),
    $numberDouble: (v) => NumberOf(v),
    $numberLong: (v) => (isSafeInteger(NumberOf(v)) ? NumberOf(v) : long(BigIntOf(v))),
    $numberDecimal: (v) => BSON.Decimal128(v),
    $date: (v) => new DateOf(typeof v === 'object' && v !== null ? NumberOf(v.$numberLong) : v),
    $binary: (v, rest) => {
      const base64 = typeof v === 'string' ? v : v.base64;
      const sub = typeof v === 'string' ? rest.$type : v.subType;
      return binaryOf(host.compute('fromBase64', base64), parseInt(sub || '0', 16));
    },
    $uuid: (v) => BSON.UUID(v),
    $regularExpression: (v) => BSON.BSONRegExp(v.pattern, v.options),
    $timestamp: (v) => BSON.Timestamp(v),
    $minKey: () => BSON.MinKey(),
    $maxKey: () => BSON.MaxKey(),
    $undefined: () => undefined,
  };
  const STORED = { $numberInt: 'int32', $numberDouble: 'double' };

  /** Turns parsed JSON into values, in place where it can. */
  function revive(value, depth) {
    if (typeof value !== 'object' || value === null) return value;
    if (depth > 2 * MAX_DEPTH) throw new TypeError('the text is nested too deep');
    if (isArray(value)) {
      for (let i = 0; i < value.length; i += 1) reviveField(value, i, depth);
      return value;
    }
    const names = keys(value);
    const first = names[0];
    if (first !== undefined && first[0] === '$' && names.length <= 2 && has(SPECIAL, first)) {
      return SPECIAL[first](value[first], value);
    }
    for (let i = 0; i < names.length; i += 1) reviveField(value, names[i], depth);
    return value;
  }
  function reviveField(holder, key, depth) {
    const raw = holder[key];
    const stored = storedType(raw);
    const value = revive(raw, depth + 1);
    if (value !== raw) {
      defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
    }
    if (stored === undefined) return;
    let memory = WeakMapGet(remembered, holder);
    if (memory === undefined) {
      memory = { __proto__: null };
      WeakMapSet(remembered, holder, memory);
      setPrototype(memory);
    }
    memory[key] = { type: stored, value };
  }
  const setPrototype = (memory) => Object_setPrototypeOf(memory, objectProto);
  const Object_setPrototypeOf = Object.setPrototypeOf;
  function storedType(raw) {
    if (typeof raw !== 'object' || raw === null || isArray(raw)) return undefined;
    if (has(raw, '$numberInt')) return STORED.$numberInt;
    return has(raw, '$numberDouble') ? STORED.$numberDouble : undefined;
  }

  const decode = (text) => revive(parse(text), 0);
  function encode(value) {
    const text = write(value, [], undefined);
    return text === undefined ? null : text;
  }

  /** Plain JSON, as an HTTPS endpoint with return type JSON answers. */
  function plain(value, stack) {
    if (typeof value === 'bigint') return StringOf(value);
    if (typeof value === 'number')
      return value === value && value - value === 0 ? q2(value) : 'null';
    if (typeof value !== 'object' || value === null) return write(value, [], undefined);
    const kind = kindOf(value);
    if (kind === 'Long') return StringOf(value.big);
    if (kind === 'Int32' || kind === 'Double') return q2(value.value);
    if (kind === 'ObjectId') return q(value.id);
    if (kind === 'Decimal128') return q(value.text);
    if (kind === 'Binary' || kind === 'UUID') return q(host.compute('toBase64', value.buffer));
    if (kind !== '') return bsonJson(value, kind);
    if (isDate(value)) return getTime(value) === getTime(value) ? q(toISO(value)) : 'null';
    if (isRegExp(value)) return q(StringOf(value));
    if (stack.length > MAX_DEPTH) throw new TypeError('the value is nested more than 200 deep');
    for (let i = 0; i < stack.length; i += 1) {
      if (stack[i] === value) throw new TypeError('Converting circular structure to JSON');
    }
    stack[stack.length] = value;
    const pieces = [];
    if (isArray(value)) {
      for (let i = 0; i < value.length; i += 1) pieces[i] = plain(value[i], stack) || 'null';
    } else {
      const names = keys(value);
      for (let i = 0; i < names.length; i += 1) {
        const text = plain(value[names[i]], stack);
        if (text !== undefined) pieces[pieces.length] = q(names[i]) + ':' + text;
      }
    }
    stack.length -= 1;
    return isArray(value) ? '[' + join(pieces, ',') + ']' : '{' + join(pieces, ',') + '}';
  }
  const q2 = (n) => stringify(n);
  const toPlain = (value) => {
    const text = plain(value, []);
    return text === undefined ? null : text;
  };

  const EJSON = {
    parse: (text) => decode(StringOf(text)),
    stringify: (value) => {
      const text = encode(value);
      return text === null ? undefined : text;
    },
  };
  return { EJSON, encode, decode, toPlain, isDate };
});
