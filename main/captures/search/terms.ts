import type { DriftAsked } from '../../../preload/rules/drift-kinds.ts';

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
