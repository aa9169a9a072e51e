import { create } from 'zustand';
import type { SuiteSource } from '../../preload/contract/interchange/suites.ts';
import type { SuiteId } from '../../preload/contract/interchange/suite-cases.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';

/** What is to be sent: a search that can still be changed, chosen captures, variants of one, or a suite. */
export type ToTest =
  | { kind: 'search'; search: string }
  | { kind: 'captures'; ids: CaptureId[] }
  | { kind: 'variants'; captureId: CaptureId; cases: number }
  | { kind: 'suite'; id: SuiteId; name: string; cases: number };

interface Opened {
  what: ToTest | null;
}

/** What the dialog that runs a suite is about; it is open while there is something. */
export const useTestOpen = create<Opened>(() => ({ what: null }));

export const openTest = (what: ToTest): void => useTestOpen.setState({ what });
export const closeTest = (): void => useTestOpen.setState({ what: null });

/** The source of a run, for a search with the newest so many. */
export function sourceOf(what: ToTest, search: string, limit: number): SuiteSource {
  if (what.kind === 'search') return { kind: 'search', search, limit };
  if (what.kind === 'variants') return { kind: 'variants', captureId: what.captureId };
  return what.kind === 'suite' ? { kind: 'suite', id: what.id } : what;
}
