import type { Database } from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openDeliveryReader, type RowFilter } from '../../main/deliveries/store/delivery-reader.ts';
import { openSharedAttempts } from '../../main/deliveries/store/shared-attempts.ts';
import { openDeliveryStore } from '../../main/deliveries/store/delivery-store.ts';
import { openMessageStore } from '../../main/deliveries/store/message-store.ts';
import { openSizeStore } from '../../main/deliveries/store/size-store.ts';
import { openStore } from '../helpers/empty-store.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** All statements that are prepared while `job` runs. */
function statementsOf(db: Database, job: () => void): string[] {
  const seen: string[] = [];
  const spied = Object.create(db, {
    prepare: {
      value(sql: string) {
        seen.push(sql);
        return db.prepare(sql);
      },
    },
  }) as Database;
  opened = spied;
  job();
  return seen;
}
let opened: Database;

function planOf(db: Database, sql: string): string[] {
  const names = [...sql.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  const named = Object.fromEntries(names.map((name) => [name, 1]));
  const marks = sql.split('?').length - 1;
  const statement = db.prepare(`EXPLAIN QUERY PLAN ${sql}`);
  const rows = names.length > 0 ? statement.all(named) : statement.all(Array(marks).fill(1));
  return (rows as { detail: string }[]).map(({ detail }) => detail);
}

it('every statement on deliveries and attempts uses an index, and sorts nothing', () => {
  using dir = tempDir();
  const db = openStore(dir.path);
  const filters: RowFilter[] = [
    {},
    { state: 'failed' },
    { destinationId: 'd' as never },
    { destinationId: 'd' as never, state: 'failed' },
    { captureRowId: 1 },
    { eventType: 'a' },
    { status: 500 },
    { since: 1, destinationId: 'd' as never },
  ];
  const statements = statementsOf(db, () => {
    const sizes = openSizeStore(opened);
    openDeliveryStore(opened, openMessageStore(opened, sizes).get, sizes);
    const reader = openDeliveryReader(opened, openSharedAttempts(opened, sizes));
    for (const filter of filters) reader.page(filter, 10, 100);
  });
  expect(statements.length).toBeGreaterThan(30);
  const wrong = statements.flatMap((sql) => {
    const bad = planOf(db, sql).filter(
      (step) => /^SCAN (?!json_each)/.test(step) || step.includes('TEMP B-TREE FOR ORDER BY'),
    );
    return bad.length === 0 ? [] : [`${bad.join('; ')}: ${sql}`];
  });
  // Read at the start, from an index that holds what a crash left: a handful.
  const allowed = /delivery_attempts_open|mend|deadline_at > :latest/;
  expect(wrong.filter((one) => !allowed.test(one))).toEqual([]);
  const pages = statements.filter((sql) => sql.includes('d.seq < :before'));
  expect(pages.map((sql) => planOf(db, sql)[0])).toEqual([
    expect.stringContaining('PRIMARY KEY'),
    expect.stringContaining('deliveries_by_state'),
    expect.stringContaining('deliveries_by_destination'),
    expect.stringContaining('deliveries_by_destination'),
    expect.stringContaining('deliveries_by_capture'),
    expect.stringContaining('PRIMARY KEY'),
    expect.stringContaining('PRIMARY KEY'),
    expect.stringContaining('deliveries_by_destination'),
  ]);
  db.close();
});
