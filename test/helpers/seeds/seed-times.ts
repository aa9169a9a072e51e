import { createIdSource } from '../../../main/captures/capture-id.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';
import { prepareDataDir } from '../../../main/store/data-dir.ts';
import { openStore } from '../empty-store.ts';
import { captureWriter } from './write-capture.ts';

export interface Timed {
  /** Epoch ms; the oldest first. */
  at: number;
  status?: number;
  target?: string;
}

/**
 * Fills a data directory with captures of given times, and with times without tunnel. They are found
 * by time, status and path; no words of theirs are.
 */
export function seedTimes(
  dataDir: string,
  captures: readonly Timed[],
  outages: readonly { from: number; to: number }[] = [],
): void {
  prepareDataDir(dataDir);
  const db = openStore(dataDir);
  const { store, write } = captureWriter(db);
  const nextId = createIdSource(store.maxId());
  const empty = Buffer.alloc(0);
  db.transaction(() => {
    for (const { at, status = 200, target = '/timed' } of captures) {
      write(
        {
          id: nextId(at),
          receivedAt: at,
          method: 'POST',
          target,
          httpVersion: '1.1',
          headers: [['Host', '127.0.0.1']],
          trailers: [],
          remoteAddress: '127.0.0.1',
          remotePort: 50_000,
          reportedClient: null,
          viaTunnel: false,
          replayOf: null,
          declaredBytes: 0,
          body: { kind: 'memory', bytes: empty, sizeBytes: 0, sha256: null },
          cut: false,
          failure: null,
        },
        {
          endpoint: { id: 'inbox' as EndpointId, name: 'Inbox' },
          decidedBy: 'respond',
          reason: null,
          reply: { status, reason: '', headers: [], body: empty, completed: true },
          durationUs: 1200,
          stages: [],
        },
      );
    }
    const insert = db.prepare<[number, number]>(
      `INSERT INTO tunnel_outages (started_at, ended_at, reason) VALUES (?, ?, 'The relay was away.')`,
    );
    for (const { from, to } of outages) insert.run(from, to);
  })();
  db.exec('UPDATE captures SET indexed = 1');
  db.close();
}
