import { type Alignment, fillGaps, mirrored, withMoves } from '../sequences/align.ts';
import { commonOf, type Match } from '../sequences/myers.ts';
import { type JsonNode, sourceOf, stringOf } from './read-json.ts';
import { decimalOf } from '../../lib/json/decimal.ts';
import type { Sameness } from './sameness.ts';

/** Names by which elements of an array are told apart, the likeliest first. */
const KEYS = ['id', '_id', 'uuid', 'guid', 'key', 'sku', 'code', 'event_id', 'name'];
/** Edits looked for between two lists of plain values. */
const MOST_EDITS = 2000;
/** So many elements of each side are paired by how alike they are. */
const MOST_ALIKE = 200;
const ALIKE = 0.5;

export interface Elements {
  text: string;
  values: readonly JsonNode[];
  start: number;
  end: number;
}

export interface ArrayAlignment extends Alignment {
  /** The member by which elements were paired; null where it was by place or likeness. */
  key: string | null;
}

/**
 * Which elements of two arrays belong together. Seen from the other side it is the same: of two texts
 * the one that sorts first always leads.
 */
export function alignArrays(left: Elements, right: Elements, same: Sameness): ArrayAlignment {
  if (sortsAfter(left, right)) {
    const { key, ...alignment } = aligned(right, left, same);
    return { key, ...mirrored(alignment) };
  }
  return aligned(left, right, same);
}

function sortsAfter(left: Elements, right: Elements): boolean {
  const lengths = left.end - left.start - (right.end - right.start);
  if (lengths !== 0) return lengths > 0;
  return left.text.slice(left.start, left.end) > right.text.slice(right.start, right.end);
}

function aligned(left: Elements, right: Elements, same: Sameness): ArrayAlignment {
  const lengths = { left: left.values.length, right: right.values.length };
  for (const key of KEYS) {
    const lefts = keysOf(left, key);
    const rights = lefts && keysOf(right, key);
    if (!lefts || !rights) continue;
    const pairs: Match[] = [];
    for (const [value, at] of lefts) {
      const other = rights.get(value);
      if (other !== undefined) pairs.push([at, other]);
    }
    // Names that nobody shares tell nothing.
    if (pairs.length > 0) return { key, ...withMoves(pairs) };
  }
  const pairs = unkeyed(left, right, same);
  const fits = (a: number, b: number): boolean => isPlain(left, a) === isPlain(right, b);
  return { key: null, ...withMoves(fillGaps(pairs, lengths, fits)) };
}

function isPlain({ values }: Elements, at: number): boolean {
  const kind = values[at]?.kind;
  return kind !== 'object' && kind !== 'array';
}

/** The value of a key in each element, with its place; undefined where not all have one of their own. */
function keysOf({ text, values }: Elements, key: string): Map<string, number> | undefined {
  if (values.length === 0) return undefined;
  const found = new Map<string, number>();
  for (const [at, value] of values.entries()) {
    const member = value.kind === 'object' ? value.values[value.keys.indexOf(key)] : undefined;
    const plain = member && plainText(text, member);
    if (plain === undefined || found.has(plain)) return undefined;
    found.set(plain, at);
  }
  return found;
}

function plainText(text: string, node: JsonNode): string | undefined {
  if (node.kind === 'string') return `"${stringOf(text, node)}`;
  return node.kind === 'number' ? decimalOf(sourceOf(text, node)) : undefined;
}

/** What an element is called in a path: `id=42`. */
export function labelOf(text: string, node: JsonNode, key: string): string {
  const member = node.kind === 'object' ? node.values[node.keys.indexOf(key)] : undefined;
  if (!member) return key;
  return `${key}=${member.kind === 'string' ? stringOf(text, member) : sourceOf(text, member)}`;
}

function unkeyed(left: Elements, right: Elements, same: Sameness): Match[] {
  const lefts = left.values.map((value) => same.of(left.text, value));
  const rights = right.values.map((value) => same.of(right.text, value));
  const common = commonOf(lefts, rights, MOST_EDITS) ?? [];
  return [...common, ...alike(left, right, same, common)];
}

/** Pairs objects that are left over by how many members they share. */
function alike(left: Elements, right: Elements, same: Sameness, common: Match[]): Match[] {
  const lefts = objectsBeside(left, new Set(common.map(([at]) => at)));
  const rights = objectsBeside(right, new Set(common.map(([, at]) => at)));
  if (lefts.length > MOST_ALIKE || rights.length > MOST_ALIKE) return [];
  const members = rights.map(({ node }) => new Set(same.members(right.text, node)));
  const taken = new Set<number>();
  return lefts.flatMap(({ at, node }): Match[] => {
    const own = same.members(left.text, node);
    let best = -1;
    let score = 0;
    members.forEach((others, i) => {
      if (taken.has(i)) return;
      const shared = own.filter((one) => others.has(one)).length;
      const share = shared / Math.max(own.length, others.size, 1);
      if (best < 0 ? share < ALIKE : share <= score) return;
      best = i;
      score = share;
    });
    const found = rights[best];
    if (!found) return [];
    taken.add(best);
    return [[at, found.at]];
  });
}

const objectsBeside = ({ values }: Elements, taken: ReadonlySet<number>) =>
  values.flatMap((node, at) => (node.kind === 'object' && !taken.has(at) ? [{ at, node }] : []));
