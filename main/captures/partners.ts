import type { CapturePage, CaptureSummary, ListInput } from '../../preload/contract/captures.ts';
import type { Partner } from '../../preload/contract/compare.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { pathOf } from './arrival.ts';
import { groupSearch } from './overview/groups.ts';

interface Parts {
  list: (input: ListInput) => Promise<CapturePage>;
  summaryOf: (rowId: number) => CaptureSummary | undefined;
  rowIdOf: (id: CaptureId) => number;
}

/** Of each kind so many are offered. */
const OFFERED = 5;

/** Which captures one is compared with. */
export function createPartners({ list, summaryOf, rowIdOf }: Parts) {
  function mustFind(id: CaptureId): CaptureSummary {
    const found = summaryOf(rowIdOf(id));
    if (found === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
    return found;
  }

  /** The nearest first. */
  async function beside(
    of: CaptureSummary,
    search: string,
    later: boolean,
  ): Promise<CaptureSummary[]> {
    const order = later ? 'oldest' : 'newest';
    const { items } = await list({ search, order, limit: OFFERED, before: of.id });
    return items;
  }

  return {
    /** Captures to compare one with, each once: the same event before and after it, the same path. */
    async partnersOf(id: CaptureId): Promise<Partner[]> {
      const of = mustFind(id);
      const event = of.eventType === null ? null : groupSearch('event', of.eventType, of.provider);
      const path = groupSearch('path', pathOf(of.target), null);
      const original = of.replayOf === null ? undefined : summaryOf(rowIdOf(of.replayOf));
      const found: Partner[] = [];
      const offer = (why: Partner['why'], captures: readonly CaptureSummary[]): void => {
        for (const capture of captures) {
          const isKnown = capture.id === id || found.some((one) => one.capture.id === capture.id);
          if (!isKnown) found.push({ why, capture });
        }
      };
      if (event !== null) offer('event', await beside(of, event, false));
      if (original) offer('replay', [original]);
      offer('path', await beside(of, path, false));
      if (event !== null) offer('event', await beside(of, event, true));
      offer('path', await beside(of, path, true));
      return found;
    },
    /** The next capture of the same event. */
    async nextOf(id: CaptureId): Promise<CaptureSummary | undefined> {
      const of = mustFind(id);
      if (of.eventType === null) return undefined;
      const search = groupSearch('event', of.eventType, of.provider);
      return (await beside(of, search, true))[0];
    },
  };
}
