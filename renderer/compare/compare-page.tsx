import { GitCompare } from 'lucide-react';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { navigate, useRoute } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { PairPage } from './pair/pair-page.tsx';
import { SeriesPage } from './series/series-page.tsx';

/** Two captures side by side, or up to 20 as a table, as the address names them. */
export function ComparePage() {
  const route = useRoute();
  const ids = route.page === 'compare' ? (route.ids as CaptureId[]) : [];
  const [left, right] = ids;
  if (left === undefined || right === undefined) return <NothingToCompare />;
  return ids.length === 2 ? <PairPage left={left} right={right} /> : <SeriesPage ids={ids} />;
}

function NothingToCompare() {
  return (
    <PageFrame title="Compare">
      <EmptyState
        icon={<GitCompare size={28} aria-hidden />}
        title="Nothing to compare yet"
        actions={
          <Button onClick={() => navigate({ page: 'captures', id: null })}>Go to captures</Button>
        }
      >
        Press = on a capture to compare it with the previous one of its event, or select up to 20.
      </EmptyState>
    </PageFrame>
  );
}
