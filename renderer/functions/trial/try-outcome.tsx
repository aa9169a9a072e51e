import type { Trial } from '../../../preload/contract/apps/functions.ts';
import { prettyEjson } from '../../wire/json/pretty-ejson.ts';
import { RunView } from '../../runs/run-view.tsx';
import { Badge } from '../../ui/badge.tsx';

/** What a try led to: the reply the sender would get, and the run that made it. */
export function TryOutcome({ trial, onLine }: { trial: Trial; onLine: (line: number) => void }) {
  return (
    <>
      {trial.refused !== null && (
        <p className="rounded-lg bg-warn-soft px-3 py-2 break-words text-warn">
          Not run: {trial.refused}
        </p>
      )}
      {trial.reply !== null && <Reply reply={trial.reply} />}
      {trial.run !== null && <RunView run={trial.run} onLine={onLine} />}
    </>
  );
}

function Reply({ reply }: { reply: NonNullable<Trial['reply']> }) {
  return (
    <section aria-label="Reply">
      <h4 className="flex items-center gap-2 pb-1 text-sm font-semibold">
        The sender would get
        <Badge tone={toneOf(reply.status)}>{reply.status}</Badge>
      </h4>
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

function toneOf(status: number): 'good' | 'warn' | 'bad' {
  if (status < 400) return 'good';
  return status < 500 ? 'warn' : 'bad';
}
