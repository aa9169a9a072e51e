import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright-core';
import { describe, expect, it, type TestContext } from 'vitest';
import { locateElectron } from '../../main/command-line/serving/fetch-electron.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The built app in the real Electron, with a data directory of its own; skips where it cannot run. */
async function launch(context: TestContext) {
  const electron = locateElectron();
  if (!electron.ok) return context.skip(`Electron cannot run here: ${electron.why}`);
  if (!existsSync(join(ROOT, 'out/main/index.js')) || !existsSync(join(ROOT, 'out/renderer')))
    return context.skip('The app is not built: npm run build');
  const dir = tempDir();
  const app = await _electron.launch({
    executablePath: electron.path,
    args: [ROOT, '--port=0', '--tunnel=off', `--data-dir=${dir.path}`],
    timeout: 30_000,
  });
  const page = await app.firstWindow();
  await page.waitForLoadState('domcontentloaded');
  return {
    app,
    page,
    async [Symbol.asyncDispose]() {
      await app.close();
      dir[Symbol.dispose]();
    },
  };
}

async function intakeUrl(page: Page): Promise<string> {
  const text = await page
    .getByText(/http:\/\/127\.0\.0\.1:\d+/)
    .first()
    .textContent();
  return /http:\/\/127\.0\.0\.1:\d+/.exec(text ?? '')?.[0] ?? '';
}

describe('the app in the real Electron', () => {
  it('shows its page from its own scheme, without Node in it', async (context) => {
    await using desktop = await launch(context);
    expect(desktop.page.url()).toMatch(/^backstitch-app:\/\/app\//);
    const seen = await desktop.page.evaluate(`({
      node: typeof require !== 'undefined' || typeof process !== 'undefined',
      secure: isSecureContext,
    })`);
    expect(seen).toEqual({ node: false, secure: true });
  });

  it('shows a webhook that arrives', async (context) => {
    await using desktop = await launch(context);
    const url = await intakeUrl(desktop.page);
    await fetch(`${url}/hooks/first`, { method: 'POST', body: '{}' });
    await desktop.page.getByText('/hooks/first').first().waitFor({ timeout: 10_000 });
    expect(await desktop.page.getByText('/hooks/first').count()).toBeGreaterThan(0);
  });

  it('goes nowhere else and opens no second window', async (context) => {
    await using desktop = await launch(context);
    await desktop.page.evaluate(`window.open('https://example.invalid/')`);
    const denied = desktop.app.evaluate(
      ({ webContents }) =>
        new Promise((resolve) => {
          webContents.getAllWebContents()[0]?.once('will-navigate', (details) => {
            setImmediate(() => resolve(details.defaultPrevented));
          });
        }),
    );
    await desktop.page.evaluate(`location.href = 'https://example.invalid/'`);
    expect(await denied).toBe(true);
    expect(desktop.page.url()).toMatch(/^backstitch-app:\/\/app\//);
    expect(desktop.app.windows()).toHaveLength(1);
  });
});
