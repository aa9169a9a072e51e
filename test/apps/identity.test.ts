import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { craftZip } from '../helpers/zip.ts';

const ROOT = 'realm_config.json';

/** An export as old ones are: a name, no `app_id`. */
function writeApp(folder: string, name: string, more: Record<string, string> = {}): string {
  mkdirSync(join(folder, 'values'), { recursive: true });
  writeFileSync(join(folder, ROOT), JSON.stringify({ config_version: 20210101, name }));
  for (const [path, text] of Object.entries(more)) writeFileSync(join(folder, path), text);
  return folder;
}

describe('an export without app_id', () => {
  it('is one app however often it is imported, and after a restart', async () => {
    using dir = tempDir();
    using data = tempDir();
    const directory = writeApp(join(dir.path, 'shop'), 'shop');
    let clientAppId = '';
    for (const round of [1, 2, 3]) {
      await using running = await startTestEngine({ dataDir: data.path });
      writeFileSync(join(directory, 'values/round.json'), `{"name":"round","value":${round}}`);
      const before = await running.engine.apps.preview({ directory });
      const { app } = await running.engine.apps.import({ directory, watch: false });
      clientAppId ||= app.clientAppId;
      expect(app.clientAppId).toBe(clientAppId);
      expect(before.replaces).toBe(round === 1 ? null : app.id);
      expect(before.clientAppId).toBe(round === 1 ? '' : clientAppId);
      expect(running.engine.apps.list()).toHaveLength(1);
      expect(running.engine.values.list({ appId: app.id })[0]?.value).toBe(String(round));
    }
    expect(clientAppId).toMatch(/^shop-[a-z]{5}$/);
  });

  it('stays the app it is when its folder is moved, renamed inside, or comes as a zip', async () => {
    using dir = tempDir();
    const directory = writeApp(join(dir.path, 'a'), 'shop');
    await using running = await startTestEngine();
    const { engine } = running;
    const { app } = await engine.apps.import({ directory, watch: false });

    const moved = join(dir.path, 'b');
    renameSync(directory, moved);
    const second = await engine.apps.import({ directory: moved, watch: false });
    expect(second.app).toMatchObject({ id: app.id, directory: moved });

    writeApp(moved, 'store');
    const third = await engine.apps.import({ directory: moved, watch: false });
    expect(third.app).toMatchObject({ id: app.id, name: 'store', clientAppId: app.clientAppId });

    const root = JSON.stringify({ config_version: 20210101, name: 'store' });
    const zip = new Blob([Uint8Array.from(craftZip([{ path: ROOT, bytes: Buffer.from(root) }]))]);
    expect((await engine.apps.importZip({ zip })).app.id).toBe(app.id);
    expect(engine.apps.list()).toHaveLength(1);
  });

  it('is another app than one of its name in another folder, or one that has an app_id', async () => {
    using dir = tempDir();
    await using running = await startTestEngine();
    const { engine } = running;
    const take = async (folder: string) =>
      (await engine.apps.import({ directory: folder, watch: false })).app.clientAppId;
    const first = await take(writeApp(join(dir.path, 'a'), 'shop'));
    const other = await take(writeApp(join(dir.path, 'b'), 'shop'));
    const named = writeApp(join(dir.path, 'c'), 'shop');
    const fields = { config_version: 20210101, name: 'shop', app_id: 'shop-named' };
    writeFileSync(join(named, ROOT), JSON.stringify(fields));
    expect(await take(named)).toBe('shop-named');
    expect(new Set([first, other, 'shop-named']).size).toBe(3);
    expect(await take(join(dir.path, 'b'))).toBe(other);
    expect(engine.apps.list()).toHaveLength(3);
  });
});

describe('a Secret that an import names', () => {
  const NAMES = ['__asdf_auth_token', 'my old secret', 'ключ/1', 'a'.repeat(80), '-x.y'];

  it.each(NAMES)('can be filled in, and forgotten: %s', async (name) => {
    using dir = tempDir();
    const value = { name: 'token', value: name, from_secret: true };
    const directory = writeApp(join(dir.path, 'app'), 'app', {
      'values/token.json': JSON.stringify(value),
    });
    await using running = await startTestEngine();
    const { apps, secrets } = running.engine;
    const { app, report } = await apps.import({ directory, watch: false });
    expect(report.missingSecrets.map((one) => one.name)).toEqual([name]);
    const put = await secrets.put({ appId: app.id, name, value: 'here' });
    expect(put).toMatchObject({ name, isSet: true });
    expect((await apps.report({ appId: app.id })).missingSecrets).toEqual([]);
    expect(await secrets.remove({ appId: app.id, name })).toEqual({ removed: true });
  });

  it('is the only one with such a name: a new one keeps to the names of the vendor', async () => {
    using dir = tempDir();
    const directory = writeApp(join(dir.path, 'app'), 'app');
    await using running = await startTestEngine();
    const { apps, secrets } = running.engine;
    const { app } = await apps.import({ directory, watch: false });
    await expect(
      secrets.put({ appId: app.id, name: '__asdf_auth_token', value: 'x' }),
    ).rejects.toMatchObject({ code: 'APP_INVALID', field: 'name' });
  });
});
