/** A line of two texts laid beside each other: in both, or in one alone. */
export interface DiffLine {
  mark: ' ' | '-' | '+';
  text: string;
}

const AROUND = 2;
/** Beyond so many lines each, the texts are shown one after the other. */
const MOST = 600;

/** The lines of two texts of JSON in their order, with those that only one of them has. */
export function lineDiff(before: string | null, after: string | null): DiffLine[] {
  const old = linesOf(before);
  const now = linesOf(after);
  if (old.length > MOST || now.length > MOST) {
    return [...old.map(marked('-')), ...now.map(marked('+'))];
  }
  const lengths = commonLengths(old, now);
  const out: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const isSame = i < old.length && j < now.length && plain(old[i]) === plain(now[j]);
    if (isSame) {
      out.push(marked(' ')(now[j] ?? ''));
      i += 1;
      j += 1;
    } else if (
      j >= now.length ||
      (i < old.length && at(lengths, i + 1, j) >= at(lengths, i, j + 1))
    ) {
      out.push(marked('-')(old[i] ?? ''));
      i += 1;
    } else {
      out.push(marked('+')(now[j] ?? ''));
      j += 1;
    }
  }
  return out;
}

/** Unchanged lines beyond two around a change are one line of dots. */
export function folded(lines: readonly DiffLine[]): DiffLine[] {
  const isNear = (at: number): boolean =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ mark }) => mark !== ' ');
  return lines.flatMap((line, at) => {
    if (isNear(at)) return [line];
    return at === 0 || isNear(at - 1) ? [{ mark: ' ' as const, text: '…' }] : [];
  });
}

const linesOf = (text: string | null): string[] => (text === null ? [] : text.split('\n'));
/** A comma comes and goes with the field below. */
const plain = (line = ''): string => line.replace(/,$/, '');
const marked =
  (mark: DiffLine['mark']) =>
  (text: string): DiffLine => ({ mark, text });
const at = (lengths: readonly number[][], i: number, j: number): number => lengths[i]?.[j] ?? 0;

/** How many lines the rests of both texts have in common, by where they begin. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () =>
    Array.from({ length: now.length + 1 }, () => 0),
  );
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row === undefined) continue;
      row[j] =
        plain(old[i]) === plain(now[j])
          ? at(lengths, i + 1, j + 1) + 1
          : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
    }
  }
  return lengths;
}
