import { createIdSource } from '../../../main/captures/capture-id.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';
import { prepareDataDir } from '../../../main/store/data-dir.ts';
import { openStore } from '../empty-store.ts';
import { captureWriter } from './write-capture.ts';

const METHODS = ['POST', 'POST', 'POST', 'PUT', 'GET'];

/** Fills a data directory with captures, oldest first, one every 100 ms up to now; not indexed. */
export function seedCaptures(dataDir: string, count: number): void {
  prepareDataDir(dataDir);
  const db = openStore(dataDir);
  const { store, write } = captureWriter(db);
  const nextId = createIdSource(store.maxId());
  const now = Date.now();
  const insert = db.transaction((from: number, to: number) => {
    for (let n = from; n < to; n += 1) {
      const receivedAt = now - (count - n) * 100;
      const id = nextId(receivedAt);
      const bytes = Buffer.from(JSON.stringify({ n, type: 'order.paid', amount: n % 5000 }));
      write(
        {
          id,
          receivedAt,
          method: METHODS[n % METHODS.length] ?? 'POST',
          target: `/seed/${n}`,
          httpVersion: '1.1',
          headers: [
            ['Host', '127.0.0.1'],
            ['Content-Type', 'application/json'],
          ],
          trailers: [],
          remoteAddress: '127.0.0.1',
          remotePort: 50_000,
          reportedClient: null,
          viaTunnel: false,
          replayOf: null,
          declaredBytes: bytes.length,
          body: { kind: 'memory', bytes, sizeBytes: bytes.length, sha256: null },
          cut: false,
          failure: null,
        },
        {
          endpoint: { id: 'inbox' as EndpointId, name: 'Inbox' },
          decidedBy: 'respond',
          reason: null,
          reply: {
            status: 200,
            reason: 'OK',
            headers: [],
            body: Buffer.from('ok'),
            completed: true,
          },
          durationUs: 1200,
          stages: [],
        },
      );
    }
  });
  for (let from = 0; from < count; from += 5000) insert(from, Math.min(count, from + 5000));
  // Lists do not need the search index; building it would only take time from the test.
  db.exec('UPDATE captures SET indexed = 1');
  db.close();
}
