import type { FunctionRun } from '../../preload/contract/function-runs.ts';
import { Badge } from '../ui/badge.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatBytes, formatDuration } from '../ui/format.ts';
import { prettyEjson } from './pretty-ejson.ts';
import { HostCalls } from './host-calls.tsx';
import { RunError } from './run-error.tsx';
import { RunLogs } from './run-logs.tsx';

/** What a function did: its result or error, logs, and what it called. */
export function RunView(props: {
  run: Omit<FunctionRun, 'id'>;
  /** Leads to a line of the source, where that is at hand. */
  onLine?: (line: number) => void;
}) {
  const { run } = props;
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap items-center gap-2 text-muted">
        {run.error === null ? (
          <Badge tone="good">Returned</Badge>
        ) : (
          <Badge tone="bad">Failed</Badge>
        )}
        <span className="tabular-nums">{formatDuration(run.durationMs)}</span>
        <span className="tabular-nums">{formatBytes(run.memoryBytes)} of memory</span>
        <span>
          as {run.user.type === 'system' ? 'system' : `${run.user.type} user `}
          {run.user.type !== 'system' && <span className="wire">{run.user.id}</span>}
        </span>
      </p>
      {run.error !== null && <RunError error={run.error} onLine={props.onLine} />}
      {run.error === null && <Result text={run.result} />}
      {run.reply !== null && (
        <p className="text-muted">
          It answered by <span className="wire">response</span>: status{' '}
          <span className="wire">{run.reply.status}</span>. What it returned is not sent.
        </p>
      )}
      <RunLogs logs={run.logs} cut={run.logsCut} />
      <HostCalls calls={run.hostCalls} />
    </div>
  );
}

function Result({ text }: { text: string | null }) {
  return (
    <section aria-label="Result">
      <h4 className="flex items-center gap-2 pb-1 text-sm font-semibold">
        Result
        {text !== null && <CopyButton label="Copy the result" getText={() => text} />}
      </h4>
      <pre className="wire max-h-72 overflow-auto rounded-lg border border-line bg-canvas p-2 break-all whitespace-pre-wrap">
        {text === null ? 'undefined' : prettyEjson(text)}
      </pre>
    </section>
  );
}
