import type { CaptureDetail, Stage } from '../../../../../preload/contract/captures.ts';
import { cx } from '../../../../ui/cx.ts';
import { formatDuration } from '../../../../ui/format.ts';
import type { Told } from '../../header/outcome.ts';
import { RunSection } from './run-section.tsx';
import { layBars } from './timeline.ts';
import { stageWord } from '../../words.ts';

const COLOURS: Record<Stage['result'], string> = {
  ok: 'bg-accent',
  refused: 'bg-warn',
  failed: 'bg-bad',
};

/** The way of a capture through time, and the run it led to. */
export function TraceTab({ told }: { told: Told }) {
  const { detail, webhook, call } = told;
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <Timeline detail={detail} />
      <RunSection captureId={detail.id} runId={webhook?.runId ?? call?.runId ?? null} />
    </div>
  );
}

/** The stages of a capture along time, each with what happened in it. */
function Timeline({ detail }: { detail: CaptureDetail }) {
  const { bars, totalMs } = layBars(detail.stages, detail.durationMs);
  if (bars.length === 0) return <p className="p-4 text-muted">No stage was recorded.</p>;
  return (
    <div className="p-4">
      <ol className="flex flex-col gap-3">
        {bars.map(({ stage, left, width }) => (
          <li key={stage.stage} className="grid grid-cols-[6rem_1fr_5rem] items-center gap-x-3">
            <span className="font-medium">
              {stageWord(stage.stage)}
              {stage.result !== 'ok' && (
                <span
                  className={cx(
                    'ml-1 text-sm',
                    stage.result === 'failed' ? 'text-bad' : 'text-warn',
                  )}
                >
                  {stage.result}
                </span>
              )}
            </span>
            <span className="relative h-2 rounded-full bg-hover" aria-hidden>
              <span
                className={cx('absolute inset-y-0 rounded-full', COLOURS[stage.result])}
                style={{ left: `${left}%`, width: `${width}%` }}
              />
            </span>
            <span className="text-right text-sm text-muted tabular-nums">
              {formatDuration(stage.durationMs)}
            </span>
            <p className="col-span-2 col-start-2 text-sm text-muted">
              {stage.note}
              <span className="text-faint"> · starts at {formatDuration(stage.startMs)}</span>
            </p>
          </li>
        ))}
      </ol>
      <p className="mt-4 border-t border-line pt-2 text-right text-sm text-muted">
        {detail.durationMs === null ? 'Still open after ' : 'Arrival to end of reply: '}
        <span className="font-medium text-ink tabular-nums">{formatDuration(totalMs)}</span>
      </p>
    </div>
  );
}
