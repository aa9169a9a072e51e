import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../main/store/migrate.ts';
import { migrations } from '../../../main/store/migrations/index.ts';

const VERSION = 17;

it('gives integrations of an older version the file of their schema, and keeps what waits', () => {
  const db = new SqliteDatabase(':memory:');
  const older = migrations.filter(({ version }) => version < VERSION);
  migrate(db, older, () => {});
  db.exec(`
    INSERT INTO integrations (id, name, schema, primary_key, loading, nested, detect_timestamps,
                              strict_types, state, created_at)
      VALUES ('int_1', 'My Shop', 'my_shop', '[]', 'append', 'json', 0, 0, 'live', 1),
             ('int_2', 'Old', 'my_shop', '[]', 'append', 'json', 0, 0, 'deleted', 0);
    INSERT INTO integration_queue VALUES (7, 'int_1', 1)`);
  let copies = 0;
  migrate(db, migrations, () => void (copies += 1));
  expect(copies).toBe(1);
  expect(db.prepare('SELECT id, file, rebuilding, reserved_names FROM integrations').all()).toEqual(
    ['int_1', 'int_2'].map((id) => ({
      id,
      file: 'schema_my_shop.sqlite',
      rebuilding: 0,
      reserved_names: 'reject-record',
    })),
  );
  expect(db.prepare('SELECT capture_id FROM captures_in_use').pluck().all()).toEqual([7]);
  db.close();
});

it('asks what is in use by keys, never through all captures', () => {
  const db = new SqliteDatabase(':memory:');
  migrate(db, migrations, () => {});
  const plan = db
    .prepare<[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT id FROM captures c WHERE c.pinned = 0 AND NOT EXISTS (
         SELECT 1 FROM captures_in_use u WHERE u.capture_id = c.id) ORDER BY c.id LIMIT 100`,
    )
    .all()
    .map(({ detail }) => detail);
  expect(plan.filter((step) => step.startsWith('SCAN'))).toEqual([
    expect.stringMatching(/^SCAN c\b/),
  ]);
  db.close();
});
