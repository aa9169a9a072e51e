import SqliteDatabase from 'better-sqlite3';
import { answerCalls } from '../../main/lib/child-process/answer-calls.ts';

// A process with a native database that is ended while it writes: it says when it is in the middle.

type Order = { kind: 'count' | 'for ever'; file: string };

answerCalls(({ kind, file }: Order): number => {
  const db = new SqliteDatabase(file, { timeout: 60_000 });
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE IF NOT EXISTS t (a INTEGER, b TEXT) STRICT');
  const insert = db.prepare('INSERT INTO t VALUES (?, ?)');
  if (kind === 'for ever') {
    db.transaction(() => {
      for (let i = 0; ; i += 1) insert.run(i, 'x'.repeat(100));
    }).immediate();
  }
  db.transaction(() => insert.run(1, 'whole')).immediate();
  const count = db.prepare<[], number>('SELECT count(*) FROM t').pluck().get() ?? 0;
  db.close();
  return count;
});
