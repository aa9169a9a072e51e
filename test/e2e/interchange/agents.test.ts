import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { ask, httpAgent } from '../../mcp/harness.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('the settings let agents in, give their configuration, and show what they asked', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const { control, token } = app.cli.ready;
  const url = new URL('/mcp', control);
  await expect(httpAgent(url, token)).rejects.toThrow('HTTP 403');

  await page.goto(`${control}/#/settings`);
  await page.getByRole('searchbox', { name: 'Find a setting' }).fill('mcp');
  await page.getByRole('link', { name: /Let agents connect/ }).click();
  await page.getByText('No agent asked anything yet.').waitFor();
  await page.getByRole('switch', { name: 'Let agents connect' }).click();
  await page.getByText('Let agents connect: on').first().waitFor();
  const agent = await httpAgent(url, token);
  const { tools } = await agent.listTools();
  expect(tools.map(({ name }) => name)).not.toContain('replay_capture');
  await ask(agent, 'search_captures', { search: 'path:/orders' });
  const calls = page.getByRole('list', { name: 'Calls of agents' });
  const line = calls.getByRole('listitem').filter({ hasText: 'search_captures' });
  await line.getByText('answered').waitFor();
  await line.getByText('path:/orders').waitFor();

  await page.getByRole('switch', { name: 'Agents may change things' }).click();
  await page.getByText('Agents may change things: on').first().waitFor();
  const more = (await agent.listTools()).tools.map(({ name }) => name);
  expect(more).toContain('replay_capture');
  await agent.close();

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const pasted = async (): Promise<unknown> =>
    JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  await page.getByRole('button', { name: 'Copy the configuration for a program' }).click();
  await expect.poll(pasted).toEqual({
    mcpServers: { backstitch: { command: 'backstitch', args: ['mcp', '--data-dir', app.dataDir] } },
  });
  await page.getByRole('button', { name: 'Copy the configuration for HTTP' }).click();
  await expect.poll(pasted).toMatchObject({ mcpServers: { backstitch: { url: url.href } } });
  // The token of this run is named there, and shown nowhere.
  expect(await page.content()).not.toContain(token);

  await page.getByRole('textbox', { name: 'Name of a new token' }).fill('My laptop');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByRole('button', { name: 'Copy the token' }).click();
  const lasting = await page.evaluate(() => navigator.clipboard.readText());
  const own = await httpAgent(url, lasting);
  await ask(own, 'status');
  await own.close();
  const tokens = page.getByRole('list', { name: 'Tokens of agents' });
  await tokens.getByText('My laptop').waitFor();
  await calls.getByText('My laptop').first().waitFor();
  await page.getByRole('textbox', { name: 'Name of a new token' }).fill('my LAPTOP');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('There is a token “my LAPTOP”.').waitFor();
  // Another look at the page does not show it again.
  await page.reload();
  await tokens.getByText('reads').waitFor();
  expect(await page.content()).not.toContain(lasting);
  await page.getByRole('button', { name: 'Revoke My laptop' }).click();
  await page.getByText('Revoked the token “My laptop”').first().waitFor();
  await expect(httpAgent(url, lasting)).rejects.toThrow('HTTP 401');

  await page.getByRole('switch', { name: 'Let agents connect' }).click();
  await page.getByText('Let agents connect: off').first().waitFor();
  await expect(httpAgent(url, token)).rejects.toThrow('HTTP 403');
  expect(app.problems).toEqual([]);
});
