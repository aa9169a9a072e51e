import { codings, unpackSmall } from '../lib/content-codings.ts';
import { headerValue } from '../lib/headers.ts';
import { packedAs } from '../decode/magic.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { cutBody } from './redaction/body.ts';
import { compileRedaction } from './redaction/compile.ts';
import { cutTarget } from './redaction/fields.ts';
import { cutJson } from './redaction/json-body.ts';
import { cutLoosely } from './redaction/loose.ts';
import { passesLuhn } from './redaction/luhn.ts';
import { MARK, openMarks } from './redaction/marks.ts';
import { cutHeaders } from './redaction/redact.ts';
import { BUILT_IN } from './redaction/rules.ts';
import { cutText } from './redaction/text.ts';

/** Values of a database, each cut by the default rules. NULL stays NULL. */
export interface RedactedValues {
  text(value: unknown): unknown;
  target(value: unknown): unknown;
  /** A JSON list of pairs. */
  headers(value: unknown): unknown;
  /** Bytes as they came, and the headers they came with; NULL where nobody can look into them. */
  body(value: unknown, headers: unknown): string | null;
  /** A value of any type, integers as BigInt: its text is gone over, and what holds nothing stays as it is. */
  cell(value: unknown): unknown;
  /** As `cell`; a number of a card is cut, whoever issued it. */
  cardNumber(value: unknown): unknown;
  /** A text that may speak of keys in small letters; a credential in small letters is one, too. */
  folded(value: unknown): unknown;
  /** Whether what stands under one of these keys is cut: whole, or where it is the number of a card. */
  named(keys: readonly string[]): 'whole' | 'number' | undefined;
  /** Whether a name, in small letters or not, holds nothing that is cut. */
  isPlainName(name: string): boolean;
}

/** A packed body is looked into up to so many bytes. */
const UNPACKED_BYTES = 4 * 1024 * 1024;

/** @param secrets every secret that is known, as text */
export function redactedValues(secrets: readonly string[]): RedactedValues {
  const redaction = compileRedaction(BUILT_IN.default, secrets);
  const { query, patterns } = redaction;

  const anyCase = patterns.map((one) => ({
    ...one,
    expression: new RegExp(one.expression, `${one.expression.flags.replace('i', '')}i`),
  }));
  const text = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const marks = openMarks(redaction);
    return cutJson(value, redaction, marks, '') ?? cutLoosely(value, redaction, marks, '');
  };
  const cell = (value: unknown): unknown => {
    if (typeof value !== 'bigint' && typeof value !== 'number') return text(value);
    const digits = String(value);
    const left = cutText(digits, patterns, openMarks(redaction), '');
    return left === digits ? value : left;
  };
  const folded = (value: unknown): unknown =>
    typeof value === 'string' ? cutText(value, anyCase, openMarks(redaction), '') : value;

  return {
    text,
    cell,
    cardNumber(value) {
      const digits = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
      return typeof digits === 'string' && passesLuhn(digits) ? MARK : cell(value);
    },
    folded,
    named(keys) {
      const rules = keys.map((key) => redaction.keys.get(key.toLowerCase()));
      const isCut = keys.some(
        (key) =>
          redaction.header(key) !== undefined ||
          // As keys these mean other things than as parameters.
          (!/^(?:key|code)$/i.test(key) && query(key) !== undefined),
      );
      if (isCut || rules.some((rule) => rule?.luhn === false)) return 'whole';
      return rules.some((rule) => rule?.luhn === true) ? 'number' : undefined;
    },
    isPlainName: (name) => folded(name) === name,
    target(value) {
      if (typeof value !== 'string') return value;
      const marks = openMarks(redaction);
      const json = (text: string, place: string) => cutJson(text, redaction, marks, place);
      return cutTarget(value, { rule: query, patterns, json }, marks);
    },
    headers(value) {
      if (typeof value !== 'string') return value;
      const pairs = JSON.parse(value) as HeaderPair[];
      return JSON.stringify(
        cutHeaders(pairs, 'header', { redaction, marks: openMarks(redaction) }),
      );
    },
    body(value, headers) {
      if (!Buffer.isBuffer(value)) return null;
      const pairs = typeof headers === 'string' ? (JSON.parse(headers) as HeaderPair[]) : [];
      const coding = headerValue(pairs, 'content-encoding');
      const isPacked = codings(coding).length > 0 || packedAs(value) !== null;
      const plain = isPacked ? unpackSmall(value, coding, UNPACKED_BYTES) : value;
      if (plain === undefined) return null;
      const told = { contentType: headerValue(pairs, 'content-type') };
      const cut = cutBody(plain, told, redaction, openMarks(redaction), 'body');
      return Buffer.from(cut).toString('utf8');
    },
  };
}
