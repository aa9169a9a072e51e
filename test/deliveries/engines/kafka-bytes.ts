/** Reads the types of Kafka's protocol from the front of some bytes. */
export function reader(bytes: Buffer) {
  let at = 0;
  const take = (length: number): Buffer => {
    if (length < 0 || at + length > bytes.length) throw new Error('the bytes end too early');
    at += length;
    return bytes.subarray(at - length, at);
  };
  /** Zigzag over groups of seven bits, the lowest first. */
  function varlong(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = BigInt(take(1).readUInt8());
      value |= (byte & 0x7fn) << shift;
      if ((byte & 0x80n) === 0n) return (value >> 1n) ^ -(value & 1n);
    }
    throw new Error('a varint does not end');
  }
  const self = {
    left: (): number => bytes.length - at,
    take,
    int8: (): number => take(1).readInt8(),
    int16: (): number => take(2).readInt16BE(),
    int32: (): number => take(4).readInt32BE(),
    uint32: (): number => take(4).readUInt32BE(),
    int64: (): bigint => take(8).readBigInt64BE(),
    varlong,
    varint: (): number => Number(varlong()),
    /** Two bytes of length; -1: null. */
    text(): string | null {
      const length = self.int16();
      return length < 0 ? null : take(length).toString('utf8');
    },
    bytes: (): Buffer => take(self.int32()),
    /** With a varint of length; -1: null. */
    short(): Buffer | null {
      const length = self.varint();
      return length < 0 ? null : take(length);
    },
    list: <T>(one: () => T): T[] => Array.from({ length: self.int32() }, one),
  };
  return self;
}

type Part = Buffer | readonly Part[];

export const int8 = (value: number): Buffer => Buffer.from([value & 0xff]);
export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
export function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}
export const text = (value: string | null): Part =>
  value === null ? int16(-1) : [int16(Buffer.byteLength(value)), Buffer.from(value)];
export const sized = (value: Buffer): Part => [int32(value.length), value];
export const list = (parts: readonly Part[]): Part => [int32(parts.length), ...parts];
export const whole = (part: Part): Buffer =>
  Buffer.isBuffer(part) ? part : Buffer.concat(part.map(whole));

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

/** Castagnoli's, as RFC 3720 has it. */
export function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

export interface KafkaRecord {
  key: Buffer | null;
  value: Buffer | null;
  headers: [name: string, value: Buffer | null][];
}

/**
 * The records of one batch. Whatever is not as the format says is thrown.
 *
 * @see https://kafka.apache.org/documentation/#recordbatch
 */
export function readBatch(bytes: Buffer): KafkaRecord[] {
  const from = reader(bytes);
  const baseOffset = from.int64();
  const length = from.int32();
  if (length !== from.left()) throw new Error(`the batch says ${length}, and has ${from.left()}`);
  from.int32(); // Epoch of the leader: the broker writes it.
  const magic = from.int8();
  const crc = from.uint32();
  const real = crc32c(bytes.subarray(bytes.length - from.left()));
  if (crc !== real) throw new Error(`the checksum is ${crc}, and should be ${real}`);
  const attributes = from.int16();
  const lastDelta = from.int32();
  const [first, last] = [from.int64(), from.int64()];
  const producer = [from.int64(), from.int16(), from.int32()];
  if (baseOffset !== 0n || magic !== 2 || attributes !== 0 || first > last) {
    throw new Error(`a batch of version ${magic} with ${attributes} from ${baseOffset}`);
  }
  if (producer[0] !== -1n) throw new Error(`the producer has the number ${producer[0]}`);
  const records = from.list((): KafkaRecord => {
    const one = reader(from.take(from.varint()));
    one.int8(); // Attributes: none are in use.
    one.varlong();
    one.varint();
    const record: KafkaRecord = { key: one.short(), value: one.short(), headers: [] };
    for (let left = one.varint(); left > 0; left -= 1) {
      record.headers.push([one.short()?.toString('utf8') ?? '', one.short()]);
    }
    if (one.left() > 0) throw new Error(`a record has ${one.left()} bytes too many`);
    return record;
  });
  if (from.left() > 0 || lastDelta !== records.length - 1) {
    throw new Error(`${records.length} records, ${lastDelta} said, ${from.left()} bytes left`);
  }
  return records;
}
