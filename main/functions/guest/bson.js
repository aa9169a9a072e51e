// The BSON types inside a function: callable with and without `new`, printed as the vendor did.
//
// A function may overwrite any global after this ran: what is needed later is kept in locals, lists
// are not iterated, and tables have no prototype.
(function (/** @type {Host} */ host) {
  'use strict';
  const { create, getPrototypeOf, getOwnPropertyDescriptor, defineProperty } = Object;
  const { isInteger, isSafeInteger } = Number;
  const { floor, trunc } = Math;
  const { asIntN } = BigInt;
  const BigIntOf = BigInt;
  const StringOf = String;
  const NumberOf = Number;
  const DateOf = Date;
  const Bytes = Uint8Array;
  const Buf = ArrayBuffer;
  const isView = ArrayBuffer.isView;
  const TypeErr = TypeError;
  const RangeErr = RangeError;
  const objectProto = Object.prototype;
  const call = Function.prototype.call;
  const uncurry = (method) => call.bind(method);
  // Not test(): that one looks exec up on the prototype.
  const exec = uncurry(RegExp.prototype.exec);
  const matches = (pattern, text) => exec(pattern, text) !== null;
  const includes = uncurry(String.prototype.includes);
  const lower = uncurry(String.prototype.toLowerCase);
  const slice = uncurry(String.prototype.slice);
  const padStart = uncurry(String.prototype.padStart);
  const repeat = uncurry(String.prototype.repeat);
  const numberText = uncurry(Number.prototype.toString);
  const bigText = uncurry(BigInt.prototype.toString);
  const mapGet = uncurry(Map.prototype.get);
  const setBytes = uncurry(Uint8Array.prototype.set);
  const getter = (proto, name) => uncurry(getOwnPropertyDescriptor(proto, name)?.get);
  const arrayProto = getPrototypeOf(Uint8Array.prototype);
  const lengthOf = getter(ArrayBuffer.prototype, 'byteLength');
  const viewReader = (proto) => ({
    buffer: getter(proto, 'buffer'),
    start: getter(proto, 'byteOffset'),
    size: getter(proto, 'byteLength'),
  });
  const viewOf = { array: viewReader(arrayProto), data: viewReader(DataView.prototype) };
  const tagOf = getter(arrayProto, Symbol.toStringTag);

  /** @returns {any} a descriptor that inherits nothing */
  const property = (value, writable, enumerable) => ({
    __proto__: null,
    value,
    writable,
    enumerable,
    configurable: writable,
  });
  const hide = (object, key, value) => defineProperty(object, key, property(value, true, false));
  const fix = (object, key, value) => defineProperty(object, key, property(value, false, true));

  /** @type {any} */
  const BSON = {};
  const kinds = new Map();
  /** Name of the BSON type of a value, '' for everything else. */
  function kindOf(value) {
    if (typeof value !== 'object' || value === null) return '';
    try {
      return mapGet(kinds, getPrototypeOf(value)) || '';
    } catch {
      // A Proxy whose trap throws is no BSON value.
      return '';
    }
  }
  /** A constructor that works without `new`; `make` fills a fresh object. */
  function type(name, make, methods, statics, parent = objectProto) {
    const proto = create(parent);
    const F = function (a, b) {
      const self = create(proto);
      make(self, a, b);
      return self;
    };
    hide(F, 'name', name);
    F.prototype = proto;
    hide(proto, 'constructor', F);
    hide(proto, '_bsontype', name);
    for (const key in methods) hide(proto, key, methods[key]);
    for (const key in statics) hide(F, key, statics[key]);
    kinds.set(proto, name);
    BSON[name] = F;
    return F;
  }

  const HEX24 = /^[0-9a-fA-F]{24}$/;
  let counter = 0;
  function freshHex() {
    const seconds = floor(host.now('wall') / 1000);
    counter = (counter + 1) % 0x1000000;
    const random = host.compute('randomHex', 5);
    return hexOf(seconds, 8) + random + hexOf(counter, 6);
  }
  const hexOf = (number, size) => padStart(numberText(number, 16), size, '0');
  function objectIdHex(value) {
    if (value === undefined || value === null) return freshHex();
    if (kindOf(value) === 'ObjectId') return value.id;
    if (isBytes(value)) value = host.compute('toHex', bytesOf(value));
    if (typeof value === 'number' && isInteger(value))
      return hexOf(value >>> 0, 8) + repeat('0', 16);
    if (typeof value === 'string' && matches(HEX24, value)) return lower(value);
    throw new TypeErr('an ObjectId needs 24 hexadecimal digits, got ' + StringOf(value));
  }
  function idText() {
    return this.id;
  }
  const ObjectId = type(
    'ObjectId',
    (self, value) => fix(self, 'id', objectIdHex(value)),
    {
      toString: idText,
      toHexString: idText,
      toJSON: idText,
      valueOf: idText,
      equals(other) {
        if (kindOf(other) === 'ObjectId') return other.id === this.id;
        return typeof other === 'string' && lower(other) === this.id;
      },
      getTimestamp() {
        return new DateOf(NumberOf('0x' + slice(this.id, 0, 8)) * 1000);
      },
    },
    {
      isValid: (value) =>
        kindOf(value) === 'ObjectId' || (typeof value === 'string' && matches(HEX24, value)),
      createFromHexString: (hex) => ObjectId(StringOf(hex)),
    },
  );

  const isBuffer = (value) => {
    try {
      lengthOf(value);
      return true;
    } catch {
      return false;
    }
  };
  function isBytes(value) {
    const kind = kindOf(value);
    if (kind !== '') return kind === 'Binary' || kind === 'UUID';
    return typeof value === 'object' && value !== null && (isView(value) || isBuffer(value));
  }
  function bytesOf(value) {
    if (typeof value === 'string') return host.compute('fromUtf8', value);
    const kind = kindOf(value);
    if (kind === 'Binary' || kind === 'UUID') return copyOf(value.buffer, 0, undefined);
    if (isView(value)) {
      const view = tagOf(value) === undefined ? viewOf.data : viewOf.array;
      return copyOf(view.buffer(value), view.start(value), view.size(value));
    }
    if (kind === '' && isBytes(value)) return copyOf(value, 0, undefined);
    throw new TypeErr('bytes have to be a string, a BSON.Binary or an array of bytes');
  }
  function copyOf(buffer, start, size) {
    const source = new Bytes(buffer, start, size);
    const out = new Bytes(viewOf.array.size(source));
    setBytes(out, source);
    return viewOf.array.buffer(out);
  }
  function binaryOf(buffer, subType) {
    const self = Binary(null, subType);
    hide(self, 'buffer', buffer);
    return self;
  }
  const Binary = type(
    'Binary',
    (self, value, subType) => {
      hide(self, 'sub_type', subType === undefined ? 0 : NumberOf(subType) & 0xff);
      hide(self, 'buffer', value === undefined || value === null ? new Buf(0) : bytesOf(value));
    },
    {
      text() {
        return host.compute('toUtf8', this.buffer);
      },
      toString() {
        return host.compute('toUtf8', this.buffer);
      },
      toBase64() {
        return host.compute('toBase64', this.buffer);
      },
      toHex() {
        return host.compute('toHex', this.buffer);
      },
      toJSON() {
        return host.compute('toBase64', this.buffer);
      },
      length() {
        return lengthOf(this.buffer);
      },
      value() {
        return new Bytes(copyOf(this.buffer, 0, undefined));
      },
    },
    {
      fromHex: (hex, subType) => binaryOf(host.compute('fromHex', StringOf(hex)), subType),
      fromBase64: (text, subType) => binaryOf(host.compute('fromBase64', StringOf(text)), subType),
      fromText: (text, subType) => binaryOf(host.compute('fromUtf8', StringOf(text)), subType),
    },
  );

  const UUID_FORM = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
  function uuidText() {
    const hex = host.compute('toHex', this.buffer);
    const part = (from, to) => slice(hex, from, to);
    return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}`;
  }
  function uuidBytes(value) {
    if (isBytes(value)) {
      const bytes = bytesOf(value);
      if (lengthOf(bytes) === 16) return bytes;
    }
    const text = StringOf(value === undefined ? host.compute('uuid') : value);
    if (!matches(UUID_FORM, text)) throw new TypeErr(text + ' is not a UUID');
    let hex = '';
    for (let i = 0; i < text.length; i += 1) if (text[i] !== '-') hex += text[i];
    return host.compute('fromHex', hex);
  }
  type(
    'UUID',
    (self, value) => {
      hide(self, 'sub_type', 4);
      hide(self, 'buffer', uuidBytes(value));
    },
    { toString: uuidText, toHexString: uuidText, toJSON: uuidText },
    {},
    Binary.prototype,
  );

  const numeric = (name, fit) =>
    type(
      name,
      (self, value) => fix(self, 'value', fit(NumberOf(value))),
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
  numeric('Int32', (n) => n | 0);
  numeric('Double', (n) => n);

  const long = (big) => Long(asIntN(64, big), undefined);
  /** A number as a 64-bit one, as near as it can be: fractions are cut, infinities end the range. */
  function wholeOf(number) {
    if (number !== number) return 0n;
    if (number >= 2 ** 63) return 2n ** 63n - 1n;
    return number <= -(2 ** 63) ? -(2n ** 63n) : BigIntOf(trunc(number));
  }
  function bigOf(value) {
    if (kindOf(value) === 'Long') return value.big;
    if (typeof value === 'bigint') return value;
    return typeof value === 'string' ? BigIntOf(value) : wholeOf(NumberOf(value));
  }
  /** For comparisons, which take numbers with fractions too. */
  const operandOf = (value) =>
    kindOf(value) === 'Long' || typeof value === 'string' ? bigOf(value) : value;
  const OPERATIONS = {
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: (a, b) => a * b,
    divide: (a, b) => a / b,
    modulo: (a, b) => a % b,
  };
  const arithmetic = {};
  for (const name in OPERATIONS) {
    const operation = OPERATIONS[name];
    arithmetic[name] = function (other) {
      return long(operation(this.big, bigOf(other)));
    };
  }
  const Long = type(
    'Long',
    (self, low, high) => {
      const big =
        high === undefined
          ? bigOf(low === undefined ? 0 : low)
          : (BigIntOf(NumberOf(high) | 0) << 32n) | BigIntOf(NumberOf(low) >>> 0);
      const fitting = asIntN(64, big);
      defineProperty(self, 'big', property(fitting, false, false));
      fix(self, 'low', NumberOf(asIntN(32, fitting)));
      fix(self, 'high', NumberOf(asIntN(32, fitting >> 32n)));
    },
    {
      ...arithmetic,
      toString(radix) {
        return bigText(this.big, radix);
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
        const number = NumberOf(this.big);
        return isSafeInteger(number) ? number : bigText(this.big);
      },
      equals(other) {
        const that = operandOf(other);
        return (isInteger(that) ? BigIntOf(that) : that) === this.big;
      },
      compare(other) {
        const that = operandOf(other);
        if (this.big < that) return -1;
        return this.big > that ? 1 : 0;
      },
      negate() {
        return long(-this.big);
      },
    },
    {
      fromString: (text) => long(BigIntOf(StringOf(text))),
      fromNumber: (number) => long(wholeOf(NumberOf(number))),
      fromBigInt: (big) => long(BigIntOf(big)),
    },
  );

  const DECIMAL = /^([+-]?)(?=\.?\d)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;
  const LIMITLESS = /^([+-]?)inf(?:inity)?$/i;
  const NO_NUMBER = /^[+-]?nan$/i;
  /** The one text of a decimal number of up to 34 digits; its trailing zeros say something. */
  function decimalText(text) {
    const limitless = exec(LIMITLESS, text);
    if (limitless !== null) return (limitless[1] === '-' ? '-' : '') + 'Infinity';
    if (matches(NO_NUMBER, text)) return 'NaN';
    const found = exec(DECIMAL, text);
    if (found === null) throw new TypeErr(text + ' is not a decimal number');
    const sign = found[1] === '-' ? '-' : '';
    let digits = found[2] + found[3];
    let exponent = NumberOf(found[4] || 0) - found[3].length;
    let leading = 0;
    while (leading < digits.length - 1 && digits[leading] === '0') leading += 1;
    digits = slice(digits, leading);
    while (digits.length > 34 && digits[digits.length - 1] === '0') {
      digits = slice(digits, 0, -1);
      exponent += 1;
    }
    if (digits.length > 34) throw new RangeErr(text + ' has more than 34 digits');
    while (exponent > 6111 && digits.length < 34 && digits !== '0') {
      digits += '0';
      exponent -= 1;
    }
    if (exponent > 6111 || exponent < -6176) {
      if (digits !== '0') throw new RangeErr(text + ' is out of the range of a Decimal128');
      exponent = exponent > 0 ? 6111 : -6176;
    }
    return sign + decimalForm(digits, exponent);
  }
  function decimalForm(digits, exponent) {
    const adjusted = exponent + digits.length - 1;
    if (exponent > 0 || adjusted < -6) {
      const rest = digits.length > 1 ? '.' + slice(digits, 1) : '';
      return digits[0] + rest + 'E' + (adjusted < 0 ? '' : '+') + adjusted;
    }
    if (exponent === 0) return digits;
    const padded = padStart(digits, 1 - exponent, '0');
    return slice(padded, 0, exponent) + '.' + slice(padded, exponent);
  }
  function decimalString() {
    return this.text;
  }
  const Decimal128 = type(
    'Decimal128',
    (self, value) => fix(self, 'text', decimalText(StringOf(value))),
    { toString: decimalString, toJSON: decimalString },
    { fromString: (text) => Decimal128(text) },
  );

  const OPTIONS = 'ilmsux';
  /** Options in the order of the alphabet, each once. */
  function optionsOf(flags) {
    const text = flags === undefined || flags === null ? '' : StringOf(flags);
    let out = '';
    for (let i = 0; i < OPTIONS.length; i += 1) {
      if (includes(text, OPTIONS[i])) out += OPTIONS[i];
    }
    return out;
  }
  type(
    'BSONRegExp',
    (self, pattern, flags) => {
      fix(self, 'pattern', StringOf(pattern));
      fix(self, 'options', optionsOf(flags));
    },
    {
      toString() {
        return '/' + this.pattern + '/' + this.options;
      },
    },
    {},
  );
  type(
    'Timestamp',
    (self, value, increment) => {
      const pair = typeof value === 'object' && value !== null;
      fix(self, 't', NumberOf(pair ? value.t : value) >>> 0);
      fix(self, 'i', NumberOf(pair ? value.i : increment) >>> 0);
    },
    {},
    {},
  );
  const nothing = () => undefined;
  type('MinKey', nothing, {}, {});
  type('MaxKey', nothing, {}, {});

  BSON.ObjectID = ObjectId;
  return { BSON, kindOf, binaryOf, bytesOf, isBytes, long };
});
