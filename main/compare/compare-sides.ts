import type { Comparison } from '../../preload/contract/captures/compare.ts';
import { headerValue } from '../lib/headers.ts';
import { createReport } from './difference.ts';
import { ignoringBy } from './ignore.ts';
import { bodyOf, compareBodies } from './parts/body.ts';
import { compareHeaders } from './parts/headers.ts';
import { compareOutcomes, compareQueries, compareStartLines } from './parts/outcome.ts';
import type { Side } from './side.ts';

export interface CompareOrder {
  left: Side;
  right: Side;
  of: 'request' | 'reply';
  /** null: nothing is ignored, not even what is built in. */
  patterns: string[] | null;
  /** Paths whose value differs in nearly every capture, as patterns spell them. */
  learned?: string[] | undefined;
}

/**
 * How two sides differ. What is equal to itself has no difference; told the other way round, additions
 * and removals change places and nothing else does.
 */
export function compareSides(order: CompareOrder): Omit<Comparison, 'ms'> {
  const { left, right, of, patterns, learned } = order;
  const report = createReport(ignoringBy(patterns), new Set(learned));
  if (of === 'request') {
    compareOutcomes(left.capture, right.capture, report);
    compareQueries(left, right, report);
  }
  compareStartLines(left, right, report);
  compareHeaders(left.headers, right.headers, report);
  noteCodings(left, right, report.note);
  const same = Buffer.compare(left.body, right.body) === 0;
  const before = bodyOf(left.body, toldOf(left));
  const after = bodyOf(right.body, toldOf(right));
  const found = report.result().total + report.result().ignoredTotal;
  const reading = compareBodies(before, after, report);
  const result = report.result();
  const hasBodyDifference = result.total + result.ignoredTotal > found;
  if (!same && !hasBodyDifference) result.notes.push(WHITE_SPACE);
  const isEqual = result.total + result.ignoredTotal === 0;
  return {
    left: left.capture,
    right: right.capture,
    of,
    identical: isEqual && same && !left.cut && !right.cut,
    body: {
      reading,
      same,
      leftBytes: left.body.length,
      rightBytes: right.body.length,
      leftCharset: before.reading.decoded().charset,
      rightCharset: after.reading.decoded().charset,
    },
    ...result,
    patterns: patterns ?? [],
  };
}

const WHITE_SPACE = 'The bodies say the same, but not in the same bytes: white space differs.';

const toldOf = ({ headers, charset }: Side) => ({
  contentType: headerValue(headers, 'content-type'),
  chosen: charset,
});

function noteCodings(left: Side, right: Side, note: (text: string) => void): void {
  const coding = ({ encodings }: Side): string =>
    encodings.length === 0 ? 'as it is' : `in ${encodings.join(', ')}`;
  if (coding(left) !== coding(right)) {
    note(`A was sent ${coding(left)}, B ${coding(right)}: the bodies are compared without it.`);
  }
  for (const [name, side] of [
    ['A', left],
    ['B', right],
  ] as const) {
    if (side.problem !== null) note(`The body of ${name} is compared as sent. ${side.problem}`);
    if (side.cut || side.capture.cut) note(`Only the first part of the body of ${name} is here.`);
  }
}
