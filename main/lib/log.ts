import { pino, type Logger } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** JSON lines on stderr: stdout belongs to the ready line. Secrets are cut out by name. */
export function createLog(level: string): Log {
  const paths = ['token', 'secret', 'password', 'authorization', 'cookie'];
  return pino(
    { level, redact: { paths: [...paths, ...paths.map((path) => `*.${path}`)], censor: '…' } },
    pino.destination(2),
  );
}
