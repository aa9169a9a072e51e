import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { type RunningCli, serveCli } from './run-cli.ts';
import { until } from './until.ts';

interface KillRounds {
  answered: number;
  /** Targets that were answered with 2xx and are not in the database. */
  lost: string[];
  /** What SQLite's own check says of the file. */
  integrity: unknown;
  /** From the start of each process to its ready line. */
  startMs: number[];
}

/**
 * Kills the engine under load, round after round on one database, then looks for what is lost.
 *
 * @param options.answers how many requests of a round are answered before the kill.
 */
export async function killUnderLoad(
  dataDir: string,
  options: {
    rounds: number;
    senders: number;
    answers: number;
    /** Done in each round once it is under load. */
    meanwhile?: (cli: RunningCli) => Promise<void>;
  },
): Promise<KillRounds> {
  const { rounds, senders, answers, meanwhile } = options;
  const answered: string[] = [];
  const startMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    await using cli = await serveCli(dataDir);
    startMs.push(performance.now() - from);
    const stop = new AbortController();
    const before = answered.length;
    const sending = Array.from({ length: senders }, async (_, sender) => {
      for (let n = 0; !stop.signal.aborted; n += 1) {
        const target = `/r${round}/s${sender}/n${n}`;
        const ok = await fetch(cli.ready.intake + target, { method: 'POST', body: target })
          .then((reply) => reply.ok)
          .catch(() => false);
        if (ok) answered.push(target);
      }
    });
    await until(() => answered.length > before);
    await meanwhile?.(cli);
    await until(() => answered.length - before >= answers);
    const killed = cli.end('SIGKILL');
    stop.abort();
    await Promise.all([killed, ...sending]);
  }
  const db = new SqliteDatabase(join(dataDir, 'backstitch.db'), { readonly: true });
  const kept = new Set(db.prepare<[], string>('SELECT target FROM capture_contents').pluck().all());
  const integrity = db.pragma('integrity_check', { simple: true });
  db.close();
  const lost = answered.filter((target) => !kept.has(target));
  return { answered: answered.length, lost, integrity, startMs };
}
