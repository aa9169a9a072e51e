import { CircleAlert } from 'lucide-react';
import type { TraceExportState } from '../../../preload/contract/captures/trace-export.ts';
import { formatCount } from '../../ui/format.ts';
import { Section } from '../../ui/section.tsx';
import { Moment } from '../../ui/time/moment.tsx';

/** How the export goes since the start: what was taken, what was not, and why. */
export function ExportState({ state }: { state: TraceExportState }) {
  const { sent, rejected, dropped, waiting, lastSentAt, problem } = state;
  return (
    <Section title="Since the start" help="Spans go out every five seconds, or 256 at once.">
      {problem !== null && (
        <div
          role="status"
          className="flex items-start gap-2 rounded-lg bg-warn-soft px-3 py-2 text-warn"
        >
          <CircleAlert size={16} className="mt-0.5 shrink-0" aria-hidden />
          <div className="min-w-0 flex-1">
            <p className="font-medium break-words">{problem.message}</p>
            <p className="text-sm break-words">
              {problem.hint !== null && `${problem.hint} `}Since <Moment at={problem.since} />.
            </p>
          </div>
        </div>
      )}
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-0.5 tabular-nums">
        <dt className="text-muted">Sent</dt>
        <dd>
          {formatCount(sent)}
          {lastSentAt !== null && (
            <span className="text-muted">
              , last <Moment at={lastSentAt} />
            </span>
          )}
        </dd>
        <dt className="text-muted">Waiting</dt>
        <dd>{formatCount(waiting)}</dd>
        <dt className="text-muted">Not taken</dt>
        <dd>{formatCount(rejected)}</dd>
        <dt className="text-muted">Dropped</dt>
        <dd>{formatCount(dropped)}</dd>
      </dl>
    </Section>
  );
}
