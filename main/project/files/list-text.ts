import { createScanner, getNodeValue, type Node } from 'jsonc-parser';
import { canonical, isObject, type Json } from '../canonical.ts';
import { joined, type Segment, segmentsOf } from './segments.ts';

// Kinds of tokens of `jsonc-parser`, whose enumeration is a type only.
const LINE_COMMENT = 12;
const END = 17;

/** A list that was written with its entries in another order, and what is still to change inside of them. */
export interface ListText {
  text: string;
  /** Entries that stay, by their place now, that hold something else than before. */
  changed: { at: number; from: Json; to: Json }[];
}

/**
 * The text of a file with the entries of one list moved, added and taken away. An entry that stays keeps its
 * spelling and its comments, above it, beside it and within; one that goes takes them along.
 *
 * @param unit one step of indentation
 * @returns undefined where no entry stays: then nothing of the list is worth keeping
 */
export function listText(
  text: string,
  node: Node,
  to: readonly Json[],
  { unit, eol }: { unit: string; eol: string },
): ListText | undefined {
  const { list, from, to: end, trailingComma } = segmentsOf(text, node);
  const old = list.map((one) => getNodeValue(one.node) as Json);
  const stays = matched(old, to);
  if (stays.every((at) => at === undefined)) return undefined;
  const changed = stays.flatMap((at, index) => {
    const [before, after] = [at === undefined ? undefined : old[at], to[index]];
    const isSame = before === undefined || canonical(before) === canonical(after);
    return isSame || after === undefined ? [] : [{ at: index, from: before, to: after }];
  });
  if (stays.length === old.length && stays.every((at, index) => at === index)) {
    return { text, changed };
  }

  const [first] = list;
  // What stands beside the bracket is about the list, whoever comes first.
  const [head = ''] =
    /^[ \t]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/)(?=\r?\n)/.exec(first?.above ?? '') ?? [];
  const lead = leadOf(list);
  const isInLines = lead.includes('\n');
  const entries = to.map((value, index) => {
    const at = stays[index];
    const one = at === undefined ? undefined : list[at];
    const text = one?.text ?? spelled(value, lead, unit, eol);
    const above = (at === 0 ? one?.above.slice(head.length) : one?.above) ?? lead;
    const beside = one?.beside ?? '';
    // What stood first may have been right behind the bracket, and what comes there stands so.
    if (index === 0 && at === 0) return { above, text, beside };
    if (isInLines)
      return { above: above.includes('\n') ? above : lead + above.trimStart(), text, beside };
    const apart = /^\s/.test(above) ? above : ` ${above}`;
    return { above: index === 0 ? apart.trimStart() : apart, text, beside };
  });
  const body = head + joined(entries, trailingComma);
  const open = endsInComment(body) && !/^[ \t]*\r?\n/.test(text.slice(end)) ? eol : '';
  return { text: text.slice(0, from) + body + open + text.slice(end), changed };
}

/** Whether what follows would belong to a comment. */
function endsInComment(text: string): boolean {
  const scanner = createScanner(text);
  let last: number = END;
  for (let next: number = scanner.scan(); next !== END; next = scanner.scan()) last = next;
  return last === LINE_COMMENT;
}

/** What stands before an entry without a comment: a new line with its indentation, or a blank. */
function leadOf(list: readonly Segment[]): string {
  const found = list.map(({ above }) => /(\r?\n[ \t]*)[^\r\n]*$/.exec(above)?.[1]).find(Boolean);
  return found ?? ' ';
}

function spelled(value: Json, lead: string, unit: string, eol: string): string {
  const lines = JSON.stringify(value, null, unit).split('\n');
  const indent = /\n([ \t]*)$/.exec(lead)?.[1];
  // A text of JSON holds no line break of its own.
  return indent === undefined
    ? lines.map((line) => line.trim()).join(' ')
    : lines.join(eol + indent);
}

/**
 * Which old entry each new one is; undefined for one that is new. The same value is the same entry, wherever it went; else
 * the objects that have most in common. What has nothing in common is another entry: its comments would be untrue.
 */
function matched(old: readonly Json[], to: readonly Json[]): (number | undefined)[] {
  const found: (number | undefined)[] = to.map(() => undefined);
  const free = new Set(old.keys());
  const take = (index: number, at: number): void => {
    found[index] = at;
    free.delete(at);
  };
  const places = new Map<string, number[]>();
  for (const [at, value] of old.entries()) {
    const key = canonical(value);
    places.set(key, [...(places.get(key) ?? []), at]);
  }
  for (const [index, value] of to.entries()) {
    const at = places.get(canonical(value))?.shift();
    if (at !== undefined) take(index, at);
  }
  const open = (): number[] => [...to.keys()].filter((index) => found[index] === undefined);
  const pairs = open()
    .flatMap((index) => [...free].map((at) => ({ index, at, score: inCommon(old[at], to[index]) })))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || Math.abs(a.at - a.index) - Math.abs(b.at - b.index));
  for (const { index, at } of pairs) {
    if (found[index] === undefined && free.has(at)) take(index, at);
  }
  return found;
}

/** How many fields two objects share. */
function inCommon(a: Json | undefined, b: Json | undefined): number {
  if (!isObject(a) || !isObject(b)) return 0;
  return Object.entries(a).filter(
    ([key, value]) => Object.hasOwn(b, key) && canonical(b[key]) === canonical(value),
  ).length;
}
