import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

// What opentelemetry-proto 1.x says of ExportTraceServiceRequest in JSON; a field it does not know is a mistake here.
const hex = (digits: number) => z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${digits}}$`));
const count = z.number().int().min(0);
const Attribute = z.strictObject({
  key: z.string().min(1),
  value: z.union([
    z.strictObject({ stringValue: z.string() }),
    z.strictObject({ intValue: z.number().int() }),
  ]),
});
const Attributes = z
  .array(Attribute)
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'a key twice');
const nanoseconds = z.string().regex(/^[1-9]\d{18}$/);
const Span = z
  .strictObject({
    traceId: hex(32),
    spanId: hex(16),
    parentSpanId: hex(16).optional(),
    traceState: z.string().optional(),
    flags: z.number().int().min(0).max(0x3ff),
    name: z.string().min(1),
    kind: z.number().int().min(1).max(5),
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes: Attributes,
    droppedAttributesCount: count,
    events: z.array(
      z.strictObject({
        timeUnixNano: nanoseconds,
        name: z.string().min(1),
        attributes: Attributes,
        droppedAttributesCount: count,
      }),
    ),
    droppedEventsCount: count,
    links: z.array(
      z.strictObject({
        traceId: hex(32),
        spanId: hex(16),
        attributes: Attributes,
        droppedAttributesCount: count,
      }),
    ),
    droppedLinksCount: count,
    status: z.strictObject({
      code: z.number().int().min(0).max(2),
      message: z.string().optional(),
    }),
  })
  .refine((span) => BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano), 'ends early');
export const OtlpRequest = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes: Attributes, droppedAttributesCount: count }),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.string(), version: z.string() }),
          spans: z.array(Span),
        }),
      ),
    }),
  ),
});
export type CollectedSpan = z.infer<typeof Span>;

export interface Collected {
  headers: IncomingHttpHeaders;
  spans: CollectedSpan[];
  resource: Record<string, unknown>;
  /** The JSON as it came, unpacked. */
  text: string;
}

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** The value of an attribute; undefined where it has none. */
export const attribute = (
  { attributes }: Pick<CollectedSpan, 'attributes'>,
  key: string,
): string | number | undefined => {
  const value = attributes.find((one) => one.key === key)?.value;
  if (value === undefined) return undefined;
  return 'stringValue' in value ? value.stringValue : value.intValue;
};

/**
 * A collector on this machine that takes traces over HTTP as JSON. It reads requests strictly by the protocol: what it
 * does not know is answered 400 and kept in `mistakes`.
 */
export async function startFakeCollector(port = 0) {
  const collected: Collected[] = [];
  const mistakes: string[] = [];
  const replies: Reply[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;

  async function take(request: IncomingMessage): Promise<Reply> {
    const bytes = await buffer(request);
    const { headers, method, url } = request;
    const planned = replies.shift();
    try {
      const isPacked = headers['content-encoding'] === 'gzip';
      const text = (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
      if (method !== 'POST' || url !== '/v1/traces') throw new Error(`${method} ${url}`);
      if (headers['content-type'] !== 'application/json') throw new Error('content type');
      if (bytes.length > 1024 && !isPacked) throw new Error('not packed');
      if (planned !== undefined && planned.status !== 200) return planned;
      const { resourceSpans } = OtlpRequest.parse(JSON.parse(text));
      const [only] = resourceSpans;
      collected.push({
        headers,
        spans: resourceSpans.flatMap((one) => one.scopeSpans).flatMap((scope) => scope.spans),
        resource: Object.fromEntries(
          (only?.resource.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]),
        ),
        text,
      });
      return planned ?? { status: 200, body: {} };
    } catch (error) {
      mistakes.push(error instanceof Error ? error.message : String(error));
      return { status: 400, body: { code: 3, message: 'malformed' } };
    }
  }

  const server = createServer((request, response) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    const answer = async (): Promise<void> => {
      const { status, headers, body } = await take(request);
      atOnce -= 1;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    void answer();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const own = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${own}`,
    port: own,
    collected,
    mistakes,
    mostAtOnce: () => mostAtOnce,
    spans: () => collected.flatMap(({ spans }) => spans),
    /** Answers the next requests like this, instead of taking them. */
    answers: (...next: Reply[]): void => void replies.push(...next),
    /** How many planned answers are left. */
    planned: () => replies.length,
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
