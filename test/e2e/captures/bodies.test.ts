import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { CHARSETS } from '../../../main/decode/charsets/charset-names.ts';
import { decoderOf } from '../../../main/decode/text.ts';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { backToList } from '../actions.ts';

let browser: Browser;
/** The tests share it: each has captures of its own. */
let app: App;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});
beforeEach(() => backToList(app));

const FORM = 'application/x-www-form-urlencoded';
const PAYLOAD = '{"action":"opened","issue":{"number":7}}';

/** Sends a body to a path. All are sent before one is opened: the list waits for its reader then. */
async function send(app: App, path: string, type: string, body: string | Buffer) {
  await fetch(`${app.cli.ready.intake}${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(Buffer.from(body)),
  });
}

/** Opens the capture of a path. */
async function open(app: App, path: string) {
  await app.page.getByRole('row').filter({ hasText: path }).first().click();
  const capture = app.page.getByRole('article', { name: 'Capture' });
  await capture.getByText(path).first().waitFor();
  return capture;
}

it('shows a form in the charset its field names, and JSON in a field as a tree', async () => {
  await send(app, '/gbk', FORM, 's=%B2%E2%CA%D4&charset=GBK');
  await send(app, '/hook', FORM, `payload=${encodeURIComponent(PAYLOAD)}`);
  const gbk = await open(app, '/gbk');
  await gbk.getByRole('cell', { name: '测试' }).waitFor();
  const hook = await open(app, '/hook');
  const tree = hook.getByRole('region', { name: 'payload as JSON' });
  await tree.getByText('"opened"').waitFor();
  await hook.getByRole('button', { name: 'Hide the tree' }).click();
  await tree.waitFor({ state: 'detached' });
  expect(app.problems).toEqual([]);
});

it('reads a large body by plain HTTP, and by its connection where that is cut off', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const rows = Array.from({ length: 40_000 }, (_, n) => ({ n, text: 'a text of some letters' }));
  await send(app, '/large', 'application/json', JSON.stringify({ rows, last: 'one' }));
  await send(app, '/cut-off', 'application/json', JSON.stringify({ rows, last: 'two' }));
  const whole = page.waitForResponse(/\/captures\/[^/]+\/body$/);
  const large = await open(app, '/large');
  expect((await whole).status()).toBe(200);
  await large.getByText('40,000 items').waitFor();
  await large.getByText('"one"').waitFor();

  await page.route(/\/captures\/[^/]+\/body$/, (route) => route.abort());
  const cut = await open(app, '/cut-off');
  await cut.getByText('40,000 items').waitFor();
  await cut.getByText('"two"').waitFor();
});

it('remembers a charset for the endpoint, and the search follows', async () => {
  const { page } = app;
  await send(app, '/first', FORM, 's=%B2%E2%CA%D4');
  await send(app, '/second', FORM, 's=%D6%D0%CE%C4');
  const first = await open(app, '/first');
  await first.getByText('the bytes are not UTF-8').waitFor();
  await page.getByLabel('Charset of bodies of this endpoint').selectOption('gb18030');
  await first.getByRole('cell', { name: '测试' }).waitFor();
  const second = await open(app, '/second');
  await second.getByRole('cell', { name: '中文' }).waitFor();

  await page.getByRole('combobox').first().fill('body.s:测试');
  // Beside the form of the test before, which names its charset.
  await page.getByText('2 found', { exact: true }).waitFor();
  const charsets = await app.rest('/charsets');
  expect(await charsets.json()).toEqual([{ endpointId: 'inbox', charset: 'gb18030' }]);
  await page.getByRole('combobox').first().fill('');
  await page.keyboard.press('Enter');
  await page.getByText('4 captures', { exact: true }).waitFor();
  await page.reload();
  await page.getByRole('row').filter({ hasText: '/second' }).first().click();
  await second.getByRole('cell', { name: '中文' }).waitFor();

  const reset = await app.rest('/charsets/inbox', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ charset: null }),
  });
  expect(await reset.json()).toEqual({ endpointId: 'inbox', charset: null });
  expect(app.problems).toEqual([]);
});

it('opens JSON sent as text, lines of JSON, and gzip that no header names', async () => {
  const { page } = app;
  await send(app, '/sns', 'text/plain; charset=UTF-8', PAYLOAD);
  await send(app, '/lines', 'application/json', '{"n":"a"}\n{"n":"b"}');
  await send(app, '/packed', 'application/json', gzipSync(PAYLOAD));
  const text = await open(app, '/sns');
  await text.getByText('Sent as text/plain, but the bytes are JSON.').waitFor();
  await text.getByRole('tree').getByText('"opened"').waitFor();

  const lines = await open(app, '/lines');
  await lines.getByText('Sent as JSON, but each line is JSON of its own.').waitFor();
  await lines.getByRole('tree').getByText('"b"').waitFor();

  const packed = await open(app, '/packed');
  await packed.getByText('The bytes are gzip').waitFor();
  await page.getByRole('button', { name: 'Show inflated' }).click();
  await packed.getByRole('tree').getByText('"opened"').waitFor();
  await packed.getByText('decoded from gzip').waitFor();
  await page.getByRole('button', { name: 'Show as sent' }).click();
  await packed.getByText('The bytes are gzip').waitFor();
  expect(app.problems).toEqual([]);
});

it('names files of parts as they are meant, and opens JSON in a part', async () => {
  const body = [
    '--b',
    'Content-Disposition: form-data; name="file"; filename*=utf-8\'\'%E6%9D%B1%E4%BA%AC.pdf',
    '',
    '%PDF-1.4',
    '--b',
    'Content-Disposition: form-data; name="event"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(PAYLOAD).toString('base64'),
    '--b--',
  ].join('\r\n');
  await send(app, '/parts', 'multipart/form-data; boundary=b', body);
  const capture = await open(app, '/parts');
  await capture.getByText('東京.pdf').waitFor();
  await capture.getByRole('button', { name: /event/ }).first().click();
  await capture.getByRole('tree').getByText('"opened"').waitFor();
  expect(app.problems).toEqual([]);
});

it('decodes in the engine every character of two bytes that the browser does', async () => {
  const page = await browser.newPage();
  const charsets = CHARSETS.map(({ charset }) => charset).filter((one) => !one.startsWith('utf-'));
  const inPage = await page.evaluate((names) => {
    const codes = names.map((name) => {
      const decoder = new TextDecoder(name);
      const found: [number, string][] = [];
      for (let code = 0x8040; code <= 0xffff; code++) {
        const text = decoder.decode(new Uint8Array([code >> 8, code & 0xff]));
        // Of what is no character, browsers make different things.
        if (/^[^\uFFFD\p{Cs}]$/u.test(text)) found.push([code, text]);
      }
      return found;
    });
    return codes;
  }, charsets);
  await page.close();
  for (const [at, charset] of charsets.entries()) {
    const decode = decoderOf(charset);
    const unlike = (inPage[at] ?? []).filter(
      ([code, text]) => decode(new Uint8Array([code >> 8, code & 0xff])).text !== text,
    );
    expect({ charset, unlike }).toEqual({ charset, unlike: [] });
  }
  expect(inPage.flat().length).toBeGreaterThan(50_000);
});
