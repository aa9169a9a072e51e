import type { Replay } from '../../preload/contract/replays.ts';
import { formatDuration } from '../ui/format.ts';
import { timingPhases, type Phase } from './timing-phases.ts';

const COLOURS: Record<Phase['name'], string> = {
  'Look-up': 'bg-info',
  Connect: 'bg-warn',
  TLS: 'bg-accent',
  Waiting: 'bg-good',
  Receiving: 'bg-line-strong',
};

/** How long each phase of the exchange took, as a bar with a legend. */
export function TimingBar({ replay }: { replay: Pick<Replay, 'timings' | 'totalMs'> }) {
  const phases = timingPhases(replay);
  const sum = phases.reduce((total, { ms }) => total + ms, 0);
  if (phases.length === 0 || sum === 0) return null;
  return (
    <div className="flex flex-col gap-1">
      <div aria-hidden className="flex h-1.5 overflow-hidden rounded-full bg-hover">
        {phases.map(({ name, ms }) => (
          <span
            key={name}
            className={COLOURS[name]}
            style={{ width: `${(ms / sum) * 100}%`, minWidth: 2 }}
          />
        ))}
      </div>
      <ul aria-label="Timing" className="flex flex-wrap gap-x-3 text-sm text-muted">
        {phases.map(({ name, ms }) => (
          <li key={name} className="flex items-center gap-1">
            <span aria-hidden className={`size-2 rounded-full ${COLOURS[name]}`} />
            {name} <span className="tabular-nums">{formatDuration(ms)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
