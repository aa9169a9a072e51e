import { later } from '../../../ui/parts/later.tsx';
import type { TraceViewProps } from '../../../trace/trace-view.tsx';
import type { Told } from '../header/outcome.ts';
import type { Activity } from './activity/use-activity.ts';

const TraceView = later<TraceViewProps>(
  'The trace',
  async () => (await import('../../../trace/trace-view.tsx')).TraceView,
);

/** The way of a capture through time: its stages, the run they led to, and what came of it. */
export function TraceTab({ told, activity }: { told: Told; activity: Activity }) {
  return <TraceView capture={told.detail} run={told.run} stamp={stampOf(activity)} />;
}

/** The same as long as nothing more came of a capture. */
function stampOf({ entries }: Activity): string {
  return entries
    .map((entry) =>
      entry.kind === 'delivery'
        ? `${entry.key} ${entry.delivery.state} ${entry.delivery.attempts}`
        : entry.key,
    )
    .join(',');
}
