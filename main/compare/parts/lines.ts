import type { Report } from '../difference.ts';
import { commonOf } from '../sequences/myers.ts';

/** Edits that are looked for; texts with more have little in common. */
const MOST_EDITS = 2000;

/**
 * Compares texts line by line. The line breaks belong to the lines: CRLF and LF are a difference.
 *
 * @param at names before the line: of a part, of the body
 */
export function compareLines(
  left: string,
  right: string,
  report: Report,
  at: { path: string; names: readonly string[] },
): void {
  if (left === right) return;
  if (left.length > right.length || (left.length === right.length && left > right)) {
    // Seen from the other side it is the same: the text that sorts first leads.
    const swapped: Report = {
      note: report.note,
      tell: (told) =>
        report.tell({
          ...told,
          kind: MIRRORED[told.kind] ?? told.kind,
          left: told.right,
          right: told.left,
        }),
    };
    return compareLines(right, left, swapped, at);
  }
  const lefts = left.split('\n');
  const rights = right.split('\n');
  const common = commonOf(...numbered(lefts, rights), MOST_EDITS);
  const path = (line: number): string => `${at.path === '' ? '' : `${at.path}, `}line ${line + 1}`;
  if (common === undefined) {
    const first = lefts.findIndex((line, i) => line !== rights[i]);
    report.note('The texts have too little in common to be compared line by line.');
    report.tell({
      part: 'body',
      kind: 'changed',
      path: `${path(first)} and more`,
      names: at.names,
      left: lefts[first] ?? '',
      right: rights[first] ?? '',
    });
    return;
  }
  let fromLeft = 0;
  let fromRight = 0;
  for (const [toLeft, toRight] of [...common, [lefts.length, rights.length] as const]) {
    for (let i = 0; i < Math.max(toLeft - fromLeft, toRight - fromRight); i += 1) {
      const before = fromLeft + i < toLeft ? (lefts[fromLeft + i] ?? '') : null;
      const after = fromRight + i < toRight ? (rights[fromRight + i] ?? '') : null;
      report.tell({
        part: 'body',
        kind: before === null ? 'added' : after === null ? 'removed' : 'changed',
        path: path(before === null ? fromRight + i : fromLeft + i),
        names: at.names,
        left: before,
        right: after,
      });
    }
    fromLeft = toLeft + 1;
    fromRight = toRight + 1;
  }
}

const MIRRORED: Partial<Record<string, 'added' | 'removed'>> = {
  added: 'removed',
  removed: 'added',
};

/** Lines as numbers: the same for the same line. */
function numbered(left: readonly string[], right: readonly string[]): [number[], number[]] {
  const known = new Map<string, number>();
  const numberOf = (line: string): number => {
    const before = known.get(line);
    if (before !== undefined) return before;
    known.set(line, known.size);
    return known.size - 1;
  };
  return [left.map(numberOf), right.map(numberOf)];
}
