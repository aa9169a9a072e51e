import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a handler does with an issue: the first one breaks where its number is no number, the last one where it is. */
const VERSIONS = {
  asWritten: (number: unknown): string => (number as number).toFixed(0),
  mended: (number: unknown): string => String(Number(number)),
  tidied: (number: unknown): string => (number as string).replace(/^0+/, ''),
} as const;

/** The server of the week: it answers webhooks, and has a mistake that nobody saw so far. */
export async function startHandler() {
  let version: keyof typeof VERSIONS = 'asWritten';
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const { issue } = JSON.parse(await text(request)) as { issue: { number: unknown } };
      response.setHeader('Content-Type', 'application/json');
      try {
        response.end(JSON.stringify({ filed: VERSIONS[version](issue.number) }));
      } catch (error) {
        response.writeHead(500).end(JSON.stringify({ error: (error as Error).message }));
      }
    };
    answer().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    mend(): void {
      version = 'mended';
    },
    tidy(): void {
      version = 'tidied';
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
