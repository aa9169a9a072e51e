import { codings, unpackSmall } from '../lib/content-codings.ts';
import { headerValue } from '../lib/headers.ts';
import { packedAs } from '../decode/magic.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { cutBody } from './redaction/body.ts';
import { compileRedaction } from './redaction/compile.ts';
import { cutTarget } from './redaction/fields.ts';
import { cutJson } from './redaction/json-body.ts';
import { cutLoosely } from './redaction/loose.ts';
import { openMarks } from './redaction/marks.ts';
import { cutHeaders } from './redaction/redact.ts';
import { BUILT_IN } from './redaction/rules.ts';

/** Values of a database, each cut by the default rules. NULL stays NULL. */
export interface RedactedValues {
  text(value: unknown): unknown;
  target(value: unknown): unknown;
  /** A JSON list of pairs. */
  headers(value: unknown): unknown;
  /** Bytes as they came, and the headers they came with; NULL where nobody can look into them. */
  body(value: unknown, headers: unknown): string | null;
}

/** A packed body is looked into up to so many bytes. */
const UNPACKED_BYTES = 4 * 1024 * 1024;

/** @param secrets every secret that is known, as text */
export function redactedValues(secrets: readonly string[]): RedactedValues {
  const redaction = compileRedaction(BUILT_IN.default, secrets);
  const { query, patterns } = redaction;

  return {
    text(value) {
      if (typeof value !== 'string') return value;
      const marks = openMarks(redaction);
      return cutJson(value, redaction, marks, '') ?? cutLoosely(value, redaction, marks, '');
    },
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
