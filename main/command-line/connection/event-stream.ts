import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** One of Server-Sent Events; `data` is JSON that was read. */
export interface StreamEvent {
  event: string;
  id: string | undefined;
  data: unknown;
}

/** Events of a stream, as they come. Comments, which keep it alive, are no events. */
export async function* readEvents(stream: Readable): AsyncGenerator<StreamEvent, void, void> {
  let event = 'message';
  let id: string | undefined;
  let data: string[] = [];
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  // A connection that is cut off ends the events, as one that is closed does.
  stream.on('error', () => lines.close());
  for await (const line of lines) {
    if (line === '') {
      if (data.length > 0) yield { event, id, data: JSON.parse(data.join('\n')) as unknown };
      event = 'message';
      data = [];
      continue;
    }
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (name === 'event') event = value;
    if (name === 'id') id = value;
    if (name === 'data') data.push(value);
  }
}
