import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRaw } from '../../helpers/peers/raw-client.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';
import { startShop } from './room.ts';

const OFF = /client API is off/;

describe('the switch of the client API', () => {
  it('is on in the sample app, whose report says nothing of it', async () => {
    await using running = await startTestEngine();
    const { app, report } = await running.engine.apps.importSample();
    expect(running.engine.clientApi.get({ appId: app.id })).toMatchObject({
      on: true,
      localUrl: running.url.replace(/\/$/, ''),
      publicUrl: null,
      clientAppId: 'stationery-thrdx',
    });
    expect(app.settings.clientApi).toBe(true);
    expect(report.notes.filter(({ message }) => OFF.test(message))).toEqual([]);
    const path = '/api/client/v2.0/app/stationery-thrdx/auth/providers/anon-user/login';
    const reply = await fetch(running.url + path, { method: 'POST', body: '{}' });
    expect(reply.status).toBe(200);
  });

  it('is off in an imported app, and the import report says so', async () => {
    await using running = await startTestEngine();
    const { directory } = { directory: `${process.cwd()}/resources/sample-app` };
    const preview = await running.engine.apps.preview({ directory });
    expect(preview.report.notes).toContainEqual(
      expect.objectContaining({ kind: 'skipped', message: expect.stringMatching(OFF) }),
    );
    const { app, report } = await running.engine.apps.import({ directory, watch: false });
    expect(running.engine.clientApi.get({ appId: app.id }).on).toBe(false);
    expect(report.notes.some(({ message }) => OFF.test(message))).toBe(true);
  });

  it('stays as it is when the app is imported again, and when other settings are saved', async () => {
    await using shop = await startShop();
    await shop.change({ 'functions/sum/source.js': 'exports = () => 1;' });
    const { appId } = shop;
    expect(shop.engine.clientApi.get({ appId }).on).toBe(true);
    const settings = { strictServiceRules: true, offline: false, concurrency: 5 };
    const saved = await shop.engine.apps.saveSettings({ appId, settings });
    expect(saved.settings).toEqual({ ...settings, clientApi: true });
  });

  it('says which providers are served, and which need a third party', async () => {
    await using shop = await startShop();
    const { providers } = shop.engine.clientApi.get({ appId: shop.appId });
    expect(providers.find(({ name }) => name === 'anon-user')).toMatchObject({ served: true });
    expect(providers.find(({ name }) => name === 'oauth2-google')).toMatchObject({ served: false });
  });

  it('changes no file of the app: an export is byte for byte what was imported', async () => {
    await using shop = await startShop();
    await shop.engine.clientApi.set({ appId: shop.appId, on: false });
    await shop.engine.clientApi.set({ appId: shop.appId, on: true });
    await shop.call('POST', 'auth/providers/anon-user/login', { body: {} });
    using out = tempDir();
    const directory = join(out.path, 'app');
    await shop.engine.apps.export({ directory, replace: false, redactSecrets: false });
    const filesOf = (folder: string) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((file) => [relative(folder, file), readFileSync(file, 'utf8')] as const);
    expect(Object.fromEntries(filesOf(directory))).toEqual(
      Object.fromEntries(filesOf(shop.directory)),
    );
  });

  it('names the host that a client came by: the tunnel’s, or the one it asked', async () => {
    await using shop = await startShop();
    const { port } = shop.running;
    const publicUrl = `http://localhost:${port}`;
    const relay = { host: 'https://localtunnel.me', subdomain: '' };
    await shop.engine.tunnel.put({ ...relay, mode: 'url', url: publicUrl });
    await until(() => shop.engine.tunnel.get().publicUrl !== null, 'there is no public URL');
    const ask = async (host: string, more = ''): Promise<unknown> => {
      const raw = openRaw(port);
      const path = new URL(shop.base).pathname;
      raw.socket.write(
        `GET ${path}/location HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`,
      );
      return (JSON.parse((await raw.read()).split('\r\n\r\n')[1] ?? '') as { hostname: string })
        .hostname;
    };
    expect(await ask('inner.proxy', `X-Forwarded-Host: localhost:${port}\r\n`)).toBe(publicUrl);
    expect(await ask('shop.local:8976')).toBe('http://shop.local:8976');
    expect(await ask('evil"/><x>')).toBe(shop.url.replace(/\/$/, ''));
    expect(shop.engine.clientApi.get({ appId: shop.appId })).toMatchObject({
      baseUrl: publicUrl,
      publicUrl,
    });
  });

  it('ends with the user, whoever deletes them', async () => {
    await using shop = await startShop();
    const { json } = await shop.call('POST', 'auth/providers/anon-user/login', { body: {} });
    await shop.engine.users.remove({ appId: shop.appId, id: String(json.user_id) });
    for (const [method, path, token] of [
      ['GET', 'auth/profile', json.access_token],
      ['POST', 'auth/session', json.refresh_token],
    ] as const)
      expect((await shop.call(method, path, { token: String(token) })).status).toBe(401);
  });
});
