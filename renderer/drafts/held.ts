import type { Draft } from '../../preload/contract/window/drafts.ts';

/** What is kept of one text that a person typed: the text, and what it began from. */
export interface KeptValue {
  now: unknown;
  /** What was saved when it began; left out where it needs no third way. */
  was?: unknown;
}

/** Which text, and what its draft began from. */
export interface DraftOf {
  /** `kind:object`, such as `function:app_1/total`. */
  key: string;
  /** In lower case, with hyphens. */
  kind: string;
  /** Revision of the object; null where it has none. */
  base: string | null;
}

/** What is known here of one draft. It is replaced by every change, never changed. */
export interface Held extends DraftOf {
  value: unknown;
  /** False: as it came from the engine or from an earlier page, to be read before it is used. */
  isLive: boolean;
  was: unknown;
  /** When it was changed last, and in which browser. */
  at: number;
  session: string;
  /** It was there when it was opened, changed then and there; null for one begun since. */
  found: { at: number; session: string } | null;
  /** The engine has exactly this. */
  isKept: boolean;
  /** What another window kept meanwhile; nothing is sent until somebody has chosen. */
  other: Draft | null;
  isTooLarge: boolean;
}

/** Makes of a live value what may be kept: JSON, and no secret in it. */
export type Pack = (value: unknown) => unknown;

/** As it goes to the engine. */
export function keptValue(held: Held, pack: Pack): KeptValue {
  const now = held.isLive ? pack(held.value) : held.value;
  return held.was === undefined ? { now } : { now, was: held.was };
}

/** What an engine or an earlier page kept; null where it is none of ours. */
export function readKept(value: unknown): KeptValue | null {
  if (typeof value !== 'object' || value === null || !('now' in value)) return null;
  return 'was' in value ? { now: value.now, was: value.was } : { now: value.now };
}

/** A draft as the engine has it; null where it is none of ours. */
export function foundOf(draft: Draft): Held | null {
  const kept = readKept(draft.value);
  if (kept === null) return null;
  const { key, kind, base, updatedAt: at, session } = draft;
  const flags = { isLive: false, isKept: true, other: null, isTooLarge: false };
  const found = { at, session };
  return { key, kind, base, value: kept.now, was: kept.was, at, session, found, ...flags };
}

/** About how many characters a value has as JSON. Counts no further than `enough`. */
export function roughSize(value: unknown, enough: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 2;
  for (const [key, part] of Object.entries(value)) {
    size += key.length + roughSize(part, enough);
    if (size > enough) break;
  }
  return size;
}
