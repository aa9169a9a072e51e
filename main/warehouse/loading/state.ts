import type { Database } from 'better-sqlite3';

/** What a schema remembers beside its rows: the last sequence and the generation of its tables. */
export function openState(db: Database) {
  const get = db
    .prepare<[string], string>('SELECT value FROM _backstitch_state WHERE name = ?')
    .pluck();
  const put = db.prepare('INSERT OR REPLACE INTO _backstitch_state VALUES (?, ?)');
  let last = 0n;
  let version = 0;
  const newestLoaded = db
    .prepare<[], number | null>('SELECT max(capture_id) FROM _backstitch_loads')
    .pluck();
  let newest = newestLoaded.get() ?? Number.MIN_SAFE_INTEGER;
  function reload(): void {
    last = BigInt(get.get('last_seq') ?? '0');
    version = Number(get.get('table_version') ?? '0');
  }
  reload();
  return {
    reload,
    /** Nanoseconds since 1970 of the arrival, or one more than the last: it never goes back. */
    nextSeq(receivedAt: number): bigint {
      const seq = BigInt(Math.trunc(receivedAt)) * 1_000_000n;
      return seq > last ? seq : last + 1n;
    },
    used(seq: bigint): void {
      if (seq > last) last = seq;
    },
    /** No capture above it was loaded yet. */
    newest: (): number => newest,
    seen(captureId: number): void {
      if (captureId > newest) newest = captureId;
    },
    lastSeq: (): bigint => last,
    save: (): void => void put.run('last_seq', last.toString()),
    version: (): number => version,
    /** Begins the next generation and gives its number. */
    nextVersion(): number {
      version += 1;
      put.run('table_version', `${version}`);
      return version;
    },
  };
}
