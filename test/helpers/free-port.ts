import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems give out by themselves (Linux from 32,768, others from 49,152). */
const FROM = 15_000;
const TO = 32_000;

/**
 * A free port on loopback for a server that goes away and comes back: none that the system could give to a
 * connection or to a server of another test meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM));
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    } catch {
      // Somebody has it: another one.
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
