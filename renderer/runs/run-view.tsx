import type { FunctionRun } from '../../preload/contract/apps/function-runs.ts';
import { Badge } from '../ui/badge.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatBytes, formatDuration } from '../ui/format.ts';
import { prettyEjson } from '../wire/json/pretty-ejson.ts';
import { HostCalls } from './host-calls.tsx';
import { RunError } from './run-error.tsx';
import { RunLogs } from './run-logs.tsx';

type Run = Omit<FunctionRun, 'id'>;

/** What a function did: its result or error, logs, and what it called. */
export function RunView(props: {
  run: Run;
  /** Goes to a line of its source, where that is at hand; else its page is opened. */
  onLine?: (line: number) => void;
  /** Whether its arguments are shown: not beside the place they were typed into. */
  withArgs?: boolean;
}) {
  const { run } = props;
  return (
    <div className="flex flex-col gap-4">
      <Facts run={run} />
      {run.error !== null && <RunError run={run} error={run.error} onLine={props.onLine} />}
      {run.error === null && <RunResult run={run} />}
      <RunLogs logs={run.logs} cut={run.logsCut} />
      <HostCalls calls={run.hostCalls} />
      {props.withArgs === true && run.args !== null && (
        <Value title="Arguments" copy="Copy the arguments" text={run.args} absent="" />
      )}
    </div>
  );
}

/** What a function returned, and whether that was sent. */
export function RunResult({ run }: { run: Run }) {
  return (
    <>
      <Value title="Result" copy="Copy the result" text={run.result} absent="undefined" />
      {run.reply !== null && (
        <p className="text-muted">
          It answered with <span className="wire">response</span>: status{' '}
          <span className="wire">{run.reply.status}</span>. Its result was not sent.
        </p>
      )}
    </>
  );
}

function Facts({ run }: { run: Run }) {
  return (
    <dl className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">
      <div>
        <dt className="sr-only">Outcome</dt>
        <dd>
          {run.error === null ? (
            <Badge tone="good">Returned</Badge>
          ) : (
            <Badge tone="bad">Failed</Badge>
          )}
        </dd>
      </div>
      <Fact name="Took">{formatDuration(run.durationMs)}</Fact>
      <Fact name="Memory">{formatBytes(run.memoryBytes)}</Fact>
      <Fact name="User">
        {run.user.type === 'system' ? 'system' : <span className="wire">{run.user.id}</span>}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-all text-ink tabular-nums">{children}</dd>
    </div>
  );
}

function Value(props: { title: string; copy: string; text: string | null; absent: string }) {
  const { title, text } = props;
  return (
    <section aria-label={title}>
      <h4 className="flex h-6 items-center gap-2 text-sm font-semibold">
        {title}
        {text !== null && <CopyButton label={props.copy} getText={() => text} />}
      </h4>
      <pre className="wire max-h-72 overflow-auto rounded-lg border border-line bg-surface p-2 break-all whitespace-pre-wrap">
        {text === null ? props.absent : prettyEjson(text)}
      </pre>
    </section>
  );
}
