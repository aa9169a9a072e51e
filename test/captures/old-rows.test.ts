import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { firstIdAt } from '../../main/captures/capture-id.ts';
import { indexContent } from '../../main/captures/search/indexing/index-content.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import { filesWith } from '../helpers/files-with.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const TOKEN = '0123456789abcdef'.repeat(3) + 'feedfacecafe1234';
const DELETED = 'fedcba9876543210'.repeat(4);
const NOW = Date.now();
/** Ids tell when a capture came: what seems old would be removed by retention. */
const BASE = firstIdAt(NOW);

/** A database as an older version left it, with captures, a deleted one, and a replay. */
function writeOld(file: string): void {
  const db = new SqliteDatabase(file);
  db.pragma('page_size = 8192');
  db.pragma('journal_mode = WAL');
  migrate(
    db,
    migrations.filter(({ version }) => version <= 9),
    () => {},
  );
  const insert = (nth: number, target: string, headers: [string, string][], raw: string | null) => {
    const id = BASE + nth;
    db.prepare(
      `INSERT INTO captures (id, received_at, method, target, path, size_bytes, stored_bytes,
                             decided_by, duration_us)
       VALUES (?, ?, 'POST', ?, ?, 0, 0, 'respond', 1)`,
    ).run(id, NOW, target, target);
    db.prepare(
      `INSERT INTO capture_contents (capture_id, http_version, remote_address, remote_port,
                                     headers, body)
       VALUES (?, ?, '127.0.0.1', 1, ?, ?)`,
    ).run(id, raw === null ? '1.1' : '', JSON.stringify(headers), raw && Buffer.from(raw));
    // As the index was kept until version 31.
    const content = indexContent({ target, headers, body: undefined, chosen: null });
    if (content === null) return;
    db.prepare('INSERT INTO captures_text (rowid, target, headers, body) VALUES (?, ?, ?, ?)').run(
      id,
      content.target,
      content.headers,
      content.body,
    );
    for (const [at, { text }] of content.values.entries()) {
      db.prepare(`INSERT INTO search_values VALUES (1, ?, ?, '', ?, NULL)`).run(id, at, text);
    }
    db.prepare(`INSERT INTO search_documents VALUES (?, '[1]')`).run(id);
  };
  const path = `/v1/clients/12345/token/${TOKEN}`;
  insert(1, path, [['Referer', `https://x.example${path}`]], null);
  insert(2, path.replace('token', '%74oken'), [], null);
  insert(3, '/w/orders/cancel?secret=needle-one', [], null);
  insert(4, '', [], `POST ${path} HTTP/1.1\r\nbad header\r\n\r\n`);
  insert(5, '/kept?a=1', [], null);
  for (let nth = 100; nth < 160; nth += 1) insert(nth, path.replace(TOKEN, DELETED), [], null);
  db.exec(`DELETE FROM captures WHERE id >= ${BASE + 100}`);
  db.prepare(
    `INSERT INTO integrations VALUES ('int_1', 'x', 'x', '[]', 'append', 'json', 0, 0, 'live', 1, NULL)`,
  ).run();
  db.prepare(`INSERT INTO integration_urls VALUES (1, 'int_1', 'h', '1234', 1, NULL, NULL)`).run();
  db.prepare(
    `INSERT INTO replays (capture_id, number, started_at, url, method, edited, request_headers,
                          request_bytes, dropped, outcome)
     VALUES ('x', 1, 1, ?, 'POST', 0, '[]', 0, '[]', 'answered')`,
  ).run(`http://127.0.0.1:8976${path}`);
  db.close();
}

it('masks what captures of an older version hold, in every file and in the copies', async () => {
  using dir = tempDir();
  const file = join(dir.path, 'backstitch.db');
  writeOld(file);
  copyFileSync(file, `${file}.v8.bak`);
  writeFileSync(join(dir.path, 'backstitch.db.note'), 'left alone');
  expect(filesWith(dir.path, TOKEN)).toHaveLength(2);
  await using test = await startTestEngine({ dataDir: dir.path });
  const captures = await test.captures(5);
  expect(captures.map(({ target }) => target).toReversed()).toEqual([
    '/v1/clients/12345/token/****1234',
    '/v1/clients/12345/%74oken/****1234',
    '/w/orders/cancel?secret=****',
    '',
    '/kept?a=1',
  ]);
  const found = await test.captures(3, '1234');
  expect(found.map(({ id }) => id)).toEqual([1, 3, 4].map((at) => captures[at]?.id));
  expect(await test.engine.captures.list({ search: 'path:/kept', limit: 5 })).toMatchObject({
    items: [{ target: '/kept?a=1' }],
  });
  await test.stop();
  for (const secret of [TOKEN, TOKEN.slice(0, 60), 'needle-one', DELETED]) {
    expect(filesWith(dir.path, secret), secret).toEqual([]);
  }
});
