// cspell:ignore datacontenttype httpmethod httptarget httpheaders
import { z } from 'zod';
import { parseMediaType } from '../../../decode/media-type.ts';
import { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { entryOrProblem, type ReadEntry, schemaProblem } from '../entry.ts';
import { foreignCapture } from '../../foreign.ts';
import { targetOfUrl, wireOfValue } from '../parts/latin1-text.ts';

const Event = z
  .object({
    specversion: z.string(),
    id: z.string(),
    source: z.string(),
    type: z.string(),
    time: z.string().optional().catch(undefined),
    datacontenttype: z.string().optional().catch(undefined),
    data: z.unknown().optional(),
    data_base64: z.base64().optional(),
    httpmethod: z.string().optional().catch(undefined),
    httptarget: z.string().optional().catch(undefined),
    httpheaders: z.string().optional().catch(undefined),
  })
  .loose();
type Event = z.infer<typeof Event>;

/** Reads events of CloudEvents 1.0 in JSON: one, a batch, or one in each line. */
export async function* readCloudEvents(bytes: Uint8Array): AsyncGenerator<ReadEntry> {
  const text = new TextDecoder().decode(bytes);
  const whole = parsed(text);
  if (whole.ok) {
    const events = Array.isArray(whole.value) ? whole.value : [whole.value];
    for (const [index, event] of events.entries()) {
      yield await entryOrProblem(index, () => readEvent(event, index));
    }
    return;
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  for (const [index, line] of lines.entries()) {
    const read = parsed(line);
    yield await entryOrProblem(index, () =>
      read.ok ? readEvent(read.value, index) : { index, problem: 'This line is not JSON.' },
    );
  }
}

function parsed(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // Lines of JSON are no JSON together.
    return { ok: false };
  }
}

function readEvent(value: unknown, index: number): ReadEntry {
  const read = Event.safeParse(value);
  if (!read.success) return { index, problem: schemaProblem(read.error) };
  const event = read.data;
  const headers = headersOf(event);
  const at = Date.parse(event.time ?? '');
  return {
    index,
    // Data that stands in the event was written again; what is in Base64 is exact.
    rebuilt: event.data !== undefined,
    ours: false,
    capture: foreignCapture({
      receivedAt: Number.isNaN(at) ? null : at,
      durationMs: null,
      method: event.httpmethod ?? 'POST',
      target: event.httptarget === undefined ? '/' : targetOfUrl(event.httptarget),
      httpVersion: '1.1',
      headers,
      body: bodyOf(event),
      reply: null,
    }),
  };
}

/** Without those that we write, the attributes are headers, as in the binary form of HTTP. */
function headersOf(event: Event): HeaderPair[] {
  const told = parsed(event.httpheaders ?? '');
  const pairs = told.ok ? z.array(HeaderPair).safeParse(told.value) : null;
  if (pairs?.success === true) return pairs.data;
  const { datacontenttype: type } = event;
  const attributes = ['specversion', 'id', 'source', 'type', 'time'];
  return [
    ...attributes.flatMap((name): HeaderPair[] => {
      const value: unknown = event[name];
      return typeof value === 'string' ? [[`ce-${name}`, wireOfValue(value)]] : [];
    }),
    ...(type === undefined ? [] : [['Content-Type', wireOfValue(type)] satisfies HeaderPair]),
  ];
}

/** A string is a text, unless the data is JSON: then it is a string of JSON. */
function bodyOf({ data, data_base64: base64, datacontenttype: type }: Event): Uint8Array {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  if (data === undefined) return new Uint8Array();
  const isJson = type === undefined || /[/+]json$/.test(parseMediaType(type).essence);
  return Buffer.from(typeof data === 'string' && !isJson ? data : JSON.stringify(data));
}
