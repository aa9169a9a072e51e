import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Report } from '../difference.ts';
import { isOwnHeader } from '../ignore.ts';

/**
 * Compares headers as a set in which a line may come several times: names in lower case, values exactly.
 * Another spelling of a name, and another order of what both have, are told apart from that.
 */
export function compareHeaders(
  left: readonly HeaderPair[],
  right: readonly HeaderPair[],
  report: Report,
): void {
  const lefts = byName(left);
  const rights = byName(right);
  for (const name of new Set([...lefts.keys(), ...rights.keys()])) {
    compareValues(name, lefts.get(name) ?? [], rights.get(name) ?? [], report);
  }
  compareOrder(left, right, report);
}

function byName(headers: readonly HeaderPair[]): Map<string, HeaderPair[]> {
  const found = new Map<string, HeaderPair[]>();
  for (const pair of headers) {
    const name = pair[0].toLowerCase();
    const list = found.get(name);
    if (list) list.push(pair);
    else found.set(name, [pair]);
  }
  return found;
}

function compareValues(
  name: string,
  left: HeaderPair[],
  right: HeaderPair[],
  report: Report,
): void {
  const names = ['header', name];
  const spelt = { left: left[0]?.[0] ?? null, right: right[0]?.[0] ?? null };
  if (spelt.left !== null && spelt.right !== null && spelt.left !== spelt.right) {
    report.tell({ part: 'headers', kind: 'spelling', path: name, names, ...spelt });
  }
  const rest = { left: without(left, right), right: without(right, left) };
  for (let i = 0; i < Math.max(rest.left.length, rest.right.length); i += 1) {
    const before = rest.left[i] ?? null;
    const after = rest.right[i] ?? null;
    const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
    report.tell({ part: 'headers', kind, path: name, names, left: before, right: after });
  }
}

/** Values of the first that the second does not have as often. */
function without(headers: readonly HeaderPair[], others: readonly HeaderPair[]): string[] {
  const left = new Map<string, number>();
  for (const [, value] of others) left.set(value, (left.get(value) ?? 0) + 1);
  return headers.flatMap(([, value]) => {
    const count = left.get(value) ?? 0;
    left.set(value, count - 1);
    return count > 0 ? [] : [value];
  });
}

/** The order of names that both have; what each delivery has of its own is passed over. */
function compareOrder(
  left: readonly HeaderPair[],
  right: readonly HeaderPair[],
  report: Report,
): void {
  const before = commonNames(left, right);
  const after = commonNames(right, left);
  const sequence = (pairs: readonly HeaderPair[]): string =>
    pairs.map(([name, value]) => `${name.toLowerCase()}: ${value}`).join('\n');
  const list = (pairs: readonly HeaderPair[]): string =>
    pairs.map(([name]) => name.toLowerCase()).join(', ');
  const isSame =
    list(before) === list(after) &&
    (sameLines(before, after) ? sequence(before) === sequence(after) : true);
  if (isSame) return;
  const lists = { left: list(before), right: list(after) };
  report.tell({
    part: 'headers',
    kind: 'order',
    path: 'order',
    names: ['header', 'order'],
    ...lists,
  });
}

function commonNames(headers: readonly HeaderPair[], others: readonly HeaderPair[]): HeaderPair[] {
  const count = new Map<string, number>();
  for (const [name] of others) {
    const key = name.toLowerCase();
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  return headers.filter(([name]) => {
    const key = name.toLowerCase();
    if (isOwnHeader(key)) return false;
    const left = count.get(key) ?? 0;
    count.set(key, left - 1);
    return left > 0;
  });
}

/** Whether both hold the same lines, whatever their order. */
function sameLines(left: readonly HeaderPair[], right: readonly HeaderPair[]): boolean {
  const sorted = (pairs: readonly HeaderPair[]): string =>
    pairs
      .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
      .toSorted()
      .join('\n');
  return sorted(left) === sorted(right);
}
