import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRemovalStore } from '../../main/captures/removal/removal-store.ts';
import type { Clock } from '../../main/lib/clock.ts';
import { systemClock } from '../../main/lib/clock.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';

const limits = {
  bodyCapBytes: 50_000_000,
  keepCount: 100_000,
  keepDays: 30,
  keepBytes: 5_000_000_000,
  notifyOnArrival: false,
};

/** More than one slice brings back, on a fast machine, too. */
const MANY = 6000;

async function send(t: TestEngine, count: number, body = 'x'): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await fetch(`${t.url}/n/${i}`, { method: 'POST', body });
  }
}

it('deletes one, and brings it back when asked', async () => {
  await using t = await startTestEngine();
  await send(t, 3);
  const [newest] = await t.captures(3);
  const removal = await t.engine.captures.remove({ id: newest!.id });
  expect(removal.removed).toBe(1);
  expect(await t.captures(2)).toHaveLength(2);
  expect(() => t.engine.captures.get({ id: newest!.id })).toThrow(/no longer exists/);
  expect(t.engine.system.status().held).toBe(2);
  await t.engine.captures.undo({ undo: removal.undo! });
  expect(await t.captures(3)).toHaveLength(3);
  expect(t.engine.system.status().held).toBe(3);
});

it('deletes all that a search finds, pinned exempt unless asked', async () => {
  await using t = await startTestEngine();
  await send(t, 5);
  await fetch(`${t.url}/other`);
  const all = await t.captures(6);
  await t.engine.captures.pin({ id: all[1]!.id, pinned: true });
  const removal = await t.engine.captures.removeFound({ search: 'path:/n/', includePinned: false });
  expect(removal.removed).toBe(4);
  expect((await t.captures(2)).map((capture) => capture.target)).toEqual(['/other', '/n/4']);
  await t.engine.captures.undo({ undo: removal.undo! });
  expect(await t.captures(6)).toHaveLength(6);
});

it('goes on with an undo that was cut off, at the latest after the next start', async () => {
  await using first = await startTestEngine();
  const { db } = first.engine;
  const insert = db.prepare(`
    INSERT INTO captures (id, received_at, duration_us, method, target, path, size_bytes,
                          stored_bytes, decided_by, indexed)
    VALUES (?, 1, 1, 'POST', '/n', '/n', 0, 1, 'respond', 1)`);
  const contents = db.prepare(`
    INSERT INTO capture_contents (capture_id, http_version, remote_address, remote_port, headers)
    VALUES (?, '1.1', '127.0.0.1', 1, '[]')`);
  const now = (Date.now() - Date.UTC(2024, 0, 1)) * 4096;
  db.transaction(() => {
    for (let n = 0; n < MANY; n += 1) {
      insert.run(now + n);
      contents.run(now + n);
    }
  })();
  const seen = (of: TestEngine): unknown =>
    of.engine.db.prepare('SELECT count(*) FROM captures WHERE removed_batch IS NULL').pluck().get();
  const removal = await first.engine.captures.removeFound({ search: '', includePinned: true });
  expect([removal.removed, seen(first)]).toEqual([MANY, 0]);
  db.exec(`CREATE TEMP TRIGGER enough BEFORE UPDATE OF removed_batch ON captures
      WHEN NEW.id = (SELECT max(id) - 200 FROM captures)
    BEGIN SELECT RAISE(ABORT, 'enough'); END`);
  await expect(first.engine.captures.undo({ undo: removal.undo! })).rejects.toThrow('enough');
  const back = Number(seen(first));
  expect(back).toBeGreaterThan(0);
  expect(back).toBeLessThan(MANY - 200);
  await first.stop();
  await using again = await startTestEngine({ dataDir: first.dataDir });
  // The count follows once it is on disk.
  await until(() => again.engine.system.status().held === MANY, 'not all of them come back');
  expect(seen(again)).toBe(MANY);
  expect(again.engine.db.prepare('SELECT 1 FROM capture_undos').all()).toEqual([]);
});

it('works in slices that end by the clock, each of which does something', async () => {
  await using t = await startTestEngine();
  await send(t, 45);
  await t.captures(45);
  const { db } = t.engine;
  const store = openRemovalStore(db);
  const ids = db.prepare<[], number>('SELECT id FROM captures ORDER BY id').pluck().all();
  const over = (): boolean => true;
  const how = { batch: 7, includePinned: true };
  expect(store.mark(ids, how, over)).toMatchObject({ count: 1, looked: 1 });
  expect(store.mark(ids.slice(1), how, () => false)).toMatchObject({ count: 44, looked: 44 });
  expect(store.restore(7, over)).toMatchObject({ count: 20, isLast: false });
  expect(store.halfRestored()).toEqual([7]);
  expect(store.restore(7, () => false)).toMatchObject({ count: 25, isLast: true });
  expect(store.halfRestored()).toEqual([]);
  expect(store.purge(ids, over)).toEqual({ ids: ids.slice(0, 1), looked: 1 });
});

it('deletes only what was there when it was asked', async () => {
  await using t = await startTestEngine();
  await send(t, 60);
  const removal = t.engine.captures.removeFound({ search: 'path:/n/', includePinned: false });
  const during = send(t, 20);
  const [{ removed }] = await Promise.all([removal, during]);
  const { items } = await t.engine.captures.list({ search: '', limit: 500 });
  expect(removed).toBeGreaterThanOrEqual(60);
  expect(items).toHaveLength(80 - removed);
  expect(items.length).toBeGreaterThan(15);
});

it('deletes nothing when the search has a mistake', async () => {
  await using t = await startTestEngine();
  await send(t, 2);
  const removal = t.engine.captures.removeFound({ search: 'stats:200', includePinned: false });
  await expect(removal).rejects.toMatchObject({ code: 'SEARCH_INVALID' });
  expect(await t.captures(2)).toHaveLength(2);
});

it('cannot undo after the next start: the rows and body files are gone for good', async () => {
  await using first = await startTestEngine();
  await send(first, 2, 'y'.repeat(400_000));
  const removal = await first.engine.captures.removeFound({ search: '', includePinned: false });
  expect(readdirSync(join(first.dataDir, 'bodies'))).toHaveLength(2);
  await first.stop();
  await using again = await startTestEngine({ dataDir: first.dataDir });
  await expect(again.engine.captures.undo({ undo: removal.undo! })).rejects.toMatchObject({
    code: 'UNDO_EXPIRED',
  });
  const rows = again.engine.db.prepare('SELECT count(*) FROM captures').pluck();
  await until(() => rows.get() === 0 && readdirSync(join(first.dataDir, 'bodies')).length === 0);
});

it('keeps no more than the count says, oldest first, pinned exempt, and says so', async () => {
  await using t = await startTestEngine();
  await send(t, 110);
  const oldest = (await t.captures(110)).at(-1)!;
  await t.engine.captures.pin({ id: oldest.id, pinned: true });
  await t.engine.system.saveSettings({ ...limits, keepCount: 100 });
  await until(() => t.engine.system.status().lastSweep !== null);
  const kept = await t.captures(100);
  expect(kept).toHaveLength(100);
  expect(kept.at(-1)?.id).toBe(oldest.id);
  expect(kept.at(-2)?.target).toBe('/n/11');
  expect(t.engine.system.status().lastSweep).toMatchObject({
    removed: 10,
    why: 'more than 100 captures',
  });
});

it('keeps what has no outcome yet, however old it is', async () => {
  await using t = await startTestEngine();
  const failFirst = { count: 0, status: 500 };
  await t.engine.endpoints.create({
    name: 'Slow',
    enabled: true,
    path: '/slow',
    methods: [],
    reply: { status: 200, headers: [], bodyKind: 'text', body: '', delayMs: 60_000, failFirst },
  });
  const asked = fetch(`${t.url}/slow`);
  const listed = () => t.engine.captures.list({ search: '', limit: 5 }).then(({ items }) => items);
  await expect.poll(listed).toHaveLength(1);
  await send(t, 3);
  await t.engine.system.saveSettings({ ...limits, keepCount: 1 });
  await until(() => t.engine.system.status().held === 1);
  expect(await listed()).toMatchObject([{ target: '/slow', durationMs: null }]);
  // Stopping cuts the delay short.
  await Promise.all([t.stop(), asked]);
});

it('keeps no more bytes than the limit says', async () => {
  await using t = await startTestEngine();
  await send(t, 30, 'z'.repeat(500_000));
  await t.engine.system.saveSettings({ ...limits, keepBytes: 10_000_000 });
  await until(() => t.engine.system.status().heldBytes <= 10_000_000);
  expect(t.engine.system.status().held).toBe(19);
  expect(readdirSync(join(t.dataDir, 'bodies'))).toHaveLength(19);
});

it('removes what is older than the days say', async () => {
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => Date.now() + ahead };
  await using t = await startTestEngine({ clock });
  await send(t, 3);
  await t.captures(3);
  ahead = 31 * 86_400_000;
  await fetch(`${t.url}/fresh`);
  await until(() => t.engine.system.status().held === 1);
  expect((await t.captures(1))[0]?.target).toBe('/fresh');
});

it('takes notes and pins, and finds them', async () => {
  await using t = await startTestEngine();
  await send(t, 3);
  const [first] = await t.captures(3);
  await t.engine.captures.annotate({ id: first!.id, note: 'the broken one' });
  await t.engine.captures.pin({ id: first!.id, pinned: true });
  const found = await t.engine.captures.list({ search: 'is:pinned', limit: 10 });
  expect(found.items).toMatchObject([{ id: first!.id, pinned: true, hasNote: true }]);
  expect(t.engine.captures.get({ id: first!.id }).note).toBe('the broken one');
});

it('sweeps body files that a crash left without their capture, and no others', async () => {
  await using first = await startTestEngine();
  await send(first, 1, 'y'.repeat(400_000));
  await first.stop();
  const bodies = join(first.dataDir, 'bodies');
  const [owned] = readdirSync(bodies);
  writeFileSync(join(bodies, 'orphan.body'), 'left behind');
  // Older than the next start, however coarse the file system's clock is.
  utimesSync(join(bodies, 'orphan.body'), 1, 1);
  await using again = await startTestEngine({ dataDir: first.dataDir });
  await until(() => !existsSync(join(bodies, 'orphan.body')));
  expect(readdirSync(bodies)).toEqual([owned]);
  expect(await again.captures(1)).toHaveLength(1);
});

it('says when a capture went, and by what, for as long as that is known', async () => {
  const clock = shiftedClock();
  await using t = await startTestEngine({ clock });
  await send(t, 4);
  const [kept, second, third, oldest] = (await t.captures(4)).map(({ id }) => id);
  const { captures, system } = t.engine;
  expect(captures.gone({ id: kept! })).toBeNull();
  const before = clock.now();
  const { undo } = await captures.removeMany({ ids: [second!, third!] });
  const gone = captures.gone({ id: third! });
  expect(gone).toMatchObject({ by: 'person', why: null, undo, together: 2 });
  expect(gone!.at).toBeGreaterThanOrEqual(before);
  expect(gone!.at).toBeLessThanOrEqual(clock.now() + 1);
  await captures.undo({ undo: gone!.undo! });
  expect(captures.gone({ id: third! })).toBeNull();

  for (const id of [kept!, second!, third!]) await captures.pin({ id, pinned: true });
  await system.saveSettings({ ...limits, keepDays: 1 });
  clock.jump(2 * 86_400_000);
  await until(() => {
    clock.jump(6000);
    return system.status().held === 3;
  }, 'retention deleted nothing');
  expect(captures.gone({ id: oldest! })).toEqual({
    by: 'retention',
    at: expect.any(Number) as number,
    why: 'older than a day',
    undo: null,
    together: 1,
  });
  expect(captures.gone({ id: 'never-was-one' as CaptureId })).toBeNull();

  await captures.remove({ id: kept! });
  await t.stop();
  await using again = await startTestEngine({ dataDir: t.dataDir });
  await until(() => again.engine.captures.gone({ id: kept! })?.undo !== '', 'nothing is told');
  expect(again.engine.captures.gone({ id: oldest! })).toBeNull();
});
