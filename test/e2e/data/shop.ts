import type { App } from '../../helpers/browser.ts';

export interface Shop {
  id: string;
  url: string;
  send: (body: unknown) => Promise<void>;
  /** Goes to an address of the page. */
  go: (hash: string) => Promise<void>;
}

/** An integration with three orders, two of them paid, and one of another type. */
export async function openShop(app: App): Promise<Shop> {
  const body = JSON.stringify({ name: 'My Shop', primaryKey: ['id'] });
  const made = await app.rest('/integrations', { method: 'POST', body });
  const { url, integration } = (await made.json()) as { url: string; integration: { id: string } };
  const send = async (record: unknown): Promise<void> => {
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(record),
    });
  };
  await send({ id: 1, state: 'new', cost: 1.5, order: { lines: [{ sku: 'A-1' }] } });
  await send({ id: 2, state: 'paid', cost: 'free' });
  await send({ id: 3, state: 'paid', cost: 2.5 });
  return {
    id: integration.id,
    url,
    send,
    go: (hash) => app.page.evaluate((to) => void (window.location.hash = to), hash),
  };
}
