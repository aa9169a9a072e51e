import { join } from 'node:path';
import { connect } from 'node:net';
import { once } from 'node:events';
import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';

async function resumed(t: TestEngine): Promise<void> {
  await until(() => t.engine.system.health().status === 'ok', 'capture did not resume');
}

it('has a capture on disk before the sender has its reply', async () => {
  await using t = await startTestEngine();
  using other = new SqliteDatabaseHandle(join(t.dataDir, 'backstitch.db'));
  for (let i = 0; i < 20; i += 1) {
    await fetch(`${t.url}/n/${i}`, { method: 'POST', body: `body ${i}` });
    expect(other.targets()).toContain(`/n/${i}`);
  }
});

it('answers 503 with Retry-After while another program locks the database, then goes on', async () => {
  await using t = await startTestEngine();
  await fetch(`${t.url}/before`);
  const other = new SqliteDatabase(join(t.dataDir, 'backstitch.db'));
  other.exec('BEGIN EXCLUSIVE');
  const refused = await fetch(`${t.url}/during`, { method: 'POST', body: 'x' });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('30');
  expect(t.engine.system.status().capture).toMatchObject({
    state: 'paused',
    why: 'Another program has locked the database.',
  });
  other.exec('ROLLBACK');
  other.close();
  await resumed(t);
  expect((await fetch(`${t.url}/after`)).status).toBe(200);
  const kept = await t.captures(2);
  expect(kept.map((capture) => capture.target)).toEqual(['/after', '/before']);
});

it('answers 503 when the disk is full, says why, and resumes by itself', async () => {
  await using t = await startTestEngine();
  const pages = t.engine.db.pragma('page_count', { simple: true }) as number;
  t.engine.db.pragma(`max_page_count = ${pages}`);
  const statuses: number[] = [];
  for (let i = 0; i < 20; i += 1) {
    const body = 'x'.repeat(50_000);
    statuses.push((await fetch(`${t.url}/fill`, { method: 'POST', body })).status);
  }
  expect(statuses.at(-1)).toBe(503);
  expect(t.engine.system.status().capture).toMatchObject({ why: 'The disk is full.' });
  t.engine.db.pragma('max_page_count = 1000000');
  await resumed(t);
  expect((await fetch(`${t.url}/after`)).status).toBe(200);
});

it('answers 503 while the database is read-only', async () => {
  await using t = await startTestEngine();
  t.engine.db.pragma('query_only = ON');
  expect((await fetch(`${t.url}/x`)).status).toBe(503);
  expect(t.engine.system.status().capture).toMatchObject({
    why: 'The data directory is read-only.',
  });
  t.engine.db.pragma('query_only = OFF');
  await resumed(t);
  expect((await fetch(`${t.url}/after`)).status).toBe(200);
});

it('leaves no body file behind when a large request could not be kept', async () => {
  await using t = await startTestEngine();
  const { readdirSync } = await import('node:fs');
  t.engine.db.pragma('query_only = ON');
  const reply = await fetch(`${t.url}/x`, { method: 'POST', body: 'y'.repeat(1_000_000) });
  expect(reply.status).toBe(503);
  expect(readdirSync(join(t.dataDir, 'bodies'))).toEqual([]);
  t.engine.db.pragma('query_only = OFF');
});

it('ends what is in flight before it stops, and keeps it', async () => {
  await using t = await startTestEngine();
  await t.engine.endpoints.create({
    name: 'Slow',
    enabled: true,
    path: '/slow',
    methods: [],
    reply: {
      status: 202,
      headers: [],
      bodyKind: 'text',
      body: 'done',
      delayMs: 60_000,
      failFirst: { count: 0, status: 500 },
    },
  });
  const pending = fetch(`${t.url}/slow`);
  await until(
    async () => (await t.engine.captures.list({ search: '', limit: 1 })).items.length > 0,
  );
  await t.stop();
  expect((await pending).status).toBe(202);
  const socket = connect(t.port, '127.0.0.1');
  const [error] = await once(socket, 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});

class SqliteDatabaseHandle implements Disposable {
  readonly #db: SqliteDatabase.Database;
  constructor(file: string) {
    this.#db = new SqliteDatabase(file, { readonly: true });
  }
  targets(): string[] {
    return this.#db.prepare<[], string>('SELECT target FROM capture_contents').pluck().all();
  }
  [Symbol.dispose](): void {
    this.#db.close();
  }
}
