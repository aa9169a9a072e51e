import type { Prefs } from '../../preload/contract/window/prefs.ts';
import { putPrefs } from '../api/prefs.ts';

/** What points at the first capture, in this order. */
export const HINTS = ['outcome', 'replay', 'forward'] as const;
export type Hint = (typeof HINTS)[number];

/** What the first minute and the first day have left behind; preference `start`. */
export interface Start {
  /** The first capture opened by itself once: never again. */
  opened: boolean;
  /** Hints that were not used yet. None before the first capture. */
  hints: readonly Hint[];
  /** The list of what to do next was hidden. */
  hidden: boolean;
}

/** Read with care: another version may have written it. */
export function readStart(prefs: Prefs): Start {
  const kept: unknown = prefs['start'];
  const value = typeof kept === 'object' && kept !== null ? kept : {};
  const hints = 'hints' in value && Array.isArray(value.hints) ? (value.hints as unknown[]) : [];
  return {
    opened: 'opened' in value && value.opened === true,
    hints: HINTS.filter((hint) => hints.includes(hint)),
    hidden: 'hidden' in value && value.hidden === true,
  };
}

/** Keeps what changed; a failure costs no more than a hint that comes again. */
export async function saveStart(start: Start): Promise<void> {
  await putPrefs({ start }).catch(() => undefined);
}
