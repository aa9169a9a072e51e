import { later } from '../../ui/parts/later.tsx';
import { useFoundCount } from '../list/count-line.tsx';
import { useFound } from '../search-store.ts';
import { useTimelineOpen } from '../../ui/timeline/timeline-open.ts';

const Timeline = later(
  'The timeline',
  () =>
    import('./timeline.tsx').then(
      (part) => part.Timeline,
      () => Missing,
    ),
  () => null,
);

/** The place of the timeline: as high before its script is there, so that no row jumps. */
export function TimelineSlot() {
  const isOpen = useTimelineOpen();
  const search = useFound();
  const found = useFoundCount(search);
  // Before the first capture there is no time to show.
  const isEmpty = search === '' && found?.count === 0;
  if (!isOpen || isEmpty) return null;
  return (
    <div className="h-14 border-t border-line">
      <Timeline />
    </div>
  );
}

function Missing() {
  return <p className="p-3 text-sm text-muted">The timeline did not load. Reload the page.</p>;
}
