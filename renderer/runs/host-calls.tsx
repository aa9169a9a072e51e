import { ChevronRight } from 'lucide-react';
import type { HostCall } from '../../preload/contract/apps/function-runs.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { formatDuration } from '../ui/format.ts';
import { prettyEjson } from '../wire/json/pretty-ejson.ts';
import { RuleDecision } from './rule-decision.tsx';

const MODES: Record<HostCall['mode'], { word: string; tone: Tone }> = {
  live: { word: 'Done', tone: 'good' },
  outbox: { word: 'Outbox', tone: 'info' },
  stub: { word: 'Stub', tone: 'info' },
  invented: { word: 'Invented answer: no stub matches', tone: 'warn' },
  recorded: { word: 'Recorded answer', tone: 'info' },
  refused: { word: 'Refused', tone: 'bad' },
};

/** Calls of services and collections, in order. */
export function HostCalls({ calls }: { calls: readonly HostCall[] }) {
  if (calls.length === 0) return <p className="text-sm text-muted">No service calls.</p>;
  return (
    <section aria-label="Service calls">
      <h4 className="pb-1 text-sm font-semibold">Service calls</h4>
      <ol className="flex flex-col gap-1">
        {calls.map((call, index) => (
          <li key={`${index} ${call.atMs}`}>
            <details className="group rounded-lg border border-line bg-surface">
              <summary className="flex cursor-default flex-wrap items-center gap-2 rounded-lg px-2 py-1.5 hover:bg-hover">
                <ChevronRight
                  size={14}
                  className="shrink-0 text-muted group-open:rotate-90"
                  aria-hidden
                />
                <span className="wire font-medium">
                  {call.service === '' ? 'context.http' : call.service}.{call.action}
                </span>
                <Badge tone={call.error === null ? MODES[call.mode].tone : 'bad'}>
                  {call.error === null ? MODES[call.mode].word : call.error.code}
                </Badge>
                <span className="text-sm text-muted tabular-nums">
                  {call.durationMs === null ? 'did not finish' : formatDuration(call.durationMs)}
                </span>
              </summary>
              <Detail call={call} />
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Detail({ call }: { call: HostCall }) {
  const { decision } = call;
  return (
    <div className="flex flex-col gap-2 border-t border-line p-2">
      <Block title="Arguments" text={prettyEjson(call.args)} />
      {call.result !== null && <Block title="Result" text={prettyEjson(call.result)} />}
      {call.error !== null && <p className="break-words text-bad">{call.error.message}</p>}
      {decision !== null && <RuleDecision decision={decision} />}
    </div>
  );
}

function Block({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <p className="text-sm text-muted">{title}</p>
      <pre className="wire max-h-48 overflow-auto break-all whitespace-pre-wrap">{text}</pre>
    </div>
  );
}
