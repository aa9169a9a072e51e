import { pino, type Logger } from 'pino';
import { visibleJson } from './visible.ts';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** JSON lines on stderr: stdout belongs to the ready line. Secrets are cut out by name. */
export function createLog(level: string): Log {
  const stderr = pino.destination(2);
  const paths = ['token', 'secret', 'password', 'authorization', 'cookie'];
  return pino(
    { level, redact: { paths: [...paths, ...paths.map((path) => `*.${path}`)], censor: '…' } },
    // A name in a log line may hold what a terminal obeys; JSON escapes only some of it.
    { write: (line: string) => void stderr.write(visibleJson(line)) },
  );
}
