import SqliteDatabase from 'better-sqlite3';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openControl } from '../../main/control/listener.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import { send } from '../control/harness.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const KEY = 'function:app_x/audit%2Frecord';
const DAY_MS = 86_400_000;

const put = (
  t: TestEngine,
  value: unknown,
  rev: number,
  more: { key?: string; base?: string | null; session?: string } = {},
) =>
  t.engine.drafts.put({
    key: KEY,
    kind: 'function',
    base: 'r7',
    session: 'Firefox',
    ...more,
    value,
    rev,
  });

describe('a draft', () => {
  it('is there again after a restart, with what it began from and where it was typed', async () => {
    using dir = tempDir();
    {
      await using first = await startTestEngine({ dataDir: dir.path });
      await put(first, { source: 'exports = () => {' }, 0);
    }
    await using t = await startTestEngine({ dataDir: dir.path });
    expect(t.engine.drafts.get({ key: KEY })).toMatchObject({
      kind: 'function',
      base: 'r7',
      rev: 1,
      session: 'Firefox',
      value: { source: 'exports = () => {' },
    });
    expect(t.engine.drafts.get({ key: 'function:other' })).toBeNull();
  });

  it('is not written over by a window that did not see the last change', async () => {
    await using t = await startTestEngine();
    await put(t, 'one', 0);
    await put(t, 'two', 1, { session: 'Chrome' });
    await expect(put(t, 'mine', 1)).rejects.toMatchObject({ code: 'DRAFT_CHANGED' });
    await expect(put(t, 'mine', 0)).rejects.toMatchObject({ code: 'DRAFT_CHANGED' });
    expect(t.engine.drafts.get({ key: KEY })).toMatchObject({ value: 'two', session: 'Chrome' });
    const { remove } = t.engine.drafts;
    await expect(remove({ key: KEY, rev: 1 })).rejects.toMatchObject({ code: 'DRAFT_CHANGED' });
    expect(await remove({ key: KEY, rev: 2 })).toEqual({ removed: true });
    await expect(put(t, 'late', 2)).rejects.toThrow('saved or discarded in another window');
    expect(await remove({ key: KEY })).toEqual({ removed: false });
  });

  it('may be sent twice where the first answer was lost', async () => {
    await using t = await startTestEngine();
    const [first, again] = [await put(t, 'one', 0), await put(t, 'one', 0)];
    expect(again).toEqual(first);
    expect(again.rev).toBe(1);
  });

  it('stands in lists without its text, and in no log', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    await using t = await startTestEngine({ log });
    await put(t, { header: 'whsec_needle' }, 0);
    expect(t.engine.drafts.list()).toMatchObject([{ key: KEY, rev: 1, sizeBytes: 25 }]);
    expect(JSON.stringify([t.engine.drafts.list(), lines])).not.toContain('whsec_needle');
    await t.engine.drafts.remove({ key: KEY });
  });

  it('goes after 30 days, and the oldest go where there is no room', async () => {
    const clock = shiftedClock();
    await using t = await startTestEngine({ clock });
    await put(t, 'old', 0, { key: 'note:1' });
    clock.jump(31 * DAY_MS);
    const large = 'x'.repeat(7 * 1024 * 1024);
    for (let n = 0; n < 10; n += 1) {
      clock.jump(1000);
      await put(t, large, 0, { key: `compose:${n}` });
    }
    const keys = t.engine.drafts.list().map(({ key }) => key);
    expect(keys).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1].map((n) => `compose:${n}`));
    await expect(put(t, large + large, 0)).rejects.toMatchObject({ code: 'DRAFT_TOO_LARGE' });
  });

  it('is read and written over REST by its key, slashes and percent signs included', async () => {
    await using t = await startTestEngine();
    const log = pino({ level: 'silent' });
    await using control = await openControl({
      surface: t.engine,
      sessions: t.engine.sessionBook,
      port: 0,
      staticDir: t.dataDir,
      log,
    });
    const port = Number(new URL(control.url).port);
    const path = `/api/v1/drafts/${encodeURIComponent(KEY)}`;
    const headers = {
      authorization: `Bearer ${control.token}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ kind: 'function', value: [1], rev: 0 });
    expect((await send(port, path, { method: 'PUT', headers, body })).status).toBe(200);
    const { authorization } = headers;
    const answer = await send(port, path, { headers: { authorization } });
    expect(JSON.parse(answer.text)).toMatchObject({ key: KEY, value: [1], rev: 1, base: null });
    const late = await send(port, path, { method: 'PUT', headers, body: body.replace('[1]', '2') });
    expect(late.status).toBe(409);
    expect(JSON.parse(late.text)).toMatchObject({ code: 'DRAFT_CHANGED' });
    const gone = await send(port, `${path}/remove`, { method: 'POST', headers, body: '{"rev":1}' });
    expect(JSON.parse(gone.text)).toEqual({ removed: true });
  });
});

it('the list of drafts is read from an index, without touching what was typed', () => {
  const db = new SqliteDatabase(':memory:');
  migrate(db, migrations, () => {});
  const plan = db
    .prepare<[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT key, kind, base, rev, updated_at, session, size_bytes
         FROM drafts ORDER BY updated_at DESC`,
    )
    .all();
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SCAN drafts USING COVERING INDEX drafts_by_age',
  ]);
  db.close();
});
