import SqliteDatabase from 'better-sqlite3';
import { answerCalls } from '../../lib/child-process/answer-calls.ts';
import { copyToPostgres } from './copy.ts';
import type { CopyAnswer, CopyOrder } from './copying.ts';

// The entry of a copying process: one server at a time.

answerCalls(async ({ path, addresses, forMs, ...order }: CopyOrder): Promise<CopyAnswer> => {
  const db = new SqliteDatabase(path, { readonly: true, timeout: 5000 });
  const stop = new AbortController();
  const end = performance.now() + forMs;
  try {
    const copied = await copyToPostgres({
      ...order,
      db,
      // Judged before, by who asked.
      judge: async () => ({ ok: true, addresses: [...(addresses ?? [])] }),
      signal: stop.signal,
      onBatch() {
        if (performance.now() > end) stop.abort();
      },
    });
    return { ...copied, done: !stop.signal.aborted };
  } finally {
    db.close();
  }
});
