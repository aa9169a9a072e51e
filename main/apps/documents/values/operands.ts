import { typeName } from './compare.ts';
import { MongoDBError } from './mongo-error.ts';
import { type Document, isDocument, isNum, type Num, type Value } from './values.ts';

/** What an operator takes: the type of its operand, how many items, and which keys. */
export interface OperandShape {
  /** Names of BSON types; undefined takes all. */
  types?: ReadonlySet<string>;
  /** Types that are refused though `types` takes all. */
  not?: ReadonlySet<string>;
  /** Of the server, for another type. */
  code: number;
  /** Of the server, for another type. */
  words(found: string): string;
  /** Of a list: how many items, and the server's words for fewer and for more. */
  items?: { least: number; most: number; few: string; many: string };
  /** Of an object. */
  keys?: KeyShape;
}

/** Keys of an object, each with the types of its value. */
export interface KeyShape {
  known: Readonly<Record<string, ReadonlySet<string> | undefined>>;
  needed: readonly string[];
  /** Of the server: an unknown key, a needed one that is missing, a value of another type. */
  codes: { unknown: number; missing: number; type: number };
  unknown(key: string): string;
  /** Of the server, for a value of another type. */
  type?(key: string, found: string): string;
}

const NUMBER = ['int', 'long', 'double', 'decimal'];

/** Names of types: `number` stands for the four kinds. */
export function types(names: string): ReadonlySet<string> {
  return new Set(names.split(' ').flatMap((name) => (name === 'number' ? NUMBER : [name])));
}

/**
 * Looks at the operand of an operator before there is a document.
 *
 * @throws MongoDBError with the server's code.
 */
export function checkOperand(operand: Value, shape: OperandShape): void {
  const found = typeName(operand);
  if (shape.types?.has(found) === false || shape.not?.has(found) === true)
    throw refusedOperand(operand, shape);
  if (Array.isArray(operand)) checkItems(operand, shape);
  if (isDocument(operand) && shape.keys) checkKeys(operand, shape.keys);
}

/** The server's refusal of an operand of another type. */
export function refusedOperand(operand: Value, shape: OperandShape): MongoDBError {
  return new MongoDBError(shape.words(typeName(operand)), shape.code);
}

function checkItems(list: readonly Value[], { items, code }: OperandShape): void {
  if (items === undefined) return;
  if (list.length < items.least) throw new MongoDBError(items.few, code);
  if (list.length > items.most) throw new MongoDBError(items.many, code);
}

function checkKeys(operand: Document, shape: KeyShape): void {
  const { known, needed, codes } = shape;
  for (const key of Object.keys(operand)) {
    if (!Object.hasOwn(known, key)) throw new MongoDBError(shape.unknown(key), codes.unknown);
    const found = typeName(operand[key]);
    const wanted = known[key];
    if (wanted && !wanted.has(found)) {
      const expected = [...wanted].join(' or ');
      const words =
        shape.type?.(key, found) ??
        `"${key}" had the wrong type. Expected ${expected}, found ${found}`;
      throw new MongoDBError(words, codes.type);
    }
  }
  const missing = needed.find((key) => operand[key] === undefined);
  if (missing !== undefined)
    throw new MongoDBError(`Missing expected field "${missing}"`, codes.missing);
}

/** The items of an operator that takes a list. @throws MongoDBError */
export function listOperand(operand: Value, shape: OperandShape): Value[] {
  if (!Array.isArray(operand)) throw refusedOperand(operand, shape);
  checkItems(operand, shape);
  return operand;
}

/** The fields of an operator that takes an object. @throws MongoDBError */
export function objectOperand(operand: Value, shape: OperandShape): Document {
  if (!isDocument(operand)) throw refusedOperand(operand, shape);
  if (shape.keys) checkKeys(operand, shape.keys);
  return operand;
}

/** The number of an operator that takes one. @throws MongoDBError */
export function numberOperand(operand: Value, shape: OperandShape): Num {
  if (!isNum(operand)) throw refusedOperand(operand, shape);
  return operand;
}
