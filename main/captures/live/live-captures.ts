import type { CaptureEvent, CaptureSummary } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { createListeners } from '../../lib/listeners.ts';
import { createPublisher } from '../../lib/publisher.ts';

const WINDOW_MS = 40;
const MAX_ITEMS = 200;

export type LiveCaptures = ReturnType<typeof createLiveCaptures>;

/**
 * Gathers changes for 40 ms and publishes them as few events: under load a page cannot draw a
 * thousand rows a second, so then it is told to read the first page again.
 */
export function createLiveCaptures(summary: (id: number) => CaptureSummary | undefined) {
  const publisher = createPublisher<CaptureEvent>({
    kind: 'refresh',
    why: 'This reader fell behind.',
    anywhere: true,
  });
  const touched = createListeners();
  const added = new Set<number>();
  const changed = new Set<number>();
  let removed: CaptureId[] = [];
  let removedWhy = '';
  let refreshWhy = '';
  /** Whether it is about more than the newest. */
  let isAnywhere = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const summaries = (ids: Set<number>): CaptureSummary[] =>
    [...ids].map(summary).filter((item) => item !== undefined);

  function send(): void {
    timer = undefined;
    if (added.size > MAX_ITEMS) refreshWhy ||= 'Many captures arrived.';
    if (changed.size > MAX_ITEMS) {
      refreshWhy ||= 'Many captures changed.';
      isAnywhere = true;
    }
    if (publisher.readers() === 0) refreshWhy = '';
    else if (refreshWhy) {
      const anywhere = isAnywhere || removed.length > 0;
      publisher.publish({ kind: 'refresh', why: refreshWhy, anywhere });
    } else {
      for (const id of added) changed.delete(id);
      if (added.size > 0) publisher.publish({ kind: 'added', items: summaries(added) });
      if (changed.size > 0) publisher.publish({ kind: 'changed', items: summaries(changed) });
      if (removed.length > 0) publisher.publish({ kind: 'removed', ids: removed, why: removedWhy });
    }
    added.clear();
    changed.clear();
    removed = [];
    refreshWhy = '';
    isAnywhere = false;
  }
  const soon = (): void => {
    if (closed) return;
    timer ??= setTimeout(send, WINDOW_MS);
    touched.tell();
  };

  return {
    added(id: number): void {
      added.add(id);
      soon();
    },
    changed(id: number): void {
      changed.add(id);
      soon();
    },
    removed(ids: CaptureId[], why: string): void {
      removed.push(...ids);
      removedWhy = why;
      soon();
    },
    refresh(why: string): void {
      refreshWhy = why;
      isAnywhere = true;
      soon();
    },
    /** Something is known that is not written yet: who waits may have it written and read it. */
    known(): void {
      if (!closed) touched.tell();
    },
    /** Tells at once that something changed, without saying what. */
    onTouched: touched.add,
    subscribe: (signal?: AbortSignal) => publisher.subscribe(signal),
    close(): void {
      closed = true;
      clearTimeout(timer);
      publisher.close();
    },
  };
}
