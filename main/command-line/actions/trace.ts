import type { Span, Trace } from '../../../preload/contract/captures/trace.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { print, printError, printJson } from '../print.ts';
import { answer } from './answer.ts';
import { captureNamed } from './named-capture.ts';

export interface TraceArguments extends Where {
  /** Of a capture or a delivery, `latest`, or `latest:SEARCH`. */
  id: string;
  /** As JSON of the OpenTelemetry protocol, and nothing around it. */
  otlp?: true | undefined;
  json: boolean;
  quiet: boolean;
}

const BAR = 30;

/**
 * Prints the spans of a capture or a delivery along time, or as a collector is sent them.
 *
 * @throws BackstitchError CAPTURE_NOT_FOUND, DELIVERY_NOT_FOUND
 */
export const runTrace = (args: TraceArguments): Promise<void> =>
  answer(args.json && args.otlp !== true, async () => {
    const engine = await findEngine(args);
    const isDelivery = /^d\d+$/.test(args.id);
    const of = isDelivery ? args.id : await captureNamed(engine, args.id);
    const place = isDelivery ? 'deliveries' : 'captures';
    const path = `/${place}/${encodeURIComponent(of)}/trace`;
    if (args.otlp === true) {
      printJson(await engine.ask('GET', `${path}/otlp`));
      return {};
    }
    const trace = (await engine.ask('GET', path)) as Trace;
    if (!args.json) print(...traceLines(trace));
    if (!args.json && !args.quiet) {
      printError(`Trace ${trace.traceId}${trace.fromSender ? ', of its sender' : ''}.`);
      for (const { what, count, why } of trace.cuts) {
        printError(`${count} ${what} are left out: ${why}`);
      }
    }
    return { trace };
  });

/** A line for each span, below the one it is part of: when, how long, where on the whole, and what. */
export function traceLines({ spans }: Pick<Trace, 'spans'>): string[] {
  const end = Math.max(1, ...spans.map((span) => span.startMs + (span.durationMs ?? 0)));
  const ids = new Set(spans.map(({ id }) => id));
  const children = new Map<string | null, Span[]>();
  for (const span of spans) {
    const parent = span.parent !== null && ids.has(span.parent) ? span.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const lines: string[] = [];
  const walk = (span: Span, depth: number): void => {
    const { name, startMs, durationMs, state, note } = span;
    const when = words(startMs).padStart(9);
    const took = (durationMs === null ? '…' : words(durationMs)).padStart(9);
    const standing = state === 'ok' ? '' : `  ${state}${note === '' ? '' : `: ${note}`}`;
    lines.push(`${when}${took}  ${barOf(span, end)}  ${'  '.repeat(depth)}${name}${standing}`);
    for (const child of children.get(span.id) ?? []) walk(child, depth + 1);
  };
  for (const root of children.get(null) ?? []) walk(root, 0);
  return lines;
}

function barOf({ startMs, durationMs }: Span, end: number): string {
  const from = Math.min(BAR - 1, Math.floor((Math.max(0, startMs) / end) * BAR));
  const share = durationMs === null ? BAR - from : Math.round((durationMs / end) * BAR);
  const length = Math.max(1, Math.min(BAR - from, share));
  return `${' '.repeat(from)}${(durationMs === null ? '·' : '█').repeat(length)}`.padEnd(BAR);
}

function words(ms: number): string {
  if (ms < 1000) return `${ms.toFixed(1)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 3_600_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}
