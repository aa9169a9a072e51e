/** Beyond this many pairs of lines, lines are counted without regard to their order. */
const MOST_PAIRS = 4_000_000;

/** How many lines were added to a text and taken from it. */
export function lineChanges(before: string, after: string): { added: number; removed: number } {
  if (before === after) return { added: 0, removed: 0 };
  let a = before.split('\n');
  let b = after.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (
    end < a.length - start &&
    end < b.length - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end += 1;
  }
  a = a.slice(start, a.length - end);
  b = b.slice(start, b.length - end);
  const kept = a.length * b.length > MOST_PAIRS ? inCommon(a, b) : longestCommon(a, b);
  return { added: b.length - kept, removed: a.length - kept };
}

/** Length of the longest sequence of lines that both have in this order. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Uint32Array(b.length + 1);
  for (const line of a) {
    const next = new Uint32Array(b.length + 1);
    for (const [j, other] of b.entries()) {
      next[j + 1] = line === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function inCommon(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of a) left.set(line, (left.get(line) ?? 0) + 1);
  let found = 0;
  for (const line of b) {
    const count = left.get(line) ?? 0;
    if (count === 0) continue;
    left.set(line, count - 1);
    found += 1;
  }
  return found;
}
