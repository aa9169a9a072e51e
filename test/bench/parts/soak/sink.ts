import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of deliveries that remembers what came: the keys in their bodies, and how often. */
export async function openSink() {
  const seen = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { key } = JSON.parse(Buffer.concat(chunks).toString()) as { key: string };
      seen.set(key, (seen.get(key) ?? 0) + 1);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    seen,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
