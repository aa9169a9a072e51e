import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Destination } from '../../preload/contract/destinations.ts';
import { timeoutOfSchedule } from '../../preload/rules/schedule-timeout.ts';
import { localTimes, span } from '../ui/time/moments.ts';
import { Section } from '../ui/section.tsx';
import { formatRoute } from '../navigation/route.ts';
import { useNow } from '../ui/platform/use-now.ts';
import { Badge } from '../ui/badge.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { cx } from '../ui/cx.ts';
import { formatCount, formatDuration, formatStamp } from '../ui/format.ts';
import { DestinationActions } from './destination-actions.tsx';
import {
  engineRows,
  orderOf,
  percent,
  rulesInWords,
  scheduleName,
  stateOf,
  trustInWords,
} from './destination-words.ts';
import { SecretsSection } from './secrets-section.tsx';
import { SharedSection } from './shared-section.tsx';
import { SeriesPlots } from './series-plots.tsx';

/** One destination: how it is, what it is given, how it is set up. */
export function DestinationPage({ destination }: { destination: Destination }) {
  const now = useNow(true);
  const { tone, words } = stateOf(destination, now);
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="flex max-w-5xl flex-col gap-5 px-4 sm:px-6 py-5">
        <header className="flex flex-col gap-2">
          <a
            href={formatRoute({ page: 'deliveries', part: 'destinations', id: null })}
            className="flex w-fit items-center gap-1 text-muted hover:text-ink"
          >
            <ChevronLeft size={14} aria-hidden />
            Destinations
          </a>
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="text-xl font-semibold">{destination.name}</h2>
            <Badge tone={tone}>{words}</Badge>
            {destination.shared !== null && <Badge tone="info">Shared</Badge>}
            <span className="wire min-w-0 truncate text-muted">{destination.shownUrl}</span>
            <CopyButton label="Copy the whole URL" getText={() => destination.url} />
          </div>
          <DestinationActions destination={destination} />
        </header>
        <Notices destination={destination} now={now} />
        {/* Of attempts that this computer makes alone; those of the team are listed below. */}
        {destination.shared === null && (
          <>
            <HealthFigures destination={destination} />
            <SeriesPlots id={destination.id} />
          </>
        )}
        <SharedSection destination={destination} now={now} />
        {/* Where this computer holds none, there is none to copy or to rotate. */}
        {!destination.shared?.needs.includes('secret') && (
          <SecretsSection destination={destination} now={now} />
        )}
        <SetUp destination={destination} />
      </div>
    </div>
  );
}

function Notices({ destination, now }: { destination: Destination; now: number }) {
  const { state, offReason, breaker, health } = destination;
  if (state === 'off') {
    return (
      <Note tone="bad">
        Switched off{offReason === null ? '' : `: ${localTimes(offReason, now)}`}. New deliveries
        are held until you resume it.
      </Note>
    );
  }
  if (state === 'paused') {
    return <Note tone="warn">Paused. New deliveries are held; their 48 hours keep running.</Note>;
  }
  if (breaker.state === 'open') {
    return (
      <Note tone="warn">
        Too many attempts failed in a row. It is cooling down; waiting deliveries use no attempts
        meanwhile. {health.lastError}
      </Note>
    );
  }
  return null;
}

function Note({ tone, children }: { tone: 'warn' | 'bad'; children: ReactNode }) {
  const look = tone === 'bad' ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn';
  return (
    <p role="status" className={cx('rounded-lg px-3 py-2', look)}>
      {children}
    </p>
  );
}

function HealthFigures({ destination }: { destination: Destination }) {
  const { health } = destination;
  const latency = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms));
  const rate = health.successRate;
  const figures: [string, string, string?][] = [
    ['Attempts delivered', percent(rate), rate !== null && rate < 0.9 ? 'text-bad' : undefined],
    ['Latency p50', latency(health.p50Ms)],
    ['Latency p95', latency(health.p95Ms)],
    ['Waiting', formatCount(health.waiting)],
    ['Held', formatCount(health.held), health.held > 0 ? 'text-warn' : undefined],
  ];
  return (
    <section aria-label="Health" className="flex flex-col gap-2">
      <dl className="flex flex-wrap gap-px overflow-hidden rounded-lg border border-line bg-line">
        {figures.map(([label, value, tone]) => (
          <div
            key={label}
            className="flex min-w-24 flex-1 flex-col-reverse justify-end bg-surface px-3 py-2"
          >
            <dt className="text-sm text-muted">{label}</dt>
            <dd className={cx('text-lg font-semibold tabular-nums', tone)}>{value}</dd>
          </div>
        ))}
      </dl>
      {health.lastAttemptAt !== null && (
        <p className="text-sm text-muted">
          Last attempt {formatStamp(health.lastAttemptAt)}.
          {health.lastError !== null && ` Last error: ${health.lastError}`}
        </p>
      )}
    </section>
  );
}

/** For handing a message to an engine, where nothing else is said. */
const ENGINE_MS = 10_000;

function SetUp({ destination }: { destination: Destination }) {
  const { events, schedule, rate, headers, statusRules, filter, trust } = destination;
  const isHttp = destination.kind === 'http';
  const web: [string, string][] = [
    ['Authorization', destination.hasAuthorization ? 'set' : 'none'],
    ['Answers', rulesInWords(statusRules)],
  ];
  const rows: [string, string][] = [
    ...engineRows(destination),
    ['Event types', events.length === 0 ? 'all' : events.join(', ')],
    ['Retries', scheduleName(schedule)],
    [
      'Timeout',
      span(destination.timeoutMs ?? (isHttp ? timeoutOfSchedule(schedule.kind) : ENGINE_MS)),
    ],
    ['Order', orderOf(destination)],
    ['Rate', rate === null ? 'not limited' : `${rate.count} per ${rate.per}`],
    ['Headers', headers.length === 0 ? 'none added' : headers.map(([n]) => n).join(', ')],
    ...(isHttp ? web : []),
    ['Filter', filter === '' ? 'none' : filter],
    ['Certificate', trustInWords(trust)],
    ['Private network', destination.allowPrivate ? 'allowed' : 'not allowed'],
  ];
  return (
    <Section title="Set-up">
      <dl className="grid grid-cols-[10rem_1fr] gap-x-4 gap-y-1">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
