import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';

const CLI = join(import.meta.dirname, '../../main/cli.ts');

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('says that the connection is lost, comes back, and has every row once', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const { intake } = app.cli.ready;
  // Between page and engine stands a relay of the test, which can cut the line.
  let cut = false;
  const lines: { close(): Promise<void> }[] = [];
  await page.routeWebSocket(/\/rpc$/, (line) => {
    if (cut) return void line.close();
    line.connectToServer();
    lines.push(line);
  });
  await page.reload();
  await fetch(`${intake}/before`);
  await page.getByRole('row').filter({ hasText: '/before' }).waitFor();

  cut = true;
  await Promise.all(lines.map((line) => line.close()));
  await page.getByText('Connection lost').waitFor();
  for (let i = 0; i < 5; i += 1) await fetch(`${intake}/during/${i}`);
  cut = false;
  await page.getByRole('row').filter({ hasText: '/during/4' }).waitFor();
  await fetch(`${intake}/after`);
  await page.getByRole('row').filter({ hasText: '/after' }).waitFor();
  const targets = await page
    .getByRole('row')
    .filter({ hasText: /\/(before|during|after)/ })
    .allInnerTexts();
  const paths = targets.map((text) => /\/(?:before|after|during\/\d)/.exec(text)?.[0]);
  expect(paths).toEqual(['/after', ...[4, 3, 2, 1, 0].map((i) => `/during/${i}`), '/before']);
});

it('tells a page of an earlier run to open the new URL', async () => {
  await using app = await openApp(browser);
  const { page, cli } = app;
  const port = new URL(cli.ready.control).port;
  await cli.end('SIGTERM');
  const args = ['serve', '--port', '0', '--control-port', port, '--json', '--no-open'];
  const again = spawn(process.execPath, [CLI, ...args, '--data-dir', app.dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(again.stdout, 'data');
    const words = page.getByText(/URL printed in the terminal/).first();
    await words.waitFor();
    expect(await words.isVisible()).toBe(true);
  } finally {
    again.kill();
    await once(again, 'exit');
  }
});
