import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const base = (app: App): string => `${app.cli.ready.intake}/api/client/v2.0/app/stationery-thrdx`;

async function login(app: App): Promise<{ status: number; token: string; id: string }> {
  const reply = await fetch(`${base(app)}/auth/providers/anon-user/login`, {
    method: 'POST',
    body: JSON.stringify({ options: { device: { appId: 'loom', platform: 'node' } } }),
  });
  const body = (await reply.json()) as { access_token?: string; user_id?: string };
  return { status: reply.status, token: body.access_token ?? '', id: body.user_id ?? '' };
}

async function importSample({ page }: App): Promise<void> {
  await page.getByRole('link', { name: 'Apps' }).click();
  await page.getByRole('button', { name: 'Try the sample app' }).click();
  await page.getByText('Five-minute tour').waitFor();
}

describe('the client API in the window', () => {
  it('is switched off and on, with its base URL and lines for each library', async () => {
    await using app = await openApp(browser);
    await importSample(app);
    const { page } = app;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByRole('tab', { name: 'Providers' }).click();
    // Escape closes a dialog while nothing is typed in its editors; Tab goes from one to the next.
    const setUp = page.getByRole('button', { name: 'Set up' });
    await setUp.click();
    const dialog = page.getByRole('dialog', { name: 'Custom JWT' });
    const editors = dialog.locator('.cm-content');
    await expect.poll(() => editors.count()).toBe(3);
    await editors.first().focus();
    await page.keyboard.press('Tab');
    await expect.poll(() => editors.nth(1).evaluate((one) => one.matches(':focus'))).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => setUp.evaluate((one) => one === document.activeElement)).toBe(true);
    // Once something is typed, the first Escape is for the editor.
    await setUp.click();
    await expect.poll(() => editors.count()).toBe(3);
    await editors.first().focus();
    await page.keyboard.insertText(' ');
    await page.keyboard.press('Escape');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const toggle = page.getByRole('switch', { name: 'Client API' });
    await toggle.scrollIntoViewIfNeeded();
    expect(await toggle.getAttribute('aria-checked')).toBe('true');
    expect((await login(app)).status).toBe(200);
    await page.getByRole('button', { name: 'Copy the base URL' }).click();
    const url = await page.evaluate(() => navigator.clipboard.readText());
    expect(url).toBe(app.cli.ready.intake.replace(/\/$/, ''));
    await page.getByRole('button', { name: 'Copy the lines for realm-web' }).click();
    const lines = await page.evaluate(() => navigator.clipboard.readText());
    expect(lines).toContain(`baseUrl: '${url}'`);
    expect(lines).toContain("id: 'stationery-thrdx'");

    await toggle.click();
    await page.getByRole('button', { name: 'Copy the base URL' }).waitFor({ state: 'detached' });
    expect((await login(app)).status).toBe(404);
    await toggle.click();
    await page.getByRole('button', { name: 'Copy the base URL' }).waitFor();
    expect((await login(app)).status).toBe(200);
    expect(app.problems).toEqual([]);
  });

  it('shows where a user is signed in, and signs them out everywhere', async () => {
    await using app = await openApp(browser);
    await importSample(app);
    const { token, id } = await login(app);
    const { page } = app;
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByRole('button', { name: new RegExp(id) }).click();
    await page.getByText('loom on node').waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('No sessions.').waitFor();
    const profile = await fetch(`${base(app)}/auth/profile`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(profile.status).toBe(401);
    expect(app.problems).toEqual([]);
  });

  it('explains on the capture why a call was denied', async () => {
    await using app = await openApp(browser);
    await importSample(app);
    const { token, id } = await login(app);
    const reply = await fetch(`${base(app)}/functions/call`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'find',
        service: 'mongodb-atlas',
        arguments: [{ database: 'shop', collection: 'orders', query: {} }],
      }),
    });
    expect(reply.status).toBe(403);
    const { page } = app;
    await page.getByRole('link', { name: 'Captures' }).first().click();
    await page.getByRole('row', { name: /functions\/call/ }).click();
    await page.getByRole('tab', { name: 'Checks' }).click();
    await page.getByRole('region', { name: 'Client call' }).waitFor();
    await page.getByText('Calls mongodb-atlas.find').waitFor();
    await page.getByText(id).first().waitFor();
    await page.getByText('there is no rule. Without one, users may call nothing.').waitFor();
    expect(app.problems).toEqual([]);
  });
});
