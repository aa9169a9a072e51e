import type { CapturePage, CaptureSummary, ListInput } from '../../preload/contract/captures.ts';
import type { Neighbour, Partner } from '../../preload/contract/captures/compare.ts';
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

/** The same event of the same sender; null where the capture tells no event. */
const eventSearch = ({ eventType, provider }: CaptureSummary): string | null =>
  eventType === null ? null : groupSearch('event', eventType, provider);

const pathSearch = ({ target }: CaptureSummary): string =>
  groupSearch('path', pathOf(target), null);

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
    limit = OFFERED,
  ): Promise<CaptureSummary[]> {
    const order = later ? 'oldest' : 'newest';
    const { items } = await list({ search, order, limit, before: of.id });
    return items;
  }

  return {
    /** Captures to compare one with, each once: the same event before and after it, the same path. */
    async partnersOf(id: CaptureId): Promise<Partner[]> {
      const of = mustFind(id);
      const event = eventSearch(of);
      const path = pathSearch(of);
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
    /**
     * The capture nearest in time that is the same event of the same sender; of one that tells no
     * event, the nearest with its path. Whoever goes from capture to capture goes by this rule.
     *
     * @throws BackstitchError CAPTURE_NOT_FOUND where the capture itself is gone
     */
    async neighbourOf({ id, way }: { id: CaptureId; way: 'older' | 'newer' }): Promise<Neighbour> {
      const of = mustFind(id);
      const event = eventSearch(of);
      const [capture] = await beside(of, event ?? pathSearch(of), way === 'newer', 1);
      return { by: event === null ? 'path' : 'event', capture: capture ?? null };
    },
  };
}
