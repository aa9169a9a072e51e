import type { ExpectationReport } from '../../../preload/contract/interchange/expectations.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';

/** A capture that was judged, and what did not hold of it. */
export interface JudgedCapture {
  id: CaptureId;
  failed: { name: string; expected: string; found: string | null }[];
}

/**
 * A report by capture: first those of which something did not hold, then the others, each oldest first. It knows
 * as many captures as the report names.
 */
export function capturesOf({ captureIds, tests }: ExpectationReport): JudgedCapture[] {
  const captures = new Map<CaptureId, JudgedCapture>();
  const known = (id: CaptureId): JudgedCapture => {
    const capture = captures.get(id) ?? { id, failed: [] };
    captures.set(id, capture);
    return capture;
  };
  for (const id of captureIds) known(id);
  for (const test of tests.filter(({ ok }) => !ok)) {
    for (const id of test.captureIds) {
      const miss = test.misses.find(({ captureId }) => captureId === id);
      const { expected } = miss ?? test;
      known(id).failed.push({ name: test.name, expected, found: miss?.found ?? null });
    }
  }
  return [...captures.values()].toSorted(
    (a, b) =>
      Number(a.failed.length === 0) - Number(b.failed.length === 0) || (a.id < b.id ? -1 : 1),
  );
}
