import { openApp, openBrowser } from '../helpers/browser.ts';
const shot = (n: string) => `/tmp/h-H/${n}.png`;
const browser = await openBrowser();
const step = async (name: string, work: () => Promise<unknown>) => {
  try { await work(); console.log('ok', name); } catch (e) { console.log('FAIL', name, String(e).slice(0, 600)); }
};
{
  await using app = await openApp(browser, { firstMinute: true });
  const { page } = app; page.context().setDefaultTimeout(8000);
  await step('card', async () => { await page.getByText('Where to paste it').waitFor(); await page.screenshot({ path: shot('card') }); await page.getByRole('radio', { name: 'PowerShell' }).check(); await page.getByText(/^Invoke-RestMethod/).waitFor(); });
  await step('card narrow', async () => { await page.setViewportSize({ width: 600, height: 900 }); await page.screenshot({ path: shot('card-600') }); await page.setViewportSize({ width: 1440, height: 900 }); });
  await step('forward tick', async () => { await page.getByRole('textbox', { name: 'Forward to' }).fill('3999'); await page.keyboard.press('Enter'); await page.getByRole('img', { name: '2, done' }).waitFor(); });
  await step('open first', async () => { await page.getByRole('button', { name: 'Stripe invoice.paid' }).click(); await page.getByRole('article', { name: 'Capture' }).waitFor(); await page.locator('[data-hint]').waitFor(); await page.screenshot({ path: shot('hint') }); });
  await step('help', async () => { await page.keyboard.press('Escape'); await page.locator('[data-captures-grid]').focus(); await page.keyboard.press('?'); await page.getByRole('region', { name: 'Start here' }).waitFor(); await page.screenshot({ path: shot('help') }); });
  await step('help2', async () => { await page.screenshot({ path: shot('help2') }); await page.keyboard.press('Escape'); });
  await step('palette', async () => { await page.keyboard.press('Control+k'); await page.getByRole('combobox', { name: 'Command' }).waitFor(); await page.screenshot({ path: shot('palette0') }); await page.keyboard.type('stripe'); await page.waitForTimeout(600); await page.screenshot({ path: shot('palette1') }); await page.keyboard.press('Escape'); });
  for (const part of ['appearance', 'keys', 'notices', 'limits', 'tunnel', 'storage', 'about']) {
    await step('settings ' + part, async () => { await page.goto(`${app.cli.ready.control}/#/settings/${part}`); await page.getByRole('heading', { level: 2 }).first().waitFor(); await page.waitForTimeout(400); await page.screenshot({ path: shot('settings-' + part) }); });
  }
  await step('limit warn', async () => { await page.goto(`${app.cli.ready.control}/#/settings/limits`); for (let i = 0; i < 105; i++) await fetch(app.cli.ready.intake + '/x'); await page.getByLabel('Keep at most').fill('100'); await page.getByText(/would be deleted now/).waitFor(); await page.screenshot({ path: shot('limit-warn') }); });
  await step('notice', async () => {
    await page.goto(`${app.cli.ready.control}/#/settings/notices`);
    await page.getByRole('switch', { name: 'Answered 5xx' }).click();
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByLabel('Search', { exact: true }).fill('path:/needle');
    await page.screenshot({ path: shot('rule-form') });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Created “path:/needle”').waitFor();
    await fetch(app.cli.ready.intake + '/needle');
    await page.getByRole('button', { name: 'Notices, 1 unread one' }).waitFor();
    await page.screenshot({ path: shot('flag') });
    await page.getByRole('button', { name: 'Notices, 1 unread one' }).click();
    await page.getByRole('list', { name: 'Notices' }).waitFor();
    await page.screenshot({ path: shot('notices') });
  });
  console.log(app.problems);
}
await browser.close();
