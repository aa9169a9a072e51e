// The BSON types inside a function: callable with and without `new`, printed as the vendor did.
// Binary holds its own ArrayBuffer. Everything needed later is kept in locals: a function may
// overwrite any global.
(function (host) {
  'use strict';
  const { defineProperty, defineProperties, setPrototypeOf, create } = Object;
  const { isInteger, isSafeInteger } = Number;
  const BigIntOf = BigInt;
  const { asIntN } = BigInt;
  const StringOf = String;
  const NumberOf = Number;
  const Bytes = Uint8Array;
  const Buf = ArrayBuffer;
  const isView = ArrayBuffer.isView;
  const TypeErr = TypeError;
  const call = Function.prototype.call;
  const uncurry = (method) => call.bind(method);
  const test = uncurry(RegExp.prototype.test);
  const lower = uncurry(String.prototype.toLowerCase);
  const slice = uncurry(String.prototype.slice);
  const setBytes = uncurry(Uint8Array.prototype.set);
  const padStart = uncurry(String.prototype.padStart);
  const numberText = uncurry(Number.prototype.toString);
  const KIND = Symbol('bson');

  /** A constructor that works without `new`; `make` fills a fresh object. */
  function type(name, make, methods, statics) {
    const proto = create(null);
    const T = {
      [name](...args) {
        const self = create(proto);
        const result = make(self, args);
        return result === undefined ? self : result;
      },
    };
    // A method shorthand cannot be called with `new`: a plain function can.
    const F = function (...args) {
      return T[name](...args);
    };
    defineProperty(F, 'name', { value: name });
    setPrototypeOf(proto, Object.prototype);
    defineProperty(F, 'prototype', { value: proto });
    defineProperty(proto, 'constructor', { value: F, writable: true, configurable: true });
    defineProperty(proto, '_bsontype', { value: name });
    defineProperty(proto, KIND, { value: name });
    for (const key in methods) hide(proto, key, methods[key]);
    for (const key in statics) hide(F, key, statics[key]);
    return F;
  }
  const hide = (object, key, value) =>
    defineProperty(object, key, { value, writable: true, configurable: true });
  const fix = (object, key, value) => defineProperty(object, key, { value, enumerable: true });

  const HEX24 = /^[0-9a-fA-F]{24}$/;
  let counter = 0;
  function freshHex() {
    const seconds = Math.floor(host.now('wall') / 1000);
    counter = (counter + 1) % 0x1000000;
    const random = host.compute('randomHex', 5);
    return (
      padStart(numberText(seconds, 16), 8, '0') + random + padStart(numberText(counter, 16), 6, '0')
    );
  }
  const ObjectId = type(
    'ObjectId',
    (self, [value]) => {
      if (value === undefined || value === null) fix(self, 'id', freshHex());
      else if (kindOf(value) === 'ObjectId') fix(self, 'id', value.id);
      else if (kindOf(value) === 'Binary' && value.length() === 12) fix(self, 'id', value.toHex());
      else if (typeof value === 'string' && test(HEX24, value)) fix(self, 'id', lower(value));
      else if (typeof value === 'number' && isInteger(value)) {
        fix(self, 'id', padStart(numberText(value >>> 0, 16), 8, '0') + '0000000000000000');
      } else throw new TypeErr('an ObjectId needs 24 hexadecimal digits, got ' + StringOf(value));
    },
    {
      toString() {
        return this.id;
      },
      toHexString() {
        return this.id;
      },
      toJSON() {
        return this.id;
      },
      valueOf() {
        return this.id;
      },
      equals(other) {
        return StringOf(other) === this.id;
      },
      getTimestamp() {
        return new Date(NumberOf('0x' + slice(this.id, 0, 8)) * 1000);
      },
    },
    {
      isValid: (value) =>
        kindOf(value) === 'ObjectId' || (typeof value === 'string' && test(HEX24, value)),
      createFromHexString: (hex) => ObjectId(hex),
    },
  );

  /** Bytes of a Binary, a view, an ArrayBuffer, or the UTF-8 of a string; always a copy. */
  function bytesOf(value) {
    if (kindOf(value) === 'Binary') return copy(value.buffer);
    if (typeof value === 'string') return host.compute('fromUtf8', value);
    if (value instanceof Buf) return copy(value);
    if (isView(value)) {
      const out = new Bytes(value.byteLength);
      setBytes(out, new Bytes(value.buffer, value.byteOffset, value.byteLength));
      return out.buffer;
    }
    throw new TypeErr('bytes have to be a string, a BSON.Binary or an array of bytes');
  }
  function copy(buffer) {
    const out = new Bytes(buffer.byteLength);
    setBytes(out, new Bytes(buffer));
    return out.buffer;
  }
  function binaryOf(buffer, subType) {
    const self = Binary(null, subType);
    hide(self, 'buffer', buffer);
    return self;
  }
  const Binary = type(
    'Binary',
    (self, [value, subType]) => {
      hide(self, 'sub_type', subType === undefined ? 0 : subType);
      hide(self, 'buffer', value === undefined || value === null ? new Buf(0) : bytesOf(value));
    },
    {
      text() {
        return host.compute('toUtf8', this.buffer);
      },
      toString() {
        return this.text();
      },
      toBase64() {
        return host.compute('toBase64', this.buffer);
      },
      toHex() {
        return host.compute('toHex', this.buffer);
      },
      toJSON() {
        return this.toBase64();
      },
      length() {
        return this.buffer.byteLength;
      },
      value() {
        return new Bytes(copy(this.buffer));
      },
    },
    {
      fromHex: (hex, subType) => binaryOf(host.compute('fromHex', StringOf(hex)), subType),
      fromBase64: (text, subType) => binaryOf(host.compute('fromBase64', StringOf(text)), subType),
      fromText: (text, subType) => binaryOf(host.compute('fromUtf8', StringOf(text)), subType),
    },
  );

  const Int32 = numeric('Int32', (n) => n | 0);
  const Double = numeric('Double', (n) => n);
  function numeric(name, fit) {
    return type(
      name,
      (self, [value]) => fix(self, 'value', fit(NumberOf(value))),
      {
        valueOf() {
          return this.value;
        },
        toString(radix) {
          return numberText(this.value, radix);
        },
        toJSON() {
          return this.value;
        },
      },
      {},
    );
  }

  const long = (big) => {
    const self = create(Long.prototype);
    hide(self, 'big', asIntN(64, big));
    fix(self, 'low', NumberOf(asIntN(32, big)));
    fix(self, 'high', NumberOf(asIntN(32, asIntN(64, big) >> 32n)));
    return self;
  };
  const bigOf = (value) =>
    kindOf(value) === 'Long'
      ? value.big
      : BigIntOf(typeof value === 'number' ? Math.trunc(value) : value);
  const arithmetic = {};
  const OPERATIONS = {
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: (a, b) => a * b,
    divide: (a, b) => a / b,
    modulo: (a, b) => a % b,
  };
  for (const name in OPERATIONS) {
    arithmetic[name] = function (other) {
      return long(OPERATIONS[name](this.big, bigOf(other)));
    };
  }
  const Long = type(
    'Long',
    (_self, [low, high]) => {
      if (typeof low === 'bigint') return long(low);
      if (typeof low === 'string') return long(BigIntOf(low));
      if (high === undefined) return long(BigIntOf(Math.trunc(NumberOf(low) || 0)));
      return long((BigIntOf(NumberOf(high) | 0) << 32n) | BigIntOf(NumberOf(low) >>> 0));
    },
    {
      ...arithmetic,
      toString(radix) {
        return this.big.toString(radix);
      },
      toNumber() {
        return NumberOf(this.big);
      },
      toInt() {
        return this.low;
      },
      toBigInt() {
        return this.big;
      },
      valueOf() {
        return NumberOf(this.big);
      },
      toJSON() {
        return isSafeInteger(NumberOf(this.big)) ? NumberOf(this.big) : StringOf(this.big);
      },
      equals(other) {
        return this.big === bigOf(other);
      },
      compare(other) {
        const that = bigOf(other);
        return this.big < that ? -1 : this.big > that ? 1 : 0;
      },
      negate() {
        return long(-this.big);
      },
    },
    {
      fromString: (text) => long(BigIntOf(text)),
      fromNumber: (n) => long(BigIntOf(Math.trunc(n))),
      fromBigInt: (n) => long(n),
      fromInt: (n) => long(BigIntOf(n | 0)),
    },
  );

  const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(inf|infinity|nan)$/i;
  const Decimal128 = type(
    'Decimal128',
    (self, [value]) => {
      const text = StringOf(value);
      if (!test(DECIMAL, text)) throw new TypeErr(text + ' is not a decimal number');
      fix(self, 'text', text);
    },
    {
      toString() {
        return this.text;
      },
      toJSON() {
        return this.text;
      },
    },
    { fromString: (text) => Decimal128(text) },
  );

  const UUID_FORM = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
  const UUID = type(
    'UUID',
    (_self, [value]) => {
      const text = value === undefined ? host.compute('uuid') : StringOf(value);
      if (!test(UUID_FORM, text)) throw new TypeErr(text + ' is not a UUID');
      const self = binaryOf(host.compute('fromHex', text.replace(/-/g, '')), 4);
      hide(self, 'toString', () => dashed(self.toHex()));
      hide(self, 'toJSON', () => dashed(self.toHex()));
      return self;
    },
    {},
    {},
  );
  const dashed = (hex) =>
    [
      slice(hex, 0, 8),
      slice(hex, 8, 12),
      slice(hex, 12, 16),
      slice(hex, 16, 20),
      slice(hex, 20),
    ].join('-');

  const BSONRegExp = type(
    'BSONRegExp',
    (self, [pattern, flags]) => {
      fix(self, 'pattern', StringOf(pattern));
      fix(self, 'options', flags === undefined ? '' : StringOf(flags));
    },
    {
      toString() {
        return '/' + this.pattern + '/' + this.options;
      },
    },
    {},
  );
  const Timestamp = type(
    'Timestamp',
    (self, [value]) => {
      const { t = 0, i = 0 } = typeof value === 'object' && value !== null ? value : {};
      fix(self, 't', NumberOf(t) >>> 0);
      fix(self, 'i', NumberOf(i) >>> 0);
    },
    {},
    {},
  );
  const MinKey = type('MinKey', () => undefined, {}, {});
  const MaxKey = type('MaxKey', () => undefined, {}, {});

  /** Name of the BSON type of a value, '' for everything else. Never runs code of the value. */
  function kindOf(value) {
    if (typeof value !== 'object' || value === null) return '';
    let proto;
    try {
      proto = Object_getPrototypeOf(value);
    } catch {
      // A Proxy whose trap throws is no BSON value.
      return '';
    }
    return KINDS.get(proto) || '';
  }
  const Object_getPrototypeOf = Object.getPrototypeOf;
  const KINDS = new Map();
  const all = {
    ObjectId,
    Binary,
    Int32,
    Double,
    Long,
    Decimal128,
    UUID,
    BSONRegExp,
    Timestamp,
    MinKey,
    MaxKey,
  };
  for (const name in all) KINDS.set(all[name].prototype, name);
  const get = uncurry(Map.prototype.get);
  const kinds = KINDS;
  KINDS.get = (key) => get(kinds, key);

  const BSON = { ...all, ObjectID: ObjectId };
  defineProperties(BSON, {});
  return { BSON, kindOf, binaryOf, bytesOf, long };
});
