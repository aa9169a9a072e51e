import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { type App, openApp, openProcess, openBrowser } from '../../helpers/browser.ts';
import { serveBuilt } from '../../helpers/run-cli.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { makeEndpoints, panelOf } from '../endpoints/endpoints-page.ts';
import { holdAnswers } from '../held-answers.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Typed key by key at the end of an editor, as a person does it. */
async function typeAtEnd(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name }).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(text);
}

const textOf = (page: Page, name: string): Promise<string> =>
  page.getByRole('textbox', { name }).innerText();

/** Imports the sample app and gives the address of one of its functions. */
async function sampleFunction({ page }: App): Promise<string> {
  await page.getByRole('link', { name: 'Apps' }).click();
  await page.getByRole('button', { name: 'Try the sample app' }).click();
  await page.getByText('Five-minute tour').waitFor();
  const appId = /#\/apps\/([^/]+)/.exec(page.url())?.[1] ?? '';
  return `#/apps/${appId}/functions/priceOf`;
}

/** Makes an endpoint, and gives its id. */
async function orders(app: App): Promise<string> {
  await makeEndpoints(app, ['Orders in']);
  const list = (await (await app.rest('/endpoints')).json()) as { id: string; name: string }[];
  return list.find(({ name }) => name === 'Orders in')?.id ?? '';
}

it('what is typed in a function, the composer, SQL and an endpoint is there on another port', async () => {
  using dir = tempDir();
  await using app = await openProcess(browser, { dataDir: dir.path });
  const { page, cli } = app;
  const functionHash = await sampleFunction(app);
  await fetch(`${cli.ready.intake}/orders`, { method: 'POST', body: '{"a":1}' });
  const go = (hash: string, on = page): Promise<void> =>
    on.evaluate((to) => void (window.location.hash = to), hash);

  await go(functionHash);
  await typeAtEnd(page, 'Source of the function', '\n// typed in the function');
  const endpointHash = `#/endpoints/${await orders(app)}/url`;
  await go(endpointHash);
  await panelOf(page, 'Orders in').getByRole('textbox', { name: 'Path' }).fill('/typed-path');
  await go('#/captures');
  await page.getByRole('row').filter({ hasText: '/orders' }).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await typeAtEnd(page, 'Body of the request', ' typed in the composer');
  await go('#/data/sql');
  await typeAtEnd(page, 'Query', 'select 1 as typed');
  const kept = async (): Promise<string[]> =>
    ((await (await app.rest('/drafts')).json()) as { kind: string }[]).map(({ kind }) => kind);
  await expect
    .poll(async () => (await kept()).toSorted())
    .toEqual(['compose', 'endpoint', 'function', 'sql']);
  await cli.end('SIGKILL');
  // Typing goes on; what is typed now is in this tab until the engine is back.
  await page.getByText('Backstitch stopped answering').waitFor();
  await typeAtEnd(page, 'Query', ', 2 as typed_later');
  expect(await textOf(page, 'Query')).toBe('select 1 as typed, 2 as typed_later');

  await using again = await serveBuilt(dir.path);
  expect(again.ready.control).not.toBe(cli.ready.control);
  const context = await browser.newContext();
  const fresh = await context.newPage();
  fresh.setDefaultTimeout(60_000);
  await fresh.goto(`${again.ready.control}/?token=${again.ready.token}`);
  await fresh.getByRole('link', { name: 'Apps, not saved' }).waitFor();
  await fresh.getByRole('link', { name: 'Endpoints, not saved' }).waitFor();
  await fresh.getByRole('link', { name: 'Captures, not saved' }).waitFor();

  await go(functionHash, fresh);
  const bar = fresh.getByRole('region', { name: 'Draft' });
  await bar.getByText(/^Not saved, from \d\d:\d\d:\d\d in Headless Chrome/).waitFor();
  await expect
    .poll(() => textOf(fresh, 'Source of the function'))
    .toContain('// typed in the function');
  await bar.getByRole('button', { name: 'Show changes' }).click();
  await fresh.getByRole('dialog').getByText('typed in the function').waitFor();
  await fresh.keyboard.press('Escape');

  await go(endpointHash, fresh);
  const path = panelOf(fresh, 'Orders in').getByRole('textbox', { name: 'Path' });
  await expect.poll(() => path.inputValue()).toBe('/typed-path');
  await bar.getByText(/^Not saved, from /).waitFor();
  await fresh.getByRole('button', { name: 'Save path and methods' }).click();
  await bar.waitFor({ state: 'detached' });
  expect(await path.inputValue()).toBe('/typed-path');

  await go('#/captures', fresh);
  await fresh.getByRole('row').filter({ hasText: '/orders' }).click();
  await fresh.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect
    .poll(() => textOf(fresh, 'Body of the request'))
    .toBe('{"a":1} typed in the composer');
  await bar.getByText(/^Not sent, from /).waitFor();

  await go('#/data/sql', fresh);
  await expect.poll(() => textOf(fresh, 'Query')).toBe('select 1 as typed');
  await context.close();
});

it('what is typed while the engine is away reaches it on the same port, and a reload has it too', async () => {
  using dir = tempDir();
  await using app = await openProcess(browser, { dataDir: dir.path });
  const { page, cli } = app;
  await page.evaluate(() => void (window.location.hash = '#/data/sql'));
  await typeAtEnd(page, 'Query', 'select 1');
  await cli.end('SIGKILL');
  await page.getByText('Backstitch stopped answering').waitFor();
  await typeAtEnd(page, 'Query', ', 2');
  const port = new URL(cli.ready.control).port;
  await using again = await serveBuilt(dir.path, '--control-port', port);
  const rest = (path: string): Promise<Response> =>
    fetch(`${again.ready.control}/api/v1${path}`, {
      headers: { authorization: `Bearer ${again.ready.token}` },
    });
  const kept = async (): Promise<unknown> => {
    const draft = (await (await rest('/drafts/sql%3A1')).json()) as { value?: { now?: unknown } };
    return draft.value?.now;
  };
  await expect.poll(kept).toBe('select 1, 2');
  await page.reload();
  await expect.poll(() => textOf(page, 'Query')).toBe('select 1, 2');
});

it('two windows on one text: the later one keeps its keystrokes, and merges', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const hash = await sampleFunction(app);
  const other = await page.context().newPage();
  await other.goto(`${app.cli.ready.control}/${hash}`);
  const answers = await holdAnswers(page);
  await page.evaluate((to) => void (window.location.hash = to), hash);
  await page.getByRole('textbox', { name: 'Source of the function' }).waitFor();
  await other.getByRole('textbox', { name: 'Source of the function' }).waitFor();
  // Each types before it hears of the other: what is heard of before is gone on from.
  answers.hold();
  await typeAtEnd(other, 'Source of the function', '\n// theirs');
  await expect
    .poll(async () => ((await (await app.rest('/drafts')).json()) as unknown[]).length)
    .toBe(1);
  await typeAtEnd(page, 'Source of the function', '\n// mine');
  await answers.letGo();
  const bar = page.getByRole('region', { name: 'Draft' });
  await bar.getByText(/^Also changed in /).waitFor();
  expect(await textOf(page, 'Source of the function')).toContain('// mine');
  await bar.getByRole('button', { name: 'Compare and merge' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare and merge' });
  await dialog.getByRole('textbox', { name: 'Mine' }).waitFor();
  await dialog.getByRole('textbox', { name: 'Mine' }).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('\n// and theirs');
  await dialog.getByRole('button', { name: 'Keep the left side' }).click();
  await expect.poll(() => textOf(page, 'Source of the function')).toContain('// and theirs');
  await bar.waitFor({ state: 'detached' });
  await page.keyboard.press('ControlOrMeta+s');
  await page.getByText('priceOf was saved').waitFor();
  await expect
    .poll(async () => ((await (await app.rest('/drafts')).json()) as unknown[]).length)
    .toBe(0);
  expect(app.problems).toEqual([]);
});
