import { describe, expect, it } from 'vitest';
import { ListInput, type CapturePage } from '../../../preload/contract/captures.ts';
import { seedCaptures } from '../../helpers/seeds/seed.ts';
import { startTestEngine, type TestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const list = (t: TestEngine, more: Partial<ListInput> = {}): Promise<CapturePage> =>
  t.engine.captures.list({ search: '', limit: 100, ...more });
const targets = ({ items }: CapturePage): string[] => items.map(({ target }) => target);

/** All pages of a list, `limit` at a time. */
async function pages(t: TestEngine, more: Partial<ListInput>): Promise<string[]> {
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = await list(t, { ...more, before });
    seen.push(...targets(page));
    before = page.next ?? undefined;
  } while (before !== undefined);
  return seen;
}

async function withSizes(t: TestEngine): Promise<void> {
  for (const [path, size] of [
    ['/a', 5],
    ['/b', 50],
    ['/c', 5],
    ['/d', 0],
    ['/e', 20],
  ] as const) {
    await fetch(`${t.url}${path}`, { method: 'POST', body: 'x'.repeat(size) });
  }
  await t.captures(5);
}

describe('the order of the list', () => {
  it.each([
    ['newest', ['/e', '/d', '/c', '/b', '/a']],
    ['oldest', ['/a', '/b', '/c', '/d', '/e']],
    ['largest', ['/b', '/e', '/c', '/a', '/d']],
  ] as const)('%s first, over pages of any size', async (order, expected) => {
    await using t = await startTestEngine();
    await withSizes(t);
    for (const limit of [1, 2, 5, 100]) {
      expect(await pages(t, { order, limit })).toEqual(expected);
      const search = 'path:/ method:post';
      expect(await pages(t, { order, limit, search })).toEqual(expected);
    }
  });

  it('by how long the reply took puts what is still open last', async () => {
    await using t = await startTestEngine();
    await withSizes(t);
    const { items } = await list(t, { order: 'slowest' });
    const times = items.map(({ durationMs }) => durationMs ?? -1);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await pages(t, { order: 'slowest', limit: 2 })).toEqual(items.map((one) => one.target));
  });

  it('goes on behind a capture that was deleted meanwhile', async () => {
    await using t = await startTestEngine();
    await withSizes(t);
    for (const order of ['oldest', 'largest'] as const) {
      const first = await list(t, { order, limit: 2 });
      const { undo } = await t.engine.captures.remove({ id: first.items[1]!.id });
      const rest = await list(t, { order, limit: 100, before: first.next! });
      expect(new Set([...targets(first), ...targets(rest)])).toEqual(
        new Set(['/a', '/b', '/c', '/d', '/e']),
      );
      await t.engine.captures.undo({ undo: undo! });
    }
  });

  it('by size is refused where more than 10,000 are found, and not where the search is narrow', async () => {
    using dir = tempDir();
    seedCaptures(dir.path, 10_001);
    await using t = await startTestEngine({ dataDir: dir.path });
    for (const order of ['largest', 'slowest'] as const) {
      await expect(list(t, { order })).rejects.toMatchObject({ code: 'SEARCH_TOO_WIDE' });
      const found = await list(t, { order, search: 'method:get', limit: 5 });
      expect(found.items).toHaveLength(5);
    }
    expect((await list(t, { order: 'oldest', limit: 1 })).items[0]?.target).toBe('/seed/0');
  });
});

describe('the time of the list', () => {
  it('counts its beginning, and not its end', async () => {
    await using t = await startTestEngine();
    for (const path of ['/a', '/b', '/c']) {
      await fetch(`${t.url}${path}`);
      const [newest] = await t.captures(1);
      // Each comes in a millisecond of its own.
      while (Date.now() <= newest!.receivedAt) await fetch(t.url).catch(() => {});
    }
    const { items } = await list(t, { search: 'path:/a,/b,/c' });
    const [c, b, a] = ['/c', '/b', '/a'].map((path) => items.find((one) => one.target === path)!);
    const between = (from?: number, to?: number) =>
      list(t, { search: '-path:=/', from, to }).then(targets);
    expect(await between(a!.receivedAt, c!.receivedAt)).toEqual(['/b', '/a']);
    expect(await between(b!.receivedAt)).toEqual(['/c', '/b']);
    expect(await between(undefined, b!.receivedAt)).toEqual(['/a']);
    const { engine } = t;
    const counted = { search: 'path:/a,/b,/c', from: a!.receivedAt, to: c!.receivedAt };
    expect(await engine.captures.count(counted)).toEqual({ count: 2, capped: false });
    expect(await engine.captures.count({ search: '', to: a!.receivedAt })).toMatchObject({
      count: 0,
    });
    expect(targets(await list(t, { from: c!.receivedAt + 60_000 }))).toEqual([]);
  });
});
