import { useQuery } from '@tanstack/react-query';
import type { FunctionRun } from '../../preload/contract/apps/function-runs.ts';
import type { DeliveryId } from '../../preload/contract/deliveries.ts';
import type { HeaderPair, ReplayId } from '../../preload/contract/shapes.ts';
import type { Span } from '../../preload/contract/captures/trace.ts';
import { query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { RuleDecision } from '../runs/rule-decision.tsx';
import { RunView } from '../runs/run-view.tsx';
import { cx } from '../ui/cx.ts';
import { formatBytes, formatDuration } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useNow } from '../ui/platform/use-now.ts';
import { localTimes } from '../ui/time/moments.ts';
import { prettyEjson } from '../wire/json/pretty-ejson.ts';
import { linkOf } from './span-link.ts';
import { kindWord, spanTitle, STATES, tookWord } from './span-words.ts';

const LONG = ['Arguments', 'Result'];

/** How the name of a number of bytes ends. */
const BYTES = ' bytes';

/** Everything about the chosen span. */
export function SpanFacts({ span, run }: { span: Span; run: FunctionRun | null }) {
  const { word, color } = STATES[span.state];
  const now = useNow(false);
  const link = span.link === null ? null : linkOf(span.link);
  const facts = Object.entries(span.attributes).filter(([name]) => !LONG.includes(name));
  return (
    <section aria-label="The chosen span" className="flex flex-col gap-3 p-4">
      <header className="flex flex-col gap-0.5">
        <p className="text-sm text-muted">{kindWord(span.kind)}</p>
        <h3 className="wire font-semibold break-all">{spanTitle(span)}</h3>
        {span.note !== '' && (
          <p className={cx('break-words', span.state === 'ok' ? 'text-muted' : color)}>
            {localTimes(span.note, now)}
          </p>
        )}
      </header>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-sm">
        <Fact name="Started">after {formatDuration(Math.max(0, span.startMs))}</Fact>
        <Fact name="Took">{tookWord(span)}</Fact>
        {word !== '' && <Fact name="State">{word}</Fact>}
        {facts.map(([name, value]) =>
          name.endsWith(BYTES) ? (
            <Fact key={name} name={name.slice(0, -BYTES.length)}>
              {formatBytes(Number(value))}
            </Fact>
          ) : (
            <Fact key={name} name={name}>
              {localTimes(value, now)}
            </Fact>
          ),
        )}
      </dl>
      {link !== null && (
        <p>
          <a
            href={formatRoute(link.route)}
            className="font-medium text-accent-ink underline underline-offset-2"
          >
            {link.label}
          </a>
        </p>
      )}
      {LONG.map((name) => {
        const value = span.attributes[name];
        return value === undefined ? null : (
          <Block key={name} title={name} text={prettyEjson(value)} />
        );
      })}
      {span.link?.page === 'run' && run !== null && <RunView run={run} />}
      {span.link?.page === 'call' && run !== null && <Decision run={run} index={span.link.index} />}
      {span.link?.page === 'attempt' && (
        <AttemptFacts id={span.link.id} attemptId={span.link.attemptId} />
      )}
      {span.link?.page === 'replay' && <ReplayFacts id={span.link.id} />}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-all tabular-nums">{children}</dd>
    </>
  );
}

function Block({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <h4 className="text-sm text-muted">{title}</h4>
      <pre
        aria-label={title}
        // It scrolls: keys must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="wire max-h-48 overflow-auto rounded-md border border-line bg-surface px-2 py-1 break-all whitespace-pre-wrap"
      >
        {text}
      </pre>
    </div>
  );
}

function Decision({ run, index }: { run: FunctionRun; index: number }) {
  const decision = run.hostCalls[index]?.decision ?? null;
  return decision === null ? null : <RuleDecision decision={decision} />;
}

/** What was sent and answered in one attempt. */
function AttemptFacts({ id, attemptId }: { id: DeliveryId; attemptId: number }) {
  const delivery = useQuery(query.deliveries.get.queryOptions({ input: { id } }));
  if (delivery.error !== null) {
    return <Problem error={delivery.error} onRetry={() => void delivery.refetch()} />;
  }
  if (delivery.data === undefined) return <Spinner label="Loading the attempt" />;
  const attempt = delivery.data.log.find((one) => one.id === attemptId);
  if (attempt === undefined) return <p className="text-muted">This attempt is no longer kept.</p>;
  return (
    <>
      <Headers title="Headers sent" pairs={attempt.requestHeaders} />
      {attempt.status !== null && (
        <Headers title="Headers answered" pairs={attempt.responseHeaders} />
      )}
      {attempt.responseBody !== '' && <Block title="Body answered" text={attempt.responseBody} />}
    </>
  );
}

/** What was sent and answered in a replay; its body is beside the others, in Activity. */
function ReplayFacts({ id }: { id: ReplayId }) {
  const replay = useQuery(query.replays.get.queryOptions({ input: { id } }));
  if (replay.error !== null) {
    return <Problem error={replay.error} onRetry={() => void replay.refetch()} />;
  }
  if (replay.data === undefined) return <Spinner label="Loading the replay" />;
  return (
    <>
      <Headers title="Headers sent" pairs={replay.data.requestHeaders} />
      <Headers title="Headers answered" pairs={replay.data.responseHeaders} />
      <p className="text-sm text-muted">Its body and its answer are in Activity.</p>
    </>
  );
}

function Headers({ title, pairs }: { title: string; pairs: readonly HeaderPair[] }) {
  if (pairs.length === 0) return null;
  return (
    <Block title={title} text={pairs.map(([name, value]) => `${name}: ${value}`).join('\n')} />
  );
}
