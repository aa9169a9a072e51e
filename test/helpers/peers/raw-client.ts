import { connect, type Socket } from 'node:net';

/** A TCP connection under the test's control: what is written is what goes out. */
export function openRaw(port: number): {
  socket: Socket;
  /** All bytes received until the other side closes, or until `until` is seen. */
  read(until?: string): Promise<string>;
} {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  let closed = false;
  const waiters = new Set<() => void>();
  const wake = (): void => {
    for (const waiter of waiters) waiter();
  };
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    wake();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
    wake();
  });
  return {
    socket,
    read(until) {
      return new Promise((resolve) => {
        const check = (): void => {
          if (!closed && (until === undefined || !received.includes(until))) return;
          waiters.delete(check);
          resolve(received);
        };
        waiters.add(check);
        check();
      });
    },
  };
}

/** Sends bytes, waits for the reply and the end of the connection. */
export async function exchange(port: number, request: string | Buffer): Promise<string> {
  const raw = openRaw(port);
  raw.socket.write(request);
  return raw.read();
}
