import { connect } from 'node:net';
import type { AcceptConnection, Channel, RejectConnection } from 'ssh2';

const MOST_OPEN = 100;
const ALIVE_EVERY_MS = 1_000;
/** Beside them, for our own probes: where all are taken, the tunnel works. */
const FOR_PROBES = 2;
/** So many are looked at, whether they are probes, and not longer than this. */
const LOOKED_AT = 8;
const LOOK_MS = 2_000;
const LONGEST_LINE = 2_048;
/** As `probe-responder.ts` asks it; a reverse proxy may put a path in front. */
const PROBE = /^GET \S*\/\.backstitch\/probe\/[0-9a-f]{32} HTTP\/1\.[01]\r\n/;

/** Leads each connection that comes through the server to the intake, byte for byte. */
export function leadTo(localPort: number, alive: () => void) {
  let open = 0;
  let probes = 0;
  let looking = 0;
  let aliveAt = 0;

  /** @param seen what was read of it already */
  function join(channel: Channel, seen: Buffer, ended: () => void): void {
    const socket = connect({ host: '127.0.0.1', port: localPort, allowHalfOpen: true });
    let over = false;
    const end = (): void => {
      if (!over) ended();
      over = true;
      socket.destroy();
      channel.destroy();
    };
    channel.on('data', () => {
      const now = performance.now();
      if (now - aliveAt < ALIVE_EVERY_MS) return;
      aliveAt = now;
      alive();
    });
    // Whichever side is gone, the other has nobody to talk to.
    channel.on('error', end).on('close', end);
    socket.on('error', end).on('close', end);
    if (seen.length > 0) socket.write(seen);
    channel.pipe(socket);
    socket.pipe(channel);
  }

  /** Reads the first line of one that came when all were taken, and lets it in where it is a probe. */
  function look(channel: Channel): void {
    looking += 1;
    let seen = Buffer.alloc(0);
    let over = false;
    const stop = (): void => {
      if (over) return;
      over = true;
      looking -= 1;
      clearTimeout(timer);
      channel.off('data', onData).off('close', stop);
    };
    function onData(chunk: Buffer): void {
      seen = Buffer.concat([seen, chunk]);
      if (!seen.includes('\n') && seen.length < LONGEST_LINE) return;
      stop();
      channel.pause();
      if (probes >= FOR_PROBES || !PROBE.test(seen.toString('latin1'))) {
        channel.destroy();
        return;
      }
      probes += 1;
      join(channel, seen, () => (probes -= 1));
    }
    const timer = setTimeout(() => {
      stop();
      channel.destroy();
    }, LOOK_MS);
    channel.on('error', () => channel.destroy());
    channel.on('close', stop).on('data', onData);
  }

  return (accept: AcceptConnection, reject: RejectConnection): void => {
    if (open < MOST_OPEN) {
      open += 1;
      join(accept(), Buffer.alloc(0), () => (open -= 1));
    } else if (looking < LOOKED_AT) look(accept());
    else reject();
  };
}
