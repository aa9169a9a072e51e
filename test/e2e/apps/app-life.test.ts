import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Pictures for a person who looks at them; none without the folder. */
const PICTURES = process.env['BACKSTITCH_PICTURES'];
async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [1440, 900]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: join(PICTURES, `${name}-${scheme}-${width}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function importSample({ page }: App): Promise<void> {
  await page.getByRole('link', { name: 'Apps' }).click();
  await page.getByRole('button', { name: 'Try the sample app' }).click();
  await page.getByText('Five-minute tour').waitFor();
}

describe('the page of a service', () => {
  it('has the tabs of the vendor, takes a new webhook, and opens its settings', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await importSample(app);
    await page.getByRole('link', { name: 'Services', exact: true }).click();
    await page.getByRole('link', { name: /^orders/ }).click();
    const tabs = page.getByRole('tablist', { name: 'Parts of the service' }).getByRole('tab');
    const names = (await tabs.allInnerTexts()).map((text) => text.split('\n')[0]);
    expect(names).toEqual([
      'Incoming Webhooks',
      'Rules',
      'Configuration',
      'Stubs',
      'This computer',
    ]);
    await page.getByRole('link', { name: /POST place/ }).waitFor();
    await picture(page, 'service-webhooks');
    await tabs.nth(1).click();
    await page.getByRole('heading', { name: 'Rules' }).waitFor();
    expect(page.url()).toMatch(/services\/orders\/rules$/);
    await picture(page, 'service-rules');
    await tabs.nth(2).click();
    await page.getByRole('heading', { name: 'Configuration' }).waitFor();
    await picture(page, 'service-config');

    await tabs.nth(0).click();
    await page.getByRole('button', { name: 'Add webhook' }).click();
    await page.getByLabel('Name').fill('refund');
    await picture(page, 'service-add-webhook');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('heading', { name: 'refund' }).waitFor();
    const settings = page.getByRole('tab', { name: /Settings/ });
    expect(await settings.getAttribute('aria-selected')).toBe('true');
    await picture(page, 'webhook-settings');
    await page
      .getByRole('navigation', { name: 'Where this is' })
      .getByRole('link', { name: 'orders' })
      .click();
    await page.getByRole('link', { name: /refund/ }).waitFor();
    expect(app.problems).toEqual([]);
  });
});

describe('documents of a collection', () => {
  it('come from a file, stand in a table with their types, and are edited with completions', async () => {
    using dir = tempDir();
    const csv = join(dir.path, 'people.csv');
    const rows = [
      '_id,name,born,score',
      '5f0000000000000000000001,Ann,2001-02-03T00:00:00.000Z,4.5',
    ];
    for (let i = 0; i < 30; i += 1) rows.push(`p${i},Person ${i},,${i}`);
    writeFileSync(csv, `${rows.join('\n')}\n`);

    await using app = await openApp(browser);
    const { page } = app;
    await importSample(app);
    const [, appId = ''] = /#\/apps\/([^/]+)/.exec(page.url()) ?? [];
    const item = encodeURIComponent(JSON.stringify(['mongodb-atlas', 'shop', 'people']));
    await page.goto(`${page.url().split('#')[0]}#/apps/${appId}/collections/${item}`);
    await page.getByText('No documents yet').waitFor();
    await picture(page, 'documents-empty');

    await page.getByRole('button', { name: 'Files' }).click();
    await page.getByRole('menuitem', { name: 'Import a file' }).click();
    await page.getByLabel('File', { exact: true }).setInputFiles(csv);
    await picture(page, 'documents-import');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('31 documents added').waitFor();
    const card = page.getByRole('article', { name: /5f0000000000000000000001/ });
    expect(await card.innerText()).toContain('ObjectId');
    await card.getByRole('button', { name: 'Change score, Double 4.5' }).click();
    await card.getByLabel('Type of score').selectOption('Int');
    await card.getByLabel('Value of score').fill('5');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByRole('button', { name: 'Change score, Int 5' }).click();
    await card.getByLabel('Type of score').selectOption('Double');
    await card.getByLabel('Value of score').fill('4.5');
    await card.getByLabel('Value of score').press('Enter');
    await card.getByRole('button', { name: 'Change score, Double 4.5' }).waitFor();
    await picture(page, 'documents-cards');
    const other = page.getByRole('article', { name: 'Document _id p3', exact: true });
    await other.getByRole('button', { name: /^Delete/ }).click();
    await other.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('1 to 31 of 31').waitFor();
    await other.waitFor();
    await page.getByLabel('Sort').fill('{"score": -1}');
    await page.getByRole('button', { name: 'Find' }).click();
    await expect
      .poll(() => page.getByRole('article').first().getAttribute('aria-label'))
      .toBe('Document _id p29');
    await page.getByLabel('Sort').fill('');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByLabel('Shown as').selectOption('table');
    const first = page.getByRole('row', { name: /Ann/ });
    expect((await first.innerText()).split(/\s+/)).toEqual([
      '5f0000000000000000000001',
      'ObjectId',
      'Ann',
      'Text',
      '2001-02-03T00:00:00.000Z',
      'Date',
      '4.5',
      'Double',
    ]);
    await picture(page, 'documents-table');

    const box = page.getByRole('combobox', { name: 'Query' });
    await box.fill('{"sc');
    await page.getByRole('option', { name: 'score field' }).waitFor();
    await box.press('ArrowDown');
    await box.press('Enter');
    await expect.poll(() => box.inputValue()).toBe('{"score": ');
    await box.pressSequentially('{"$gt');
    await page.getByRole('option', { name: '$gt greater', exact: true }).click();
    await expect.poll(() => box.inputValue()).toBe('{"score": {"$gt": ');
    await box.pressSequentially('28}}');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('1 to 1 of 1').waitFor();
    await page.getByRole('button', { name: /^Edit p29/ }).click();
    const editor = page.getByRole('textbox', { name: 'Document' });
    await editor.press('Control+End');
    for (const key of ['ArrowUp', 'End']) await editor.press(key);
    await editor.pressSequentially(',"seen": da');
    const offered = page.getByText('{"$date": "2026-01-31T12:00:00Z"}');
    await offered.waitFor();
    await picture(page, 'documents-editor');
    // Not by Enter: in the first moment that a list is open, the editor takes it for a line end.
    await offered.click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('columnheader', { name: 'seen' }).waitFor();

    // What was asked before is offered again where nothing is written.
    await box.fill('{}');
    await page.getByRole('option', { name: '{"score": {"$gt": 28}} asked before' }).waitFor();
    await box.press('Escape');

    // A document that is not saved yet outlasts a reload.
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await editor.press('Control+End');
    await editor.press('ArrowUp');
    await editor.pressSequentially('"kept": 1');
    await page.getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.reload();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect.poll(() => editor.innerText()).toContain('"kept": 1');
    await page
      .getByRole('region', { name: 'Draft' })
      .getByRole('button', { name: 'Discard' })
      .click();
    await expect.poll(() => editor.innerText()).not.toContain('kept');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Files' }).click();
    await page.getByRole('menuitem', { name: 'Export as CSV' }).click();
    expect((await download).suggestedFilename()).toBe('people.csv');
    await page.getByLabel('Query').fill('{"a": {"$nonsense": 1}}');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('alert').first().waitFor();
    await picture(page, 'documents-error');
  });
});

describe('an old app', () => {
  it('is told of what its code lacks, and runs its triggers by hand', async () => {
    using dir = tempDir();
    const files: Record<string, string> = {
      'realm_config.json': '{"config_version":20210101,"name":"old","app_id":"old-abcde"}',
      'functions/config.json': '[{"name":"nightly"}]',
      'functions/nightly.js':
        'exports = async (event) => {\n  const axios = context.values.get("axios_url");\n  return event;\n};\n',
      'triggers/orders.json':
        '{"name":"orders","type":"DATABASE","function_name":"nightly","config":{"service_name":"mongodb-atlas","database":"shop","collection":"orders","operation_types":["INSERT"],"match":{"operationType":"update"}}}',
      'triggers/night.json':
        '{"name":"night","type":"SCHEDULED","function_name":"nightly","config":{"schedule":"0 3 * * *"}}',
    };
    for (const folder of ['functions', 'triggers']) mkdirSync(join(dir.path, folder));
    for (const [path, text] of Object.entries(files)) writeFileSync(join(dir.path, path), text);
    await using app = await openApp(browser);
    const { page } = app;
    await page.getByRole('link', { name: 'Apps' }).click();
    await page.getByRole('button', { name: 'Import an app' }).click();
    await page.getByLabel('Folder').fill(dir.path);
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('functions/nightly.js:2').waitFor();
    await picture(page, 'import-report');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'What is missing' }).waitFor();
    await page.getByText('functions/nightly.js:2').first().waitFor();
    await expect.poll(() => page.getByText('Check these').count()).toBe(1);
    await picture(page, 'overview-lacks');
    await page.getByRole('link', { name: 'Functions', exact: true }).click();
    await page.getByText('On the schedule 0 3 * * * (UTC)').waitFor();
    await picture(page, 'triggers');
    await page.getByRole('button', { name: 'Run orders now' }).click();
    const dialog = page.getByRole('dialog', { name: 'orders, run by hand' });
    await dialog.getByText('operationType').first().waitFor();
    await dialog.getByText('The match of this trigger does not let this event through').waitFor();
    await picture(page, 'trigger-run');
    await dialog.getByLabel('Update to try').fill('{"$set": ');
    await dialog.getByRole('button', { name: 'Run with this update' }).click();
    await dialog.getByText('The update is not valid JSON.').waitFor();
    await picture(page, 'trigger-run-error');
    await dialog.getByLabel('Update to try').fill('{"$set": {"paid": true}}');
    await dialog.getByRole('button', { name: 'Run with this update' }).click();
    await dialog.getByText('The collection has no document to update.').waitFor();
    expect(app.problems).toEqual([]);
  });
});
