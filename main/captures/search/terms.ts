import type { DriftAsked } from '../../../preload/rules/drift-kinds.ts';
import { CASE_VERDICTS } from '../../../preload/rules/suites/case-verdicts.ts';
import { CHAOS_KINDS } from '../../../preload/rules/chaos/words.ts';

/** Bounds of a number; infinite where a side is open-ended. */
export interface NumberRange {
  min: number;
  max: number;
  /** The bound itself does not count. */
  minOpen: boolean;
  maxOpen: boolean;
}

/** What one value must be. Letters compare without regard to ASCII case. */
export type Test =
  | { kind: 'any' }
  | { kind: 'equals'; text: string; number: number | null }
  | { kind: 'contains'; text: string }
  /** The whole value; `*` stands for any run of characters. */
  | { kind: 'pattern'; pattern: string }
  | { kind: 'range'; range: NumberRange };

export interface Phrase {
  text: string;
  /** The last word may go on. */
  prefix: boolean;
}

export const FLAGS = [
  'pinned',
  'replay',
  'tunnel',
  'cut',
  'failed',
  'refused',
  'imported',
  'rebuilt',
  'redacted',
] as const;
/** What was done to a reply on purpose; `any` is all of them. */
export const CHAOS = ['any', ...CHAOS_KINDS] as const;
/** What became of a capture when a suite sent it last; `any` is all of them. */
export const SUITE_VERDICTS = ['any', ...CASE_VERDICTS] as const;
export const PARTS = ['body', 'note'] as const;
export type Flag = (typeof FLAGS)[number];
export type Part = (typeof PARTS)[number];
export type TextColumn =
  | 'method'
  | 'path'
  | 'endpoint'
  | 'type'
  | 'note'
  | 'provider'
  | 'event'
  | 'delivery'
  | 'sig';

/** Where a term has several alternatives, any of them is enough. */
export type TermBody =
  | { kind: 'text'; phrases: Phrase[]; within: 'anywhere' | 'headers' | 'body' }
  | { kind: 'flag'; flags: Flag[] }
  | { kind: 'has'; parts: Part[] }
  | { kind: 'number'; field: 'status' | 'size'; ranges: NumberRange[] }
  | { kind: 'column'; field: TextColumn; tests: Test[] }
  | { kind: 'chaos'; kinds: (typeof CHAOS)[number][] }
  | { kind: 'suite'; verdicts: (typeof SUITE_VERDICTS)[number][] }
  /** `row` is what an id of our own says: the id of a capture that came without one. */
  | { kind: 'trace'; traces: { id: string; row: number }[] }
  | { kind: 'id'; ids: number[] }
  /** What the catalogue found of it. */
  | { kind: 'drift'; asked: DriftAsked[] }
  | { kind: 'version'; tests: Test[] }
  /** Epoch ms; `since` counts itself, `until` does not; one of them is set. */
  | { kind: 'time'; since: number | null; until: number | null }
  /** `name` is a header, query or body field: `header.x-request-id`, `body.items.0.id`. */
  | { kind: 'value'; name: string; tests: Test[] };

/** One condition of a search. Offsets are UTF-16 units in the query text, `to` exclusive. */
export type Term = TermBody & { from: number; to: number; negated: boolean };
