import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openDestinationStore } from '../../../main/deliveries/store/destination-store.ts';
import { NO_PROTECTION } from '../../../main/secrets/secrets.ts';
import { migrate } from '../../../main/store/migrate.ts';
import { migrations } from '../../../main/store/migrations/index.ts';

const OLD = {
  name: 'shop',
  url: 'http://127.0.0.1:3000/hook',
  headers: [],
  signing: 'standard',
  events: [],
  schedule: { kind: 'stitchex' },
  timeoutMs: 30_000,
  ordering: 'parallel',
  concurrency: 5,
  rate: null,
  allowPrivate: false,
  idempotencyKey: true,
};

it('statuses that ended deliveries become rules, and what is kept is counted', () => {
  const db = new SqliteDatabase(':memory:');
  migrate(
    db,
    migrations.filter(({ version }) => version < 14),
    () => {},
  );
  const add = db.prepare(`
    INSERT INTO destinations (id, settings, state, breaker, created_at) VALUES (?, ?, 'live', '{}', ?)`);
  add.run('dst_1', JSON.stringify({ ...OLD, stopOn: [400, 404] }), 1);
  add.run('dst_2', JSON.stringify({ ...OLD, stopOn: [] }), 2);
  db.exec(`
    INSERT INTO delivery_messages (id, origin, content_type, method, signs, body, body_bytes, created_at)
    VALUES ('m', 'api', 'a/b', 'POST', 1, x'010203', 3, 1);
    INSERT INTO deliveries (message_id, destination_id, state, deadline_at, created_at)
    VALUES ('m', 'dst_1', 'scheduled', 1, 1);
    INSERT INTO delivery_attempts (delivery_seq, destination_id, generation, number, kind, started_at,
                                   outcome, method, url, response_body)
    VALUES (1, 'dst_1', 1, 1, 'auto', 1, 'failed', 'POST', '', x'0405');`);
  migrate(db, migrations, () => {});
  const [first, second] = openDestinationStore(db, NO_PROTECTION).all();
  expect(first?.settings.statusRules).toEqual([{ statuses: '400, 404', action: 'stop' }]);
  expect(first?.settings).toMatchObject({ filter: '', orderKey: null, trust: null });
  expect(first).toMatchObject({ timeoutMs: 30_000 });
  expect(second?.settings.statusRules).toEqual([]);
  expect(db.prepare('SELECT bytes FROM delivery_sizes').pluck().get()).toBe(5);
});
