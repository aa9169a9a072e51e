import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../helpers/until.ts';
import { EndpointId } from '../../preload/contract/shapes.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';

const DAY_MS = 86_400_000;
const post = (t: TestEngine, path: string, body: string) =>
  fetch(t.url + path, { method: 'POST', body });

describe('what a limit would delete now', () => {
  it('is counted for each by itself, oldest first, without pinned ones; nothing goes', async () => {
    const clock = shiftedClock();
    await using t = await startTestEngine({ clock });
    for (let n = 0; n < 150; n += 1) await post(t, `/old/${n}`, 'x');
    const old = await t.captures(150);
    await t.engine.captures.pin({ id: old.at(-1)!.id, pinned: true });
    clock.jump(3 * DAY_MS);
    for (let n = 0; n < 5; n += 1) await post(t, `/new/${n}`, 'x');
    await t.captures(155);
    const { system } = t.engine;
    const settings = system.settings();
    const none = {
      keepCount: 0,
      keepDays: 0,
      keepBytes: 0,
      keepDeliveryDays: 0,
      keepDeliveryBytes: 0,
    };
    expect(await system.limitsEffect(settings)).toEqual(none);
    expect(await system.limitsEffect({ ...settings, keepCount: 100 })).toEqual({
      ...none,
      keepCount: 55,
    });
    expect(await system.limitsEffect({ ...settings, keepDays: 2 })).toEqual({
      ...none,
      keepDays: 149,
    });
    const held = system.status().heldBytes;
    const half = await system.limitsEffect({ ...settings, keepBytes: Math.round(held / 2) });
    expect(half.keepBytes).toBeGreaterThan(70);
    expect(half.keepBytes).toBeLessThan(85);
    expect(system.status().held).toBe(155);
    await system.saveSettings({ ...settings, keepDays: 2 });
    // The five new ones, and the pinned one.
    await until(() => {
      clock.jump(6000);
      return system.status().held === 6;
    }, 'retention did not do what was told');
  });
});

describe('the data directory', () => {
  it('is told by its parts, and gives back what was deleted once it is compacted', async () => {
    using dir = tempDir();
    await using t = await startTestEngine({ dataDir: dir.path });
    const { system, captures } = t.engine;
    writeFileSync(join(dir.path, 'backstitch.db.v3.bak'), 'x'.repeat(5000));
    for (let n = 0; n < 30; n += 1) await post(t, '/large', `${n}`.repeat(60_000));
    await t.captures(30);
    const full = await system.storage();
    expect(full.copies).toBe(5000);
    expect(full.database + full.bodies).toBeGreaterThan(1_000_000);
    t.engine.db.exec('CREATE TABLE spare (x BLOB)');
    t.engine.db.exec('INSERT INTO spare VALUES (zeroblob(3000000)); DROP TABLE spare');
    expect((await system.storage()).unused).toBeGreaterThan(2_000_000);
    expect(system.status().compact.state).toBe('none');
    system.compact();
    // The index may still be written meanwhile: once it is not, nothing is left to give back.
    await until(async () => {
      if (system.status().compact.state !== 'running') system.compact();
      return (await system.storage()).unused === 0;
    });
    await until(() => system.status().compact.state === 'done');
    expect((await captures.count({ search: '' })).count).toBe(30);
    expect((await post(t, '/after', 'x')).status).toBe(200);
  });

  it('is shown by what the face hands in; where that is nothing, its path is said', async () => {
    const shown: string[] = [];
    await using t = await startTestEngine({
      showFolder: (path) => Promise.resolve(void shown.push(path)),
    });
    await t.engine.system.openFolder();
    expect(shown).toEqual([t.dataDir]);
    await using other = await startTestEngine({
      showFolder: () => Promise.reject(new Error('spawn xdg-open ENOENT')),
    });
    await expect(other.engine.system.openFolder()).rejects.toMatchObject({
      code: 'FOLDER_NOT_OPENED',
      hint: expect.stringContaining(other.dataDir) as string,
    });
  });
});

describe('diagnostics', () => {
  it('hold versions and counts, and neither secret nor address nor path', async () => {
    await using t = await startTestEngine();
    await t.engine.signatures.addSecret({
      owner: { endpointId: EndpointId.parse('inbox'), provider: 'stripe' },
      value: 'whsec_bmVlZGxlbmVlZGxlbmVlZGxl',
      label: 'needle shop',
    });
    await post(t, '/needle?secret=needle', 'needle');
    await t.captures(1);
    const { text } = await t.engine.system.diagnostics();
    expect(text).toMatch(/^Backstitch: \d/);
    expect(text).toContain(`Node: ${process.versions.node}\n`);
    expect(text).toContain('Captures: 1\n');
    for (const secret of ['needle', 'whsec', t.dataDir, '127.0.0.1', String(t.port)]) {
      expect(text).not.toContain(secret);
    }
  });
});
