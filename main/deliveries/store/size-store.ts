import type { Database } from 'better-sqlite3';

export type SizeStore = ReturnType<typeof openSizeStore>;

/**
 * How many bytes the bodies and answers of deliveries take: reckoned as they are written, since
 * adding them up would read every row.
 */
export function openSizeStore(db: Database) {
  const select = db.prepare<[], number>('SELECT bytes FROM delivery_sizes WHERE one = 1').pluck();
  const change = db.prepare<[number]>(
    'UPDATE delivery_sizes SET bytes = max(0, bytes + ?) WHERE one = 1',
  );
  return {
    bytes: (): number => select.get() ?? 0,
    /** In the transaction that writes or deletes them. */
    add(bytes: number): void {
      if (bytes !== 0) change.run(bytes);
    },
  };
}
