import { X } from 'lucide-react';
import { formatCount } from '../../ui/format.ts';
import { navigate } from '../../navigation/route.ts';
import { useOpenReplay } from '../open-replay.ts';
import { forgetJob, useJobNow } from '../job-store.ts';

/** How far several replays are, while their panel is not looked at. Nothing where there are none. */
export function JobStatus() {
  const { ids, job } = useJobNow();
  const shown = useOpenReplay(({ request }) => request?.captureIds === ids);
  if (ids === null || job === null || shown) return null;
  const words =
    job.state === 'running'
      ? `Replaying ${formatCount(job.done)} of ${formatCount(job.total)}`
      : `Replayed ${formatCount(job.done)}${job.failed > 0 ? `, ${formatCount(job.failed)} failed` : ''}`;
  return (
    <span className="flex shrink-0 items-center">
      <button
        type="button"
        className="rounded px-1.5 hover:bg-hover hover:text-ink"
        onClick={() => {
          navigate({ page: 'captures', id: null });
          useOpenReplay.setState({ request: { captureIds: ids, edit: false } });
        }}
      >
        {words}
      </button>
      {job.state !== 'running' && (
        <button
          type="button"
          aria-label="Hide the replays"
          className="rounded p-1 hover:bg-hover hover:text-ink"
          onClick={forgetJob}
        >
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  );
}
