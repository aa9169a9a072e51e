import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { SAMPLE, startSampleApp } from '../helpers/sample-app.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

describe('an app directory that is followed', () => {
  it('is read again when a file changes, and written to when the window changes it', async () => {
    using dir = tempDir();
    const folder = join(dir.path, 'app');
    cpSync(SAMPLE, folder, { recursive: true });
    await using app = await startSampleApp(folder);
    await app.engine.apps.watch({ appId: app.appId, directory: folder });
    const source = join(folder, 'http_endpoints/orders/incoming_webhooks/list/source.js');
    writeFileSync(source, "exports = () => 'from my editor';\n");
    await until(async () => (await app.call('orders', 'list')).text === '"from my editor"');

    const at = { appId: app.appId, service: 'orders', webhook: 'list' };
    const webhook = app.engine.webhooks.get(at);
    await app.engine.webhooks.save({
      ...at,
      oldName: 'list',
      revision: webhook.revision,
      webhook: { ...webhook, source: "exports = () => 'from the window';\n" },
    });
    expect(readFileSync(source, 'utf8')).toBe("exports = () => 'from the window';\n");

    writeFileSync(join(folder, 'values/prices.json'), '{ broken');
    await until(async () => {
      const { notes } = await app.engine.apps.report({ appId: app.appId });
      return notes.some((note) => note.path === 'values/prices.json' && note.kind === 'failed');
    });
    expect((await app.call('orders', 'list')).text).toBe('"from the window"');

    rmSync(folder, { recursive: true });
    await until(async () => app.engine.apps.list()[0]?.watch?.problem !== null);
    expect((await app.call('orders', 'list')).text).toBe('"from the window"');
  });

  it('is not followed in place of another app', async () => {
    await using app = await startSampleApp();
    const other = join(import.meta.dirname, '../fixtures/apps/2020');
    await expect(app.engine.apps.watch({ appId: app.appId, directory: other })).rejects.toThrow(
      /another app/,
    );
  });
});

describe('apps', () => {
  it('are replaced by an import with the same client app id, and kept apart otherwise', async () => {
    await using app = await startSampleApp();
    const again = await app.engine.apps.import({ directory: SAMPLE, watch: false });
    expect(again.app.id).toBe(app.appId);
    expect(again.files.every((file) => file.change === 'same')).toBe(true);
    await app.engine.apps.import({
      directory: join(import.meta.dirname, '../fixtures/apps/2018'),
      watch: false,
    });
    expect(app.engine.apps.list().map((one) => one.name)).toEqual(['stationery', 'first-app']);
    const old = await fetch(
      `${app.url}/api/client/v2.0/app/first-app-aabbc/service/web%20hooks/incoming_webhook/old%20one?secret=old&arg1=x`,
    );
    expect(await old.json()).toMatchObject({ error_code: 'UserNotFound' });
    await expect(
      app.engine.apps.export({ directory: '/tmp/x', replace: false, redactSecrets: false }),
    ).rejects.toThrow(/several apps/);
  });

  it('are gone when deleted, and back with users and Secrets when that is undone', async () => {
    await using app = await startSampleApp();
    await app.engine.secrets.put({ appId: app.appId, name: 'supplier_token', value: 'x' });
    const { undo } = await app.engine.apps.remove({ appId: app.appId });
    expect((await app.call('orders', 'list')).status).toBe(404);
    await app.engine.apps.undoRemove({ undo });
    expect((await app.call('orders', 'list')).status).toBe(200);
    const kept = app.engine.secrets.list({ appId: app.appId });
    expect(kept.find((secret) => secret.name === 'supplier_token')?.isSet).toBe(true);
  });

  it('begin empty, and grow a webhook that answers at once', async () => {
    await using app = await startSampleApp();
    const fresh = await app.engine.apps.create({ name: 'fresh' });
    expect(fresh.clientAppId).toMatch(/^fresh-[a-z]{5}$/);
    await app.engine.services.save({
      appId: fresh.id,
      revision: null,
      oldName: '',
      service: { name: 'hooks', type: 'http', config: '{}', secretConfig: {} },
    });
    const template = app.engine.webhooks.get({
      appId: app.appId,
      service: 'orders',
      webhook: 'list',
    });
    const made = await app.engine.webhooks.save({
      appId: fresh.id,
      service: 'hooks',
      oldName: '',
      revision: null,
      webhook: {
        ...template,
        name: 'hello',
        source: 'exports = ({ query }) => `hello ${query.name}`',
      },
    });
    const reply = await fetch(`${made.localUrl}?name=Ada`);
    expect(await reply.json()).toBe('hello Ada');
    const { route } = await app.engine.webhooks.convert({
      appId: fresh.id,
      service: 'hooks',
      webhook: 'hello',
    });
    const endpoint = await fetch(`${app.url}/app/${fresh.clientAppId}/endpoint${route}?name=Bob`);
    expect(await endpoint.json()).toBe('hello Bob');
  });
});

describe('backstitch import and export', () => {
  it('write back byte for byte what they read', async () => {
    using dir = tempDir();
    const data = ['--data-dir', join(dir.path, 'data')];
    const imported = await runCli('import', SAMPLE, ...data);
    expect(imported).toMatchObject({ code: 0 });
    expect(imported.stdout).toMatch(/10 webhooks/);
    expect(imported.stdout).toMatch(/Secret to fill in: supplier_token/);
    const exported = await runCli('export-app', join(dir.path, 'out'), ...data);
    expect(exported.stdout).toMatch(/in clear text/);
    expect(readFileSync(join(dir.path, 'out/realm_config.json'))).toEqual(
      readFileSync(join(SAMPLE, 'realm_config.json')),
    );
    const twice = await runCli('export-app', join(dir.path, 'out'), ...data);
    expect(twice.code).toBe(1);
    expect(twice.stderr).toMatch(/is not empty/);
    expect((await runCli('import', join(dir.path, 'none'), ...data)).stderr).toMatch(
      /does not exist/,
    );
    expect((await runCli('import')).stderr).toMatch(/Nothing is named to import/);
  });
});
