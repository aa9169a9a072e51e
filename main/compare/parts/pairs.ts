import type { ComparePart } from '../../../preload/contract/captures/compare.ts';
import type { Report } from '../difference.ts';

export interface Pair {
  name: string;
  /** Decoded. */
  value: string;
  /** As it stands on the wire, name and value. */
  raw: string;
}

/**
 * Compares lists of named values in order, of a query or a form: those of one name are paired in turn.
 *
 * @param inner compares two values in another way, as JSON say; false where it did not.
 */
export function comparePairs(
  of: { part: ComparePart; prefix: string; left: readonly Pair[]; right: readonly Pair[] },
  report: Report,
  inner: (name: string, left: string, right: string) => boolean = () => false,
): void {
  const { part, prefix } = of;
  const lefts = numbered(of.left);
  const rights = numbered(of.right);
  const inRight = new Map(rights.map((pair, at) => [pair.id, { pair, at }]));
  const inLeft = new Set(lefts.map(({ id }) => id));
  const order: number[] = [];
  for (const { id, path, pair } of lefts) {
    const names = [prefix, pair.name];
    const other = inRight.get(id);
    if (!other) {
      report.tell({ part, kind: 'removed', path, names, left: pair.value, right: null });
      continue;
    }
    order.push(other.at);
    const { value, raw } = other.pair.pair;
    if (pair.value !== value) {
      if (inner(pair.name, pair.value, value)) continue;
      report.tell({ part, kind: 'changed', path, names, left: pair.value, right: value });
    } else if (pair.raw !== raw) {
      report.tell({ part, kind: 'spelling', path, names, left: pair.raw, right: raw });
    }
  }
  for (const { id, path, pair } of rights) {
    if (inLeft.has(id)) continue;
    const names = [prefix, pair.name];
    report.tell({ part, kind: 'added', path, names, left: null, right: pair.value });
  }
  if (order.every((at, i) => i === 0 || (order[i - 1] ?? 0) < at)) return;
  const list = (pairs: readonly Pair[]): string => pairs.map(({ name }) => name).join(', ');
  const lists = { left: list(of.left), right: list(of.right) };
  report.tell({ part, kind: 'order', path: 'order', names: null, ...lists });
}

function numbered(pairs: readonly Pair[]) {
  const seen = new Map<string, number>();
  return pairs.map((pair) => {
    const nth = seen.get(pair.name) ?? 0;
    seen.set(pair.name, nth + 1);
    const path = nth === 0 ? pair.name : `${pair.name}(${nth + 1})`;
    return { id: `${nth} ${pair.name}`, path, pair };
  });
}
