import { useQuery } from '@tanstack/react-query';
import { ListChecks, Pause, Play, Square } from 'lucide-react';
import type { BulkJob } from '../../preload/contract/deliveries/jobs.ts';
import { api, query } from '../api/client.ts';
import { useNow } from '../ui/platform/use-now.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatCount } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { ProgressBar } from '../ui/signs/progress-bar.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { exact } from '../ui/time/moments.ts';
import { useDeliveryChange } from '../destinations/use-delivery-change.ts';

const KINDS: Readonly<Record<BulkJob['kind'], string>> = {
  retry: 'Requeue dead letters',
  recover: 'Recover a destination',
  'discard-held': 'Discard held deliveries',
  'replay-missing': 'Send missing captures',
};

const TONES: Readonly<Record<BulkJob['state'], Tone>> = {
  running: 'info',
  paused: 'warn',
  finished: 'good',
  canceled: 'neutral',
};

/** Work on many deliveries at once. It goes on by itself, also after a restart. */
export function JobsPart() {
  const jobs = useQuery(query.deliveries.jobs.queryOptions());
  if (jobs.isPending) return <Spinner label="Loading the jobs" />;
  if (jobs.error !== null) {
    return (
      <div className="p-4">
        <Problem error={jobs.error} onRetry={() => void jobs.refetch()} />
      </div>
    );
  }
  if (jobs.data.length === 0) {
    return (
      <EmptyState icon={<ListChecks size={28} aria-hidden />} title="No jobs yet">
        Requeue dead letters or recover a destination: you can follow, pause and cancel it here.
      </EmptyState>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-auto px-4 sm:px-6 py-5">
      <ul
        aria-label="Jobs"
        className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface"
      >
        {jobs.data.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
    </div>
  );
}

function JobRow({ job }: { job: BulkJob }) {
  const now = useNow(false);
  const set = useDeliveryChange(
    (state: 'running' | 'paused' | 'canceled') => api.deliveries.setJob({ id: job.id, state }),
    { failed: 'Not changed' },
  );
  const live = job.state === 'running' || job.state === 'paused';
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-56 flex-1">
        <p className="flex items-center gap-2 font-medium">
          {KINDS[job.kind]}
          <Badge tone={TONES[job.state]}>{job.state}</Badge>
        </p>
        <p className="text-sm text-muted">begun {exact(job.createdAt, now)}</p>
      </div>
      <div className="flex w-64 flex-col gap-1">
        <ProgressBar label="Done so far" value={job.done} max={job.total} />
        <p className="text-sm text-muted tabular-nums">
          {formatCount(job.done)} of {formatCount(job.total)}, {formatCount(job.ok)} done
          {job.bad > 0 && <span className="text-bad">, {formatCount(job.bad)} not</span>}
        </p>
      </div>
      <div className="flex w-44 justify-end gap-1.5">
        {job.state === 'running' && (
          <Button size="sm" icon={<Pause size={14} />} onClick={() => set.mutate('paused')}>
            Pause
          </Button>
        )}
        {job.state === 'paused' && (
          <Button size="sm" icon={<Play size={14} />} onClick={() => set.mutate('running')}>
            Resume
          </Button>
        )}
        {live && (
          <Button size="sm" icon={<Square size={14} />} onClick={() => set.mutate('canceled')}>
            Cancel
          </Button>
        )}
      </div>
    </li>
  );
}
