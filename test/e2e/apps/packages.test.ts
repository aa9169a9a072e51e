import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Browser } from 'playwright-core';
import { fn } from '../../functions/function-room.ts';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { startRegistry } from '../../apps/registry.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(() => vi.unstubAllEnvs());

const lib = (version: string) => ({
  name: 'lib',
  version,
  files: { 'index.js': `module.exports = '${version}';` },
});
const SOURCE = "exports = () => require('lib');";

/** The window on an app whose only function requires `lib`, which the registry has. */
async function openPackages() {
  await using stack = new AsyncDisposableStack();
  const registry = stack.use(await startRegistry(['1.0.0', '1.1.0', '2.0.0'].map(lib)));
  vi.stubEnv('npm_config_registry', registry.url);
  const app = stack.use(await openApp(browser, { width: 1440, height: 900 }));
  const made = await app.rest('/apps', { method: 'POST', body: '{"name":"shop"}' });
  const { id } = (await made.json()) as { id: string };
  const versions = {
    ...fn(SOURCE, { runAsSystem: true }),
    name: 'versions',
    disableArgLogs: false,
  };
  const save = { appId: id, function: versions, oldName: '', revision: null };
  const saved = await app.rest('/functions', { method: 'PUT', body: JSON.stringify(save) });
  if (!saved.ok) throw new Error(await saved.text());
  const running = stack.move();
  return {
    ...app,
    go: (part: string) =>
      app.page.evaluate((hash) => {
        window.location.hash = hash;
      }, `#/apps/${id}/${part}`),
    async run(): Promise<unknown> {
      const asked = {
        appId: id,
        of: { kind: 'function', name: 'versions' },
        source: null,
        sideEffects: 'record',
        captureId: null,
        args: '[]',
      };
      const tried = await app.rest('/functions/try', {
        method: 'POST',
        body: JSON.stringify(asked),
      });
      const { run } = (await tried.json()) as { run: { result: string | null } };
      return run.result;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

describe('the packages of an app, in the window', () => {
  it('are installed in a chosen version, changed and removed, and each next run finds it so', async () => {
    await using app = await openPackages();
    const { page } = app;
    await app.go('packages');
    await page.getByText('No packages yet').waitFor();
    await page.getByRole('button', { name: 'Install package' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('lib');
    await dialog.getByLabel('Version').fill('1.0.0');
    await dialog.getByText('Newest: 2.0.0, of 3').waitFor();
    await dialog.getByRole('button', { name: 'Install' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'lib' });
    await row.getByText('package.json: 1.0.0').waitFor();
    expect(await app.run()).toBe('"1.0.0"');

    await row.getByRole('button', { name: 'Change lib' }).click();
    await dialog.getByLabel('Version').fill('^1.0.0');
    await dialog.getByRole('button', { name: 'Install' }).click();
    await row.getByText('1.1.0').waitFor();
    expect(await app.run()).toBe('"1.1.0"');

    await row.getByRole('button', { name: 'Change lib' }).click();
    await dialog.getByLabel('Version').fill('9');
    await dialog.getByRole('button', { name: 'Install' }).click();
    await dialog.getByText('There is no version 9 of lib.').waitFor();
    await page.keyboard.press('Escape');

    await row.getByRole('button', { name: 'Remove lib' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
    await page.getByText('lib was removed.').waitFor();
    await page.getByText('No packages yet').waitFor();
    expect(await app.run()).toBeNull();
    expect(app.problems).toEqual([]);
  });

  it('are offered where a run misses one, in the version that is chosen there', async () => {
    await using app = await openPackages();
    const { page } = app;
    await app.go('functions/versions');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('button', { name: 'Choose a version' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Version').fill('1.1.0');
    await dialog.getByRole('button', { name: 'Install' }).click();
    await page.getByText('lib@1.1.0 was installed for this app').waitFor();
    expect(await app.run()).toBe('"1.1.0"');
  });
});
