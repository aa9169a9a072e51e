import type { Span, SpanKind } from '../../../preload/contract/captures/trace.ts';
import { factsFor, type Facts, type Known, momentsOf } from './otlp-facts.ts';

/** Spans of one trace, and what they were put together of. */
export interface Flow {
  traceId: string;
  /** Epoch ms from which the spans count. */
  originMs: number;
  spans: readonly Span[];
  known: Known;
  /** The span of the sender that the first span goes on from; 16 hex digits. */
  remoteParent?: string | undefined;
  /** Another flow that this one came of. */
  linked?: { traceId: string; spanId: string } | undefined;
}

interface Value {
  stringValue?: string;
  intValue?: number;
}

interface Attribute {
  key: string;
  value: Value;
}

/** A span as the protocol has it; times are nanoseconds as text, for they pass 2^53. */
export interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  droppedAttributesCount: number;
  events: {
    attributes: Attribute[];
    name: string;
    timeUnixNano: string;
    droppedAttributesCount: number;
  }[];
  droppedEventsCount: number;
  status: { code: number; message?: string };
  links: {
    attributes: Attribute[];
    spanId: string;
    traceId: string;
    droppedAttributesCount: number;
  }[];
  droppedLinksCount: number;
  flags: number;
}

const KINDS: Record<SpanKind, number> = {
  request: 2,
  stage: 1,
  run: 1,
  call: 3,
  load: 1,
  delivery: 4,
  attempt: 3,
  replay: 3,
};

/** Kinds whose note is in words of this program, so that it may leave: others hold messages of functions. */
const TOLD: ReadonlySet<SpanKind> = new Set(['request', 'stage', 'delivery', 'attempt', 'replay']);

const SAMPLED = 0x1;
/** It is known whether the parent is remote; and it is. */
const PARENT_KNOWN = 0x100;
const PARENT_REMOTE = 0x200;
const ERROR = 2;
const LONGEST = 1000;

/**
 * Spans in the JSON of the OpenTelemetry protocol: ids hex, enums as numbers, nanoseconds as text. Those that are not
 * over are left out; what failed without an end ends where it began.
 *
 * @param mask cuts credentials out of a text
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function otlpSpans(flow: Flow, mask: (text: string) => string): OtlpSpan[] {
  const { traceId, originMs, known, remoteParent, linked } = flow;
  const factsOf = factsFor(known);
  const attempts = new Map(
    known.deliveries?.flatMap((one) => one.attempts).map((attempt) => [attempt.id, attempt]),
  );
  const clean = (text: string): string => shortened(mask(text));
  return flow.spans.filter(isOver).map((span, index) => {
    const startMs = originMs + span.startMs;
    const isRemote = index === 0 && span.parent === null && remoteParent !== undefined;
    const parent = isRemote ? remoteParent : span.parent;
    const attempt = span.link?.page === 'attempt' ? attempts.get(span.link.attemptId) : undefined;
    const failed = span.state === 'failed';
    const told = failed && span.note !== '' && TOLD.has(span.kind);
    return {
      traceId,
      spanId: span.id,
      ...(parent !== null && { parentSpanId: parent }),
      name: clean(span.name),
      kind: KINDS[span.kind],
      startTimeUnixNano: nanoseconds(startMs),
      endTimeUnixNano: nanoseconds(startMs + Math.max(0, span.durationMs ?? 0)),
      attributes: attributesOf(factsOf(span), clean),
      droppedAttributesCount: 0,
      events: (attempt === undefined ? [] : momentsOf(attempt)).map(({ name, ms }) => ({
        attributes: [],
        name,
        timeUnixNano: nanoseconds(startMs + ms),
        droppedAttributesCount: 0,
      })),
      droppedEventsCount: 0,
      status: failed ? { code: ERROR, ...(told && { message: clean(span.note) }) } : { code: 0 },
      links:
        linked === undefined || span.parent !== null
          ? []
          : [{ attributes: [], ...linked, droppedAttributesCount: 0 }],
      droppedLinksCount: 0,
      flags: SAMPLED | PARENT_KNOWN | (isRemote ? PARENT_REMOTE : 0),
    };
  });
}

/** A request of the protocol with these spans. */
export function otlpRequest(
  spans: readonly OtlpSpan[],
  { version, installId }: { version: string; installId: string },
) {
  const attributes = [
    text('service.name', 'backstitch'),
    text('service.version', version),
    text('service.instance.id', installId),
  ];
  return {
    resourceSpans: [
      {
        resource: { attributes, droppedAttributesCount: 0 },
        scopeSpans: [{ scope: { name: 'backstitch', version }, spans: [...spans] }],
      },
    ],
  };
}

const isOver = ({ durationMs, state }: Span): boolean => durationMs !== null || state === 'failed';

function attributesOf(facts: Facts, clean: (value: string) => string): Attribute[] {
  return Object.entries(facts).flatMap(([key, value]): Attribute[] => {
    if (value === null || value === undefined || value === '') return [];
    if (typeof value === 'string') return [text(key, clean(value))];
    return [{ key, value: { intValue: value } }];
  });
}

const text = (key: string, stringValue: string): Attribute => ({ key, value: { stringValue } });

/** Whole microseconds: finer is not known, and epoch nanoseconds do not fit into a number. */
const nanoseconds = (epochMs: number): string => `${Math.round(epochMs * 1000)}000`;

const shortened = (value: string): string =>
  value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value;
