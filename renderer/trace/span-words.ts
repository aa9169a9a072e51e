import type { Span, SpanKind, SpanState } from '../../preload/contract/captures/trace.ts';
import { formatDuration } from '../ui/format.ts';

const KINDS: Record<SpanKind, string> = {
  request: 'Request',
  stage: 'Stage',
  run: 'Function',
  call: 'Service call',
  load: 'Load',
  delivery: 'Delivery',
  attempt: 'Attempt',
  replay: 'Replay',
};
export const kindWord = (kind: SpanKind): string => KINDS[kind];

/** Kinds differ by the shade of the ink, failures by their colour; the word stands beside it. */
export const BARS: Record<SpanKind, string> = {
  request: 'bg-ink/35',
  stage: 'bg-ink/55',
  run: 'bg-ink/80',
  call: 'bg-ink/65',
  load: 'bg-ink/50',
  delivery: 'bg-ink/25',
  attempt: 'bg-ink/70',
  replay: 'bg-ink/45',
};

export const STATES: Record<SpanState, { word: string; color: string; bar: string | null }> = {
  ok: { word: '', color: 'text-muted', bar: null },
  refused: { word: 'refused', color: 'text-warn', bar: 'bg-warn' },
  failed: { word: 'failed', color: 'text-bad', bar: 'bg-bad' },
  waiting: { word: 'waiting', color: 'text-info', bar: null },
  running: { word: 'not over', color: 'text-info', bar: null },
  canceled: { word: 'canceled', color: 'text-muted', bar: null },
};

const STAGES: Record<string, string> = {
  receive: 'Receive',
  capture: 'Capture',
  match: 'Match',
  authenticate: 'Authenticate',
  authorize: 'Authorize',
  run: 'Run',
  respond: 'Respond',
};

/** What a span is called in the window. */
export function spanTitle({ kind, name }: Span): string {
  return kind === 'stage' ? (STAGES[name] ?? name) : name;
}

/** `31 ms`, or that it is not over. */
export const tookWord = ({ durationMs, state }: Span): string =>
  durationMs === null
    ? state === 'failed'
      ? 'never ended'
      : 'not over'
    : formatDuration(durationMs);

/** As a reader hears it: `attempt 2, failed, started after 1 min 0 s, took 20 ms`. */
export function spanName(span: Span): string {
  const { word } = STATES[span.state];
  const took = span.durationMs === null ? tookWord(span) : `took ${tookWord(span)}`;
  const parts = [
    spanTitle(span),
    span.kind === 'stage' ? 'stage' : '',
    span.durationMs === null && word === 'not over' ? '' : word,
    `started after ${formatDuration(Math.max(0, span.startMs))}`,
    took,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
