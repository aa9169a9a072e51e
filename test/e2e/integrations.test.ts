import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../helpers/browser.ts';
import { openDialog } from './dialogs.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
/** The tests share it: each has an integration of its own. */
let app: App;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});

/** Posts with curl, as a provider's own documentation would show it. */
async function curl(url: string, body: string): Promise<{ status: string; text: string }> {
  const args = ['-sS', '-w', '\n%{http_code}', url, '-H', 'Content-Type: application/json'];
  const { stdout } = await promisify(execFile)('curl', [...args, '--data-binary', body]);
  const at = stdout.lastIndexOf('\n');
  return { status: stdout.slice(at + 1), text: stdout.slice(0, at) };
}

const ACCEPTED = { status: '200', text: '{"status":"OK","message":"Batch Accepted!"}' };

/** The four steps; gives the URL that is shown once. */
async function setUp(page: Page, name: string, key: string): Promise<string> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Data' }).click();
  await page.getByRole('button', { name: 'Add integration' }).click();
  await page.getByLabel('Name').fill('####');
  await page.getByText('invalid name after deriving it from display_name').waitFor();
  await page.getByLabel('Name').fill(name);
  await page.getByText('my_shop.data').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Primary key').fill(key);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  const url = (await page.getByLabel('The URL', { exact: true }).textContent()) ?? '';
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('No rows yet.').waitFor();
  return url;
}

/** Makes an integration without the four steps, and shows its rows; gives its URL. */
async function open(name: string, key: string, where = app): Promise<string> {
  const made = await where.rest('/integrations', {
    method: 'POST',
    body: JSON.stringify({ name, primaryKey: key === '' ? [] : [key] }),
  });
  const { url, integration } = (await made.json()) as { url: string; integration: { id: string } };
  await where.page.goto(`${where.cli.ready.control}/#/data/${integration.id}/rows`);
  await where.page.getByText('No rows yet.').waitFor();
  return url;
}

const cells = (page: Page, text: string) => page.getByRole('gridcell', { name: text, exact: true });
const part = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Parts of the integration' }).getByRole('link', { name });

describe('an integration in the window', () => {
  it('is set up in four steps, loads what curl sends, and shows it', async () => {
    const { page } = app;
    const url = await setUp(page, 'My Shop', 'id');
    expect(await page.content()).not.toContain(url.slice(-64));

    expect(await curl(url, '{"id":1,"event":"send","value":2.5}')).toEqual(ACCEPTED);
    expect(await curl(url, '{"id":2,"action":"add","type":"whitelist"}')).toEqual(ACCEPTED);
    expect(await curl(url, '{"id":1,"event":"open","value":"much"}')).toEqual(ACCEPTED);
    await cells(page, 'whitelist').waitFor();
    await page
      .getByText(/My Shop: new columns .*type/)
      .first()
      .waitFor();
    await page.getByRole('columnheader', { name: 'value__st' }).waitFor();
    await expect.poll(() => cells(page, 'NULL').count()).toBeGreaterThan(5);

    await cells(page, 'much').click();
    await page.getByRole('link', { name: 'Open its capture' }).click();
    await page.getByRole('tab', { name: 'Activity' }).click();
    await page.getByText('1 row written').waitFor();
    await page.getByText('New columns: value__st').waitFor();
    await page.getByRole('link', { name: 'Open the data' }).click();

    await page.getByRole('combobox', { name: 'Table' }).selectOption('data_latest');
    await cells(page, 'much').waitFor();
    await expect.poll(() => cells(page, 'send').count()).toBe(0);
    expect(app.problems).toEqual([]);
  });

  it('explains a reject, and loads it after the key is changed', async () => {
    const { page } = app;
    const url = await open('Rejects', 'id');
    expect(await curl(url, '{"name":"no key here"}')).toEqual(ACCEPTED);
    const rail = page.getByRole('navigation', { name: 'Pages' });
    await rail.getByRole('link', { name: 'Data, 1 new reject' }).waitFor();
    await part(page, 'Rejected').click();
    await page.getByText('Record is missing key property id').waitFor();
    // Looked at is known, also by the next window.
    await rail.getByRole('link', { name: 'Data', exact: true }).waitFor();
    await page.getByText('Choose another primary key under Settings').waitFor();
    await part(page, 'Settings').click();
    // With the second URL the button can make no third: the focus goes to what can be done with it.
    await page.getByRole('button', { name: 'Generate a URL' }).focus();
    await page.keyboard.press('Enter');
    await openDialog(page).getByLabel('The URL', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.evaluate<string>(`document.activeElement.textContent`))
      .toBe('Revoke');
    await page.getByLabel('Primary key').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await openDialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await part(page, 'Rejected').click();
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByText('Nothing was rejected').waitFor();
    await part(page, 'Rows').click();
    await cells(page, 'no key here').waitFor();
    await part(page, 'Schema').click();
    await page.getByRole('cell', { name: 'name', exact: true }).waitFor();
    await part(page, 'Loads').click();
    await page.getByRole('cell', { name: 'name' }).first().waitFor();
    expect(app.problems).toEqual([]);
  });

  it('says that it is reading while an answer is on its way, not that there is nothing', async () => {
    const { page } = app;
    const url = await open('Reading', 'id');
    expect(await curl(url, '{"name":"no key here"}')).toEqual(ACCEPTED);
    expect(await curl(url, '{"id":1,"event":"send"}')).toEqual(ACCEPTED);
    await cells(page, 'send').waitFor();
    const held: (() => void)[] = [];
    let holds = false;
    await page.routeWebSocket(/\/rpc$/, (line) => {
      line.connectToServer().onMessage((message) => {
        if (holds) held.push(() => line.send(message));
        else line.send(message);
      });
    });
    await page.reload();
    await cells(page, 'send').waitFor();
    holds = true;
    await part(page, 'Rejected').click();
    await page.getByLabel('Reading the rejects').waitFor();
    expect(await page.getByText('Nothing was rejected').count()).toBe(0);
    holds = false;
    for (const send of held.splice(0)) send();
    await page.getByText('Record is missing key property id').waitFor();
    await part(page, 'Rows').click();
    await cells(page, 'send').waitFor();
    holds = true;
    await page.getByLabel('Filter rows').fill('nothing like it');
    await page.getByText('Reading…').waitFor();
    holds = false;
    for (const send of held.splice(0)) send();
    await page.getByText('No row contains this text.').waitFor();
    expect(app.problems).toEqual([]);
  });

  it('gives a second URL and revokes the first', async () => {
    const { page } = app;
    const first = await open('Addresses', '');
    await part(page, 'Settings').click();
    await page.getByRole('button', { name: 'Generate a URL' }).click();
    const second = (await page.getByLabel('The URL', { exact: true }).textContent()) ?? '';
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.getByRole('button', { name: 'Generate a URL' }).isDisabled())
      .toBe(true);
    await page.getByRole('button', { name: 'Revoke' }).first().click();
    await openDialog(page).getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('revoked', { exact: true }).waitFor();
    expect(await curl(first, '{}')).toEqual({
      status: '401',
      text: '{"message":"Not Authorized"}',
    });
    expect(await curl(second, '{"a":1}')).toEqual(ACCEPTED);
    expect(app.problems).toEqual([]);
  });

  it('answers questions in SQL: the latest version of each row, a chart, a mistake', async () => {
    // Of an engine where there is one table to ask.
    await using own = await openApp(browser);
    const { page } = own;
    const url = await open('Questions', 'id', own);
    for (const state of ['new', 'paid']) await curl(url, JSON.stringify({ id: 7, state }));
    await cells(page, 'paid').waitFor();
    await page.getByRole('link', { name: 'Query in SQL' }).click();
    await page.getByText(/^2 rows, /).waitFor();
    await page.getByRole('button', { name: 'Latest version of each row' }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^1 row, /).waitFor();
    await cells(page, 'paid').waitFor();
    await page.getByRole('tab', { name: 'Chart' }).click();
    await page.getByRole('img', { name: /1 points/ }).waitFor();
    await page.getByRole('button', { name: 'Save query' }).click();
    await page.getByLabel('Name').fill('Latest');
    await openDialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Latest', exact: true }).waitFor();
    const editor = page.getByRole('textbox', { name: 'Query' });
    await editor.press('Control+a');
    await page.keyboard.type('SELECT missing FROM questions.data ');
    await page.keyboard.press('Escape');
    await editor.press('Control+Enter');
    await page.getByText('no such column: missing').waitFor();
    expect(own.problems).toEqual([]);
  });

  it('shows why a record does not fit the subtables, and loads the next one', async () => {
    const { page } = app;
    const url = await open('Subtables', 'id');
    await part(page, 'Settings').click();
    await page.getByLabel('Objects and arrays').selectOption('relational');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByText('Loads every capture of this integration').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await curl(url, '{"id":1,"order":[{"items":[1]}]}')).toEqual(ACCEPTED);
    expect(await curl(url, '{"id":2,"order":{"items":[1]}}')).toEqual(ACCEPTED);
    expect(await curl(url, '{"id":3,"fine":true,"price__it":1}')).toEqual(ACCEPTED);
    expect(await curl(url, '{"id":4,"fine":true}')).toEqual(ACCEPTED);
    await part(page, 'Rejected').click();
    await page
      .getByText('Table data__order__items holds elements of arrays 2 deep; here they are 1 deep')
      .waitFor();
    await page.getByText('Rows of a table have one depth').waitFor();
    await page.getByText('Rename or leave out such fields under Settings').waitFor();
    await part(page, 'Settings').click();
    await page.getByLabel('Fields named like Backstitch’s columns').selectOption('rename');
    await page.getByRole('button', { name: 'Save' }).click();
    // The first “Saved” may still be there.
    const isSaved = async (): Promise<boolean> =>
      (await (await app.rest('/integrations')).text()).includes('"reservedNames":"rename"');
    await expect.poll(isSaved).toBe(true);
    await part(page, 'Rejected').click();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'price__it' })
      .getByRole('button', { name: 'Load again' })
      .click();
    await expect.poll(() => page.getByRole('button', { name: 'Load again' }).count()).toBe(1);
    await part(page, 'Rows').click();
    await page.getByRole('columnheader', { name: 'price__it_' }).waitFor();
    await cells(page, 'true').first().waitFor();
    expect(app.problems).toEqual([]);
  });

  it('says how many rows have no key, and that a query was cancelled', async () => {
    // Of an engine where there is one table to ask.
    await using own = await openApp(browser);
    const { page } = own;
    const url = await open('Counts', '', own);
    await curl(url, '[{"id":1,"ok":true},{"id":1,"ok":false},{"name":"none"}]');
    await cells(page, 'none').waitFor();
    await part(page, 'Settings').click();
    await page.getByLabel('Primary key').fill('id');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await part(page, 'Rows').click();
    await page.getByRole('combobox', { name: 'Table' }).selectOption('data_latest');
    await page.getByText('1 row, 1 row without the key left out').waitFor();
    await page.getByRole('columnheader', { name: /_sdc_sequence_ms/ }).waitFor();

    await page.getByRole('link', { name: 'Query in SQL' }).click();
    const editor = page.getByRole('textbox', { name: 'Query' });
    await editor.press('Control+a');
    await page.keyboard.type(
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n ',
    );
    await page.keyboard.press('Escape');
    await editor.press('Control+Enter');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('The query was cancelled.').waitFor();
    await editor.press('Control+a');
    await page.keyboard.type('SELECT count(*) AS failed FROM deliveries ');
    await page.keyboard.press('Escape');
    await editor.press('Control+Enter');
    await page.getByRole('columnheader', { name: 'failed' }).waitFor();
    expect(own.problems).toEqual([]);
  });
});
