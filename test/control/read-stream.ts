import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { until } from '../helpers/until.ts';

/** A live stream of REST, read as it comes. */
export async function openStream(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<OpenStream> {
  const outgoing = request({ port, host: '127.0.0.1', path, headers, agent: false });
  outgoing.on('error', () => {});
  outgoing.end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  answer.setEncoding('utf8');
  answer.on('error', () => {});
  answer.on('data', (more: string) => (text += more));
  const ended = new Promise<void>((resolve) => answer.once('close', resolve));
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    text: () => text,
    events: () =>
      text
        .split('\n\n')
        .slice(0, -1)
        .map(readEvent)
        .filter(({ event }) => event !== undefined),
    untilText: (wanted) => until(() => wanted.test(text), `${wanted} does not come: ${text}`),
    pause: () => void answer.pause(),
    ended: () => ended,
    close: () => void outgoing.destroy(),
  };
}

export interface OpenStream {
  status: number;
  headers: IncomingMessage['headers'];
  text(): string;
  /** What came whole so far, without comments. */
  events(): StreamEvent[];
  untilText(wanted: RegExp): Promise<unknown>;
  /** Takes no more of it. */
  pause(): void;
  /** Resolves once the connection is gone. */
  ended(): Promise<void>;
  close(): void;
}

interface StreamEvent {
  id?: string;
  event?: string;
  data?: ReturnType<typeof JSON.parse>;
}

function readEvent(block: string): StreamEvent {
  const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line) ?? []);
  const read = Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
  return { ...read, ...(read['data'] !== undefined && { data: JSON.parse(read['data']) }) };
}
