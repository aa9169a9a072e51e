import { parseMediaType } from '../../../decode/media-type.ts';
import { isWrittenByClient } from '../../../snippets/snippet-request.ts';
import type { Portable } from '../../portable.ts';
import { isExactText, utf8Text } from '../kept-bytes.ts';
import { nothingSeen, schemaOf, see, type Seen } from './infer.ts';

const MOST_EXAMPLES = 3;
/** Longer bodies are looked into, but are no example. */
const EXAMPLE_BYTES = 16 * 1024;
/** A header that so many captures have belongs to the event. */
const USUAL = 0.95;

/** The methods OpenAPI has a place for. */
const METHODS = new Set(['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE']);

/** Written by HTTP and by what stands between; OpenAPI says content types elsewhere and forbids these three. */
const NOISE =
  /^(?:accept(?:-.*)?|authorization|content-(?:type|encoding)|cookie|user-agent|via|forwarded|x-forwarded-.*|x-real-ip|cdn-.*|cf-.*|traceparent|tracestate|x-request-id|x-amzn-trace-id|pragma|cache-control|date|origin|referer|sec-.*|priority|dnt|b3|x-b3-.*|bypass-tunnel-reminder)$/;

interface EventSeen {
  provider: string | null;
  event: string;
  method: string;
  captures: number;
  firstSeen: number;
  lastSeen: number;
  bodies: Map<string, { seen: Seen; isJson: boolean; examples: unknown[] }>;
  headers: Map<string, { name: string; captures: number }>;
}

/** Webhooks of the captures as OpenAPI 3.1: what each event carries, as far as they show. JSON in UTF-8. */
export async function openApiOf(
  captures: AsyncIterable<Portable>,
  version: string,
): Promise<string> {
  const events = new Map<string, EventSeen>();
  for await (const capture of captures) take(events, capture);
  const owners = new Map<string, Set<string | null>>();
  for (const { event, provider } of events.values()) {
    owners.set(event, (owners.get(event) ?? new Set()).add(provider));
  }
  const items = new Map<string, Record<string, unknown>>();
  for (const one of events.values()) {
    const isShared = (owners.get(one.event)?.size ?? 0) > 1;
    const name = isShared ? `${one.provider ?? 'other'}.${one.event}` : one.event;
    items.set(name, { ...items.get(name), [one.method.toLowerCase()]: operationOf(one) });
  }
  const webhooks = [...items].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Webhooks',
      version: '1.0.0',
      description: `Inferred from captures by Backstitch ${version}. It says what was seen, not what may come.`,
    },
    webhooks: Object.fromEntries(webhooks),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function take(events: Map<string, EventSeen>, capture: Portable): void {
  const { provider, eventType, receivedAt } = capture;
  const method = METHODS.has(capture.method) ? capture.method : 'POST';
  const [path = '/'] = capture.target.split('?', 1);
  const event = eventType ?? `${method} ${path}`.replace(/[^\x20-\x7E]/g, '?').slice(0, 100);
  const key = JSON.stringify([provider, event, method]);
  const seen = events.get(key) ?? {
    provider,
    event,
    method,
    captures: 0,
    firstSeen: receivedAt,
    lastSeen: receivedAt,
    bodies: new Map(),
    headers: new Map(),
  };
  events.set(key, seen);
  seen.captures += 1;
  seen.firstSeen = Math.min(seen.firstSeen, receivedAt);
  seen.lastSeen = Math.max(seen.lastSeen, receivedAt);
  takeBody(seen, capture);
  for (const name of new Set(capture.headers.map(([name]) => name.toLowerCase()))) {
    if (isWrittenByClient(name) || NOISE.test(name) || !/^[\w-]+$/.test(name)) continue;
    const known = seen.headers.get(name);
    const first = capture.headers.find(([own]) => own.toLowerCase() === name)?.[0] ?? name;
    seen.headers.set(name, { name: known?.name ?? first, captures: (known?.captures ?? 0) + 1 });
  }
}

function takeBody({ bodies }: EventSeen, { body, contentType }: Portable): void {
  if (body.length === 0) return;
  const { essence } = parseMediaType(contentType);
  const type = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(essence)
    ? essence
    : 'application/octet-stream';
  const value = /[/+]json$/.test(type) && isExactText(body) ? parsed(utf8Text(body)) : undefined;
  const known = bodies.get(type) ?? { seen: nothingSeen(), isJson: true, examples: [] };
  bodies.set(type, known);
  if (value === undefined) {
    known.isJson = false;
    return;
  }
  see(known.seen, value);
  if (known.examples.length < MOST_EXAMPLES && body.length <= EXAMPLE_BYTES && isFlat(value)) {
    known.examples.push(value);
  }
}

/** Written with a line for each value and indented: what is nested deeply would grow without measure. */
function isFlat(value: unknown, left = 30): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return left > 0 && Object.values(value).every((inner) => isFlat(inner, left - 1));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    // Said to be JSON and is not: it has no shape.
    return undefined;
  }
}

function operationOf(seen: EventSeen): unknown {
  const { provider, event, captures, bodies } = seen;
  const headers = [...seen.headers.values()].filter((one) => one.captures >= captures * USUAL);
  const content = [...bodies].map(([type, { seen: body, isJson, examples }]) => [
    type,
    isJson
      ? {
          schema: schemaOf(body),
          examples: Object.fromEntries(examples.map((value, at) => [`seen${at + 1}`, { value }])),
        }
      : { schema: {} },
  ]);
  return {
    summary: provider === null ? event : `${event} of ${provider}`,
    ...(headers.length > 0 && {
      parameters: headers.map(({ name, captures: having }) => ({
        name,
        in: 'header',
        required: having === captures,
        schema: { type: 'string' },
      })),
    }),
    ...(content.length > 0 && { requestBody: { content: Object.fromEntries(content) } }),
    responses: { '2XX': { description: 'Taken' } },
    'x-backstitch': {
      provider,
      captures,
      firstSeen: new Date(seen.firstSeen).toISOString(),
      lastSeen: new Date(seen.lastSeen).toISOString(),
    },
  };
}
