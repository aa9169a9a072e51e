import type { Difference } from '../../preload/contract/captures/compare.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { headerValue } from '../lib/headers.ts';
import { createReport } from './difference.ts';
import { ignoringBy } from './ignore.ts';
import { bodyOf, compareBodies } from './parts/body.ts';
import { compareHeaders } from './parts/headers.ts';

/** An answer as it is compared with another. */
export interface ComparedAnswer {
  headers: HeaderPair[];
  body: Uint8Array;
}

export interface AnswerDifferences {
  differences: Difference[];
  ignored: number;
  notes: string[];
}

/** Belong to the connection, or follow from the body. */
const FRAMING = new Set(['connection', 'keep-alive', 'content-length', 'transfer-encoding']);

/**
 * How two answers of a handler differ in headers and body, by the rules that captures are compared by. Their
 * framing is no difference.
 *
 * @param patterns paths that are ignored, beside what is built in
 */
export function compareAnswers(
  left: ComparedAnswer,
  right: ComparedAnswer,
  patterns: string[],
): AnswerDifferences {
  const report = createReport(ignoringBy(patterns));
  compareHeaders(meant(left.headers), meant(right.headers), report);
  compareBodies(read(left), read(right), report);
  const { differences, ignoredTotal, notes } = report.result();
  return { differences, ignored: ignoredTotal, notes };
}

const meant = (headers: readonly HeaderPair[]): HeaderPair[] =>
  headers.filter(([name]) => !FRAMING.has(name.toLowerCase()));

const read = ({ headers, body }: ComparedAnswer) =>
  bodyOf(body, { contentType: headerValue(headers, 'content-type'), chosen: null });
