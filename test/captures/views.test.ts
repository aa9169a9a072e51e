import { describe, expect, it } from 'vitest';
import { ViewId, ViewInput, type View } from '../../preload/contract/captures/views.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const input = (more: Partial<ViewInput> = {}): ViewInput =>
  ViewInput.parse({ name: 'Orders', search: 'path:/orders', ...more });
const names = (views: readonly View[]): string[] => views.map(({ name }) => name);
const BUILT_IN = ['All', 'Failed', 'Not verified', 'No secret', 'Replays', 'Pinned'];

async function saved(t: TestEngine, more: Partial<ViewInput> = {}): Promise<View> {
  const view = (await t.engine.views.save(input(more))).at(-1);
  if (!view) throw new Error('nothing was saved');
  return view;
}

describe('views', () => {
  it('come with some that are built in, each with a search that is right', async () => {
    await using t = await startTestEngine();
    const views = t.engine.views.list();
    expect(names(views)).toEqual(BUILT_IN);
    expect(views.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { search } of views) {
      const { problems } = await t.engine.captures.list({ search, limit: 1 });
      expect(problems).toEqual([]);
    }
  });

  it('are told to every window as they are, and again when one of them changes', async () => {
    await using t = await startTestEngine();
    const left = new AbortController();
    const told = t.engine.views.live(undefined, left.signal);
    const next = async () => names((await told.next()).value ?? []);
    expect(await next()).toEqual(BUILT_IN);
    const view = await saved(t);
    expect(await next()).toEqual([...BUILT_IN, 'Orders']);
    await t.engine.views.move({ id: view.id, position: 1 });
    expect(await next()).toEqual(['Orders', ...BUILT_IN]);
    await t.engine.views.remove({ id: view.id });
    expect(await next()).toEqual(BUILT_IN);
    left.abort();
    expect((await told.next()).done).toBe(true);
  });

  it('are kept with how they are shown, in their order, over a restart', async () => {
    using dir = tempDir();
    const first = await startTestEngine({ dataDir: dir.path });
    const view = await saved(first, {
      order: 'largest',
      group: 'event',
      columns: [{ id: 'header.x-shop', width: 120 }],
      density: 'comfortable',
      icon: 'cart',
    });
    await first.engine.views.move({ id: view.id, position: 1 });
    const failed = first.engine.views.list().find(({ id }) => id === 'failed');
    await first.engine.views.save({ ...failed!, columns: [{ id: 'size', width: 60 }] });
    const before = first.engine.views.list();
    await first.stop();
    await using t = await startTestEngine({ dataDir: dir.path });
    expect(t.engine.views.list()).toEqual(before);
    expect(before[0]).toMatchObject({ name: 'Orders', order: 'largest', position: 1 });
    expect(before.find(({ id }) => id === 'failed')).toMatchObject({
      builtIn: true,
      search: 'status:>=400',
      columns: [{ id: 'size', width: 60 }],
    });
  });

  it('are changed under their id, and deleted', async () => {
    await using t = await startTestEngine();
    const { id } = await saved(t);
    const changed = await t.engine.views.save({ ...input({ name: 'Shop' }), id });
    expect(names(changed)).toEqual([...BUILT_IN, 'Shop']);
    expect(names(await t.engine.views.remove({ id }))).toEqual(BUILT_IN);
    await expect(t.engine.views.remove({ id })).rejects.toMatchObject({ code: 'VIEW_NOT_FOUND' });
  });

  it('are all kept when several are saved at the same time', async () => {
    await using t = await startTestEngine();
    await Promise.all(['a', 'b', 'c'].map((name) => t.engine.views.save(input({ name }))));
    expect(names(t.engine.views.list())).toEqual([...BUILT_IN, 'a', 'b', 'c']);
  });

  it('move to any position, and to the end where there are fewer', async () => {
    await using t = await startTestEngine();
    const { id } = await saved(t);
    expect(names(await t.engine.views.move({ id, position: 2 })).indexOf('Orders')).toBe(1);
    expect(names(await t.engine.views.move({ id, position: 99 })).at(-1)).toBe('Orders');
    const all = ViewId.parse('all');
    expect(names(await t.engine.views.move({ id: all, position: 3 })).indexOf('All')).toBe(2);
  });

  it.each([
    ['a name that is taken', { name: 'failed' }, 'VIEW_INVALID'],
    ['a search with a mistake', { search: 'status:40x' }, 'SEARCH_INVALID'],
  ])('are refused with %s', async (_what, more, code) => {
    await using t = await startTestEngine();
    await expect(t.engine.views.save(input(more))).rejects.toMatchObject({ code });
    expect(names(t.engine.views.list())).toEqual(BUILT_IN);
  });

  it('that are built in are not deleted, and keep their name and search', async () => {
    await using t = await startTestEngine();
    const [all] = t.engine.views.list();
    await expect(t.engine.views.remove({ id: all!.id })).rejects.toMatchObject({
      code: 'VIEW_INVALID',
    });
    const other = t.engine.views.save({ ...all!, search: 'is:pinned' });
    await expect(other).rejects.toMatchObject({ code: 'VIEW_INVALID' });
  });
});
