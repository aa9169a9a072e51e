import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';

/** A value of each type: the grid that operators are laid over. */
export const ONE_OF_EACH = {
  int: new Int32(5),
  long: Long.fromNumber(5),
  double: new Double(1.5),
  decimal: Decimal128.fromString('1.5'),
  string: 'text',
  bool: true,
  date: new Date('2024-06-15T10:30:45.123Z'),
  objectId: new ObjectId('65920080ffffffffffffffff'),
  timestamp: new Timestamp({ t: 1_704_067_200, i: 1 }),
  array: [1, 2],
  object: { a: 1 },
  binData: new Binary(new Uint8Array([1])),
  regex: new BSONRegExp('a'),
  javascript: new Code('x'),
  minKey: new MinKey(),
  maxKey: new MaxKey(),
} as const;

export type TypeName = keyof typeof ONE_OF_EACH;

/** Values of all types but some. */
export function allBut(...names: readonly TypeName[]): [TypeName, unknown][] {
  return Object.entries(ONE_OF_EACH).filter(([name]) => !names.includes(name as TypeName)) as [
    TypeName,
    unknown,
  ][];
}

export const NUMBERS = ['int', 'long', 'double', 'decimal'] as const;
/** What holds a moment. */
export const MOMENTS = ['date', 'objectId', 'timestamp'] as const;
