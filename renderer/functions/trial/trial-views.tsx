import type { FunctionRun } from '../../../preload/contract/apps/function-runs.ts';
import type { Trial } from '../../../preload/contract/apps/functions.ts';
import { HostCalls } from '../../runs/host-calls.tsx';
import { RunError } from '../../runs/run-error.tsx';
import { RunLogs } from '../../runs/run-logs.tsx';
import { RunResult, RunView } from '../../runs/run-view.tsx';
import { Badge } from '../../ui/badge.tsx';
import { formatBytes, formatDuration, formatPlural } from '../../ui/format.ts';
import { prettyEjson } from '../../wire/json/pretty-ejson.ts';
import { statusReason } from '../../wire/status-reason.ts';
import { statusBadgeTone } from '../../wire/tones.ts';

type Run = Omit<FunctionRun, 'id'>;

/** What came of a run, on one line: `201 Created · 18 ms · 2 calls · 1 log`. */
export function TrialFacts({ trial: { reply, run } }: { trial: Trial }) {
  if (run === null) return null;
  const facts = [
    formatDuration(run.durationMs),
    formatBytes(run.memoryBytes),
    formatPlural(run.hostCalls.length, 'call'),
    formatPlural(run.logs.length, 'log'),
    `as ${run.user.type === 'system' ? 'system' : run.user.id}`,
  ];
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {reply !== null && (
        <Badge tone={statusBadgeTone(reply.status)}>
          {[String(reply.status), statusReason(reply.status)].filter(Boolean).join(' ')}
        </Badge>
      )}
      {run.error === null ? (
        reply === null && <Badge tone="good">Returned</Badge>
      ) : (
        <Badge tone="bad">Failed</Badge>
      )}
      <span className="min-w-0 break-words text-muted tabular-nums">{facts.join(' · ')}</span>
    </p>
  );
}

/** All of it, where there is no source beside it. */
export function TrialWhole({ trial: { refused, run } }: { trial: Trial }) {
  return (
    <>
      {refused !== null && <Refused why={refused} />}
      {run !== null && <RunView run={run} />}
    </>
  );
}

function Refused({ why }: { why: string }) {
  return <p className="rounded-lg bg-warn-soft px-3 py-2 break-words text-warn">Not run: {why}</p>;
}

/** What the sender would get, and what the function returned; or why it failed. */
export function ReplyView({ trial, onLine }: { trial: Trial; onLine: (line: number) => void }) {
  const { run, reply, refused } = trial;
  return (
    <div className="flex flex-col gap-4 p-3">
      {refused !== null && <Refused why={refused} />}
      {run !== null && run.error !== null && (
        <RunError run={run} error={run.error} onLine={onLine} />
      )}
      {reply !== null && <Reply reply={reply} />}
      {run !== null && run.error === null && <RunResult run={run} />}
    </div>
  );
}

/** What the function wrote to the console; each line leads to where that was. */
export function LogsView({ run, onLine }: { run: Run; onLine: (line: number) => void }) {
  return (
    <div className="p-3">
      <RunLogs logs={run.logs} cut={run.logsCut} own={run.name} onLine={onLine} />
    </div>
  );
}

/** Services and collections it called. */
export function CallsView({ run }: { run: Run }) {
  return (
    <div className="p-3">
      <HostCalls calls={run.hostCalls} />
    </div>
  );
}

function Reply({ reply }: { reply: NonNullable<Trial['reply']> }) {
  return (
    <section aria-label="Reply">
      <h4 className="pb-1 text-sm font-semibold">The sender would get</h4>
      <div className="rounded-lg border border-line bg-surface">
        {reply.headers.length > 0 && (
          <dl className="wire border-b border-line p-2 text-sm">
            {reply.headers.map(([name, value], at) => (
              <div key={`${at} ${name}`} className="flex gap-2">
                <dt className="shrink-0 text-muted">{name}:</dt>
                <dd className="min-w-0 break-all">{value}</dd>
              </div>
            ))}
          </dl>
        )}
        <pre className="wire max-h-60 overflow-auto p-2 break-all whitespace-pre-wrap">
          {reply.body === '' ? 'No body.' : prettyEjson(reply.body)}
        </pre>
      </div>
      {reply.bodyCut && (
        <p className="text-sm text-muted">This is only the first part of the body.</p>
      )}
    </section>
  );
}
