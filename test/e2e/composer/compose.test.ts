import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A server of the user that keeps what it was sent. */
async function ownServer() {
  const got: { method: string; url: string; headers: Record<string, unknown>; body: string }[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    got.push({ method, url, headers, body: await text(request) });
    response.end('taken');
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    got,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Pastes a text as the clipboard would, where the focus is. */
const paste = (page: Page, what: string): Promise<void> =>
  page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const where = document.activeElement ?? document.body;
    where.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, what);

it('composes a request from nothing or from curl in two actions', async () => {
  await using own = await ownServer();
  await using app = await openApp(browser);
  const { page } = app;
  const composer = page.getByRole('article', { name: 'Composer' });
  const body = composer.getByRole('textbox', { name: 'Body of the request' });

  let actions = 0;
  await page.keyboard.press('Shift+n');
  actions += 1;
  await expect.poll(() => body.evaluate((element) => element.matches(':focus'))).toBe(true);
  await page.keyboard.type('{"a":1}');
  actions += 1;
  await expect.poll(() => body.innerText()).toContain('"a":1');
  expect(actions).toBeLessThanOrEqual(2);
  await page.keyboard.press('ControlOrMeta+Enter');
  await composer.getByText('Caught by Backstitch.').first().waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('row').filter({ hasText: 'POST' }).first().waitFor();

  actions = 0;
  await paste(
    page,
    `curl -X PUT '${own.url}/hook?x=1' \\\n  -H 'X-A: one' -H 'Content-Type: application/json' \\\n  -d '{"b":2}'`,
  );
  actions += 1;
  await expect.poll(() => body.innerText()).toContain('"b":2');
  await page.keyboard.press('ControlOrMeta+Enter');
  actions += 1;
  await composer.getByText('taken').first().waitFor();
  expect(actions).toBeLessThanOrEqual(2);
  expect(own.got).toMatchObject([
    { method: 'PUT', url: '/hook?x=1', headers: { 'x-a': 'one' }, body: '{"b":2}' },
  ]);
  expect(app.problems).toEqual([]);
});

it('finds what was composed by its address, with its tries, and leads to the other drafts', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const { intake } = app.cli.ready;
  await paste(page, `POST /from/paste HTTP/1.1\nHost: ${new URL(intake).host}\nX-A: 1\n\n{"c":3}`);
  const composer = page.getByRole('article', { name: 'Composer' });
  const target = composer.getByRole('textbox', { name: 'Path and query' });
  await expect.poll(() => target.inputValue()).toBe('/from/paste');
  await page.keyboard.press('ControlOrMeta+Enter');
  await composer.getByText('Caught by Backstitch.').first().waitFor();
  const first = page.url();
  await expect
    .poll(async () => ((await (await app.rest('/drafts')).json()) as unknown[]).length)
    .toBe(1);
  await page.reload();
  await expect.poll(() => target.inputValue()).toBe('/from/paste');
  await composer.getByRole('tab', { name: /Tries/ }).click();
  const tries = composer.getByRole('list', { name: 'Tries' }).getByRole('button');
  await expect.poll(() => tries.count()).toBe(1);

  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Shift+n');
  await expect.poll(() => target.inputValue()).toBe('/');
  await composer.getByRole('button', { name: '1 other draft' }).click();
  await page.getByRole('menuitem').first().click();
  await expect.poll(() => page.url()).toBe(first);
  await expect.poll(() => target.inputValue()).toBe('/from/paste');
});

it('says why a curl command is not taken over, and leaves what is pasted into fields alone', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await paste(page, 'curl --data-binary @payload.json https://example.com/');
  await page.getByText('It sends the file "payload.json".').first().waitFor();
  await paste(page, 'just a text');
  await page.getByRole('searchbox').or(page.locator('[data-search-input]')).first().focus();
  await paste(page, 'curl https://example.com/');
  expect(page.url()).not.toContain('#/compose');
});

it('copies what would be sent, and keeps what was: byte for byte, as a draft, as an answer', async () => {
  await using own = await ownServer();
  await using app = await openApp(browser);
  const { page, cli } = app;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const created = await app.rest('/endpoints', {
    method: 'POST',
    body: JSON.stringify({
      name: 'Orders',
      enabled: true,
      path: '/orders',
      methods: [],
      reply: {
        status: 200,
        headers: [],
        bodyKind: 'text',
        body: 'thanks',
        delayMs: 0,
        failFirst: { count: 0, status: 500 },
      },
    }),
  });
  expect(created.status).toBe(200);
  await fetch(`${cli.ready.intake}/orders?x=1`, { method: 'POST', body: 'needle \u00e9' });
  await page.getByRole('row').filter({ hasText: '/orders' }).first().click();
  await page.getByRole('article', { name: 'Capture' }).waitFor();
  await page.keyboard.press('e');
  const composer = page.getByRole('article', { name: 'Composer' });
  const body = composer.getByRole('textbox', { name: 'Body of the request' });
  await expect.poll(() => body.innerText()).toContain('needle');
  const target = composer.getByRole('textbox', { name: 'Target' });
  await target.fill(`${own.url}/mine`);
  await composer.getByRole('img', { name: 'Something listens there' }).waitFor();
  await target.fill('http://127.0.0.1:1/nobody');
  await composer.getByRole('img', { name: 'Nothing listens there yet' }).waitFor();
  await target.fill(`${own.url}/mine`);

  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  for (const [way, wanted] of [
    ['curl for bash', /^curl [\s\S]*127\.0\.0\.1:\d+\/mine/m],
    ['fetch', /^const response = await fetch\('http:\/\/127\.0\.0\.1:\d+\/mine'/m],
    ['raw HTTP', /^POST \/mine HTTP\/1\.1\r?\nhost: 127[\s\S]*needle \u00e9$/i],
  ] as const) {
    await composer.getByRole('button', { name: 'Copy as' }).click();
    await page.getByRole('menuitem', { name: `Copy as ${way}` }).click();
    await expect.poll(clipboard).toMatch(wanted);
  }
  expect(own.got).toEqual([]);

  await page.keyboard.press('ControlOrMeta+Enter');
  await composer.getByText('taken').first().waitFor();
  expect(own.got[0]).toMatchObject({ method: 'POST', url: '/mine', body: 'needle \u00e9' });
  await composer.getByRole('tab', { name: /^As sent/ }).click();
  await composer.getByRole('button', { name: 'Text', exact: true }).click();
  const message = composer.getByRole('textbox', { name: 'Message as sent' });
  await expect.poll(() => message.innerText()).toMatch(/^POST \/mine HTTP\/1\.1\n/);
  expect(await message.innerText()).toContain('needle \u00e9');
  await composer.getByRole('button', { name: 'Hex', exact: true }).click();
  const hex = composer.getByRole('region', { name: 'Bytes in hex' });
  await expect.poll(() => hex.innerText()).toContain('50 4f 53 54 20 2f 6d 69 6e 65');

  // Its answer becomes that of the endpoint, until that is undone.
  const saveAs = composer.getByRole('button', { name: 'Save as' });
  await saveAs.click();
  await page.getByRole('menuitem', { name: 'Answer of Orders' }).click();
  await page.getByText('Orders answers 200 like this now').waitFor();
  expect(await (await fetch(`${cli.ready.intake}/orders`, { method: 'POST' })).text()).toBe(
    'taken',
  );
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await saveAs.click();
      await page.getByRole('menuitem', { name: 'Request as a file' }).click();
    })(),
  ]);
  expect(file.suggestedFilename()).toBe('replay-1.http');
  await saveAs.click();
  await page.getByRole('menuitem', { name: 'New draft' }).click();
  await page.getByRole('heading', { level: 1, name: 'Compose a request' }).waitFor();
  await expect.poll(() => target.inputValue()).toBe(`${own.url}/mine`);
  await expect.poll(() => body.innerText()).toContain('needle \u00e9');
  expect(app.problems).toEqual([]);
});

it('takes a dropped file as the body', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.keyboard.press('Shift+n');
  const composer = page.getByRole('article', { name: 'Composer' });
  const body = composer.getByRole('textbox', { name: 'Body of the request' });
  await body.waitFor();
  const drop = (name: string, content: string, type: 'dragover' | 'drop'): Promise<void> =>
    composer.evaluate(
      (element, file) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([file.content], file.name));
        element.dispatchEvent(new DragEvent(file.type, { dataTransfer, bubbles: true }));
      },
      { name, content, type },
    );
  await drop('order.json', '', 'dragover');
  await composer.getByText('Use the file as the body').waitFor();
  await drop('order.json', '{"dropped":true}', 'drop');
  await expect.poll(() => body.innerText()).toContain('"dropped":true');
  await drop('film.bin', '\0\u0001'.repeat(5_000_000), 'drop');
  await page.getByText('film.bin is too large').first().waitFor();
});
