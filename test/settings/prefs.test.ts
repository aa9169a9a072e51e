import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

describe('preferences', () => {
  it('are there after a restart, change one by one, and go with null', async () => {
    using dir = tempDir();
    {
      await using first = await startTestEngine({ dataDir: dir.path });
      await first.engine.prefs.put({ patch: { keymap: { replay: ['r'] }, columns: ['a'] } });
      await Promise.all([
        first.engine.prefs.put({ patch: { columns: ['b'] } }),
        first.engine.prefs.put({ patch: { density: 'small' } }),
      ]);
    }
    await using t = await startTestEngine({ dataDir: dir.path });
    const { get, put } = t.engine.prefs;
    expect(get({ keys: ['keymap', 'columns', 'density', 'other'] })).toEqual({
      keymap: { replay: ['r'] },
      columns: ['b'],
      density: 'small',
    });
    await put({ patch: { columns: null } });
    expect(Object.keys(get()).toSorted()).toEqual(['density', 'keymap', 'notices', 'updates.ask']);
  });

  it('are told to every window: as they are, then with each change', async () => {
    await using t = await startTestEngine();
    const stop = new AbortController();
    const told = t.engine.prefs.live(undefined, stop.signal);
    expect((await told.next()).value).not.toHaveProperty('keymap');
    const keymap = { replay: ['Mod+r'] };
    await t.engine.prefs.put({ patch: { keymap } });
    expect((await told.next()).value).toMatchObject({ keymap });
    stop.abort();
    expect((await told.next()).done).toBe(true);
  });

  it.each([
    ['a rule of notices without a search', { notices: [{ id: 'a' }] }, 'patch.notices'],
    ['two rules with one id', { notices: [rule('a'), rule('a')] }, 'patch.notices'],
    ['more than 64 KB', { columns: 'x'.repeat(70_000) }, 'patch.columns'],
  ])('are not kept as %s, and what came along is not either', async (_what, patch, field) => {
    await using t = await startTestEngine();
    const whole = { density: 'small', ...patch };
    await expect(t.engine.prefs.put({ patch: whole })).rejects.toMatchObject({
      code: 'PREFS_INVALID',
      field,
    });
    expect(t.engine.prefs.get({ keys: ['density', 'columns'] })).toEqual({});
  });
});

function rule(id: string) {
  return {
    id,
    name: id,
    on: true,
    of: { kind: 'tunnel' },
    when: { kind: 'each' },
    how: { desktop: true, sound: false, badge: false },
  };
}
