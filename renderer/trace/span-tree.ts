import type { Span } from '../../preload/contract/captures/trace.ts';

export interface SpanRow {
  span: Span;
  /** 1 for the request. */
  level: number;
  hasChildren: boolean;
  folded: boolean;
  /** Where its last child ends, in milliseconds; null where it ends before the span itself. */
  outlivedTo: number | null;
}

/** Spans below those they are part of, in the order they began. */
export function rowsOf(
  spans: readonly Span[],
  folded: ReadonlySet<string>,
  filter: string,
): SpanRow[] {
  const children = new Map<string | null, Span[]>();
  for (const span of spans) {
    const list = children.get(span.parent);
    if (list) list.push(span);
    else children.set(span.parent, [span]);
  }
  const wanted = matching(spans, filter);
  const rows: SpanRow[] = [];
  const walk = (parent: string | null, level: number): void => {
    const own = (children.get(parent) ?? []).toSorted((a, b) => a.startMs - b.startMs);
    for (const span of own) {
      if (wanted !== null && !wanted.has(span.id)) continue;
      const below = children.get(span.id) ?? [];
      // What is looked for is never folded away.
      const isFolded = wanted === null && folded.has(span.id);
      const ends = below.map(({ startMs, durationMs }) => startMs + (durationMs ?? 0));
      const last = Math.max(Number.NEGATIVE_INFINITY, ...ends);
      const end = span.startMs + (span.durationMs ?? Number.POSITIVE_INFINITY);
      rows.push({
        span,
        level,
        hasChildren: below.length > 0,
        folded: isFolded,
        outlivedTo: last > end ? last : null,
      });
      if (!isFolded) walk(span.id, level + 1);
    }
  };
  walk(null, 1);
  return rows;
}

/** Spans that hold a text, with all above them; null without a text. */
function matching(spans: readonly Span[], filter: string): ReadonlySet<string> | null {
  const text = filter.trim().toLowerCase();
  if (text === '') return null;
  const byId = new Map(spans.map((span) => [span.id, span]));
  const wanted = new Set<string>();
  for (const span of spans) {
    if (!holds(span, text)) continue;
    for (let one: Span | undefined = span; one && !wanted.has(one.id);) {
      wanted.add(one.id);
      one = one.parent === null ? undefined : byId.get(one.parent);
    }
  }
  return wanted;
}

/** Whether a span holds a text, given in lower case: in its name, note or facts. */
export function holds(span: Span, text: string): boolean {
  return [span.name, span.note, span.kind, span.state, ...Object.values(span.attributes)].some(
    (one) => one.toLowerCase().includes(text),
  );
}

export const isFailed = ({ state }: Span): boolean => state === 'failed' || state === 'refused';

/** The next row that failed, from the beginning again where none is below; -1 where none is. */
export function nextFailed(rows: readonly SpanRow[], from: number): number {
  const below = rows.findIndex(({ span }, i) => i > from && isFailed(span));
  return below >= 0 ? below : rows.findIndex(({ span }) => isFailed(span));
}

/** What is looked at first: the run, else what failed below the request, else the request. */
export function firstChosen(spans: readonly Span[]): string | null {
  const run = spans.find(({ kind }) => kind === 'run');
  const failed = spans.find((span) => span.parent !== null && isFailed(span));
  return (run ?? failed ?? spans[0])?.id ?? null;
}
