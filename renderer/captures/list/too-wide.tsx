import { ListFilter } from 'lucide-react';
import { changeDisplay } from '../display/display.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

/** More is found than can be sorted by size or duration. */
export function TooWide() {
  return (
    <EmptyState
      icon={<ListFilter size={28} aria-hidden />}
      title="Narrow the search first"
      actions={
        <Button onClick={() => changeDisplay({ order: 'newest' })}>Show the newest first</Button>
      }
    >
      At most 10,000 captures are sorted by size or duration. This finds more.
    </EmptyState>
  );
}
