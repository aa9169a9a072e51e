import { JSON_KIND, type JsonDocument } from '../json/node-table.ts';
import { keyOf, stringEnd, valueOf } from '../json/read-node.ts';
import { firstAbove, MOST_HITS } from './find-spans.ts';

/** Hits in the keys and the scalar values of a JSON text, in document order, keys first. */
export interface FoundNodes {
  kind: 'nodes';
  node: Uint32Array;
  /** 1 where the hit is in the key of the node, 0 where it is in its value. */
  inKey: Uint8Array;
  /** Places within the key or the value as `keyOf` and `valueOf` give it. */
  from: Uint32Array;
  to: Uint32Array;
  /** There are further ones. */
  more: boolean;
}

/** A stretch of the source that is one key or one value, without its quotes. */
interface Word {
  node: number;
  inKey: boolean;
  from: number;
  to: number;
}

class Hits {
  readonly all: { node: number; inKey: boolean; from: number; to: number }[] = [];
  readonly #most: number;

  constructor(most: number) {
    // One more than is given, to know whether there are more.
    this.#most = most + 1;
  }

  get full(): boolean {
    return this.all.length >= this.#most;
  }

  addAll(node: number, inKey: boolean, text: string, pattern: RegExp): void {
    for (const match of text.matchAll(pattern)) {
      if (this.full) return;
      if (match[0] === '') continue;
      const from = match.index;
      this.all.push({ node, inKey, from, to: from + match[0].length });
    }
  }
}

/** The key or the scalar in which the character at `offset` stands; null for what is between. */
function wordAt({ text, model }: JsonDocument, offset: number): Word | null {
  const node = firstAbove(model.start, offset) - 1;
  const start = model.start[node] ?? 0;
  const end = model.end[node] ?? 0;
  if (node >= 0 && (model.kind[node] ?? 0) > JSON_KIND.array && offset < end) {
    const quote = model.kind[node] === JSON_KIND.string ? 1 : 0;
    return { node, inKey: false, from: start + quote, to: end - quote };
  }
  const next = node + 1;
  const key = next < model.count ? (model.key[next] ?? 0) : 0;
  if (key === 0 || key > offset) return null;
  const keyEnd = stringEnd(text, key) - 1;
  return offset <= keyEnd ? { node: next, inKey: true, from: key + 1, to: keyEnd } : null;
}

const wordOf = (doc: JsonDocument, { node, inKey }: Word): string =>
  inKey ? (keyOf(doc, node) ?? '') : valueOf(doc, node);

/** Over the source as one text: fast, but right only where nothing is escaped. */
function findInSource(doc: JsonDocument, pattern: RegExp, hits: Hits): void {
  const { text } = doc;
  let word: Word | null = null;
  for (let match = pattern.exec(text); match !== null && !hits.full; match = pattern.exec(text)) {
    const from = match.index;
    const to = from + match[0].length;
    if (word === null || from >= word.to || from < word.from) {
      word = wordAt(doc, from);
      // What has escapes is read by what it says, below.
      if (word !== null && text.slice(word.from, word.to).includes('\\')) {
        pattern.lastIndex = Math.max(to, word.to);
        word = null;
        continue;
      }
    }
    if (word === null || from < word.from || to > word.to) {
      // A hit over a quote is none; one that begins right after it may be.
      pattern.lastIndex = from + 1;
      continue;
    }
    const { node, inKey } = word;
    hits.all.push({ node, inKey, from: from - word.from, to: to - word.from });
  }
}

/** Keys and strings with escapes, by what they say. */
function findInEscaped(doc: JsonDocument, pattern: RegExp, hits: Hits): void {
  const { text } = doc;
  for (let at = text.indexOf('\\'); at >= 0 && !hits.full;) {
    const word = wordAt(doc, at);
    if (word !== null) hits.addAll(word.node, word.inKey, wordOf(doc, word), pattern);
    at = text.indexOf('\\', Math.max(at + 2, word?.to ?? 0));
  }
}

/** Word for word: an expression may speak of where a key or a value begins and ends. */
function findInEach(doc: JsonDocument, pattern: RegExp, hits: Hits): void {
  const { model } = doc;
  for (let node = 0; node < model.count && !hits.full; node++) {
    const key = keyOf(doc, node);
    if (key !== null) hits.addAll(node, true, key, pattern);
    const scalar = (model.kind[node] ?? 0) > JSON_KIND.array;
    if (scalar) hits.addAll(node, false, valueOf(doc, node), pattern);
  }
}

/**
 * Where a pattern with the flag `g` fits in keys and scalar values, by what they say: escapes are
 * undone, quotes and punctuation are no part of them.
 *
 * @param literal the pattern is a text with every sign escaped; that is found ten times as fast.
 */
export function findNodes(
  doc: JsonDocument,
  pattern: RegExp,
  literal: boolean,
  most = MOST_HITS,
): FoundNodes {
  const hits = new Hits(most);
  if (literal) {
    findInSource(doc, new RegExp(pattern), hits);
    const escaped = new Hits(most);
    findInEscaped(doc, pattern, escaped);
    hits.all.push(...escaped.all);
    hits.all.sort(
      (a, b) => a.node - b.node || Number(b.inKey) - Number(a.inKey) || a.from - b.from,
    );
  } else findInEach(doc, pattern, hits);
  const kept = hits.all.slice(0, most);
  return {
    kind: 'nodes',
    node: Uint32Array.from(kept, ({ node }) => node),
    inKey: Uint8Array.from(kept, ({ inKey }) => Number(inKey)),
    from: Uint32Array.from(kept, ({ from }) => from),
    to: Uint32Array.from(kept, ({ to }) => to),
    more: hits.all.length > most,
  };
}
