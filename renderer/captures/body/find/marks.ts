import type { FoundNodes } from './find-nodes.ts';
import { firstAbove, type FoundSpans } from './find-spans.ts';
import { findNeedles, type Needles } from './list-needles.ts';

/** Why a stretch is marked: a hit, the hit one is at, or a word of the list's search. */
export type MarkTone = 'hit' | 'current' | 'search';

export interface Mark {
  from: number;
  to: number;
  tone: MarkTone;
}

/** The hits that touch a stretch, by their places in it. */
export function marksWithin(found: FoundSpans, at: number, from: number, to: number): Mark[] {
  const marks: Mark[] = [];
  for (let hit = firstAbove(found.to, from); hit < found.from.length; hit++) {
    const begins = found.from[hit] ?? 0;
    if (begins >= to) break;
    marks.push({
      from: Math.max(0, begins - from),
      to: Math.min(to, found.to[hit] ?? 0) - from,
      tone: hit === at ? 'current' : 'hit',
    });
  }
  return marks;
}

/** The hits in the key or in the value of one node. */
export function marksOfNode(found: FoundNodes, at: number, node: number, inKey: boolean): Mark[] {
  const marks: Mark[] = [];
  for (let hit = firstAbove(found.node, node - 1); found.node[hit] === node; hit++) {
    if ((found.inKey[hit] === 1) !== inKey) continue;
    marks.push({
      from: found.from[hit] ?? 0,
      to: found.to[hit] ?? 0,
      tone: hit === at ? 'current' : 'hit',
    });
  }
  return marks;
}

/** How far a word may reach into the next row. */
const REACH = 200;

/** Words of the list's search that touch a stretch of a text, by their places in it. */
export function needleMarks(text: string, needles: Needles, from: number, to: number): Mark[] {
  if (needles.length === 0) return [];
  const start = Math.max(0, from - REACH);
  return findNeedles(text.slice(start, to + REACH), needles)
    .map((one) => ({
      from: Math.max(0, one.from + start - from),
      to: Math.min(to, one.to + start) - from,
      tone: 'search' as const,
    }))
    .filter((mark) => mark.to > 0 && mark.to > mark.from);
}

export interface MarkedPiece {
  text: string;
  tone: MarkTone | null;
}

/** A text cut at its marks, which are in order and apart. */
export function cutAtMarks(text: string, marks: readonly Mark[]): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  let at = 0;
  for (const { from, to, tone } of marks) {
    if (from > at) pieces.push({ text: text.slice(at, from), tone: null });
    if (to > Math.max(at, from)) pieces.push({ text: text.slice(Math.max(at, from), to), tone });
    at = Math.max(at, to);
  }
  if (at < text.length) pieces.push({ text: text.slice(at), tone: null });
  return pieces;
}
