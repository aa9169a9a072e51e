import type { Locator, Page } from 'playwright-core';
import type { App } from '../../helpers/browser.ts';

const REPLY = {
  status: 200,
  headers: [],
  bodyKind: 'json',
  body: '{"ok":true}',
  delayMs: 0,
  failFirst: { count: 0, status: 500 },
};

/** Makes endpoints that take the path of their name in lower case. */
export async function makeEndpoints(app: App, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = `/${name.toLowerCase().replaceAll(' ', '-')}`;
    const body = JSON.stringify({ name, enabled: true, path, methods: [], reply: REPLY });
    const made = await app.rest('/endpoints', { method: 'POST', body });
    if (!made.ok) throw new Error(await made.text());
  }
}

/** The row of an endpoint, by its whole name. */
export const endpointRow = (page: Page, name: string): Locator =>
  page
    .getByRole('grid', { name: 'Endpoints' })
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell').getByText(name, { exact: true }) });

export const panelOf = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: `Endpoint ${name}`, exact: true });
