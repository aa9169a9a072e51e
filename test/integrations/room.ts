import type { EngineOptions } from '../../main/engine/engine.ts';
import type { Integration, IntegrationRules } from '../../preload/contract/integrations.ts';
import { startTestEngine } from '../helpers/start-engine.ts';

export interface HookAnswer {
  status: number;
  text: string;
  headers: Headers;
  captureId: string;
}

/** An engine with one integration, and ways to send to it. */
export async function startIntegration(
  rules: Partial<IntegrationRules> = {},
  options: Partial<EngineOptions> = {},
) {
  const running = await startTestEngine(options);
  const { engine } = running;
  const known = engine.integrations.list()[0];
  const created =
    known === undefined
      ? await engine.integrations.create({
          name: 'My Shop',
          schema: '',
          existing: null,
          ...rules,
        })
      : { integration: known, url: '' };
  const { integration, url } = created;

  async function call(target: string, init: RequestInit = {}): Promise<HookAnswer> {
    const reply = await fetch(target, { method: 'POST', ...init });
    return {
      status: reply.status,
      text: await reply.text(),
      headers: reply.headers,
      captureId: reply.headers.get('x-backstitch-capture-id') ?? '',
    };
  }
  return {
    ...running,
    engine,
    integration,
    url,
    call,
    post: (body: string | Buffer, type: string | null = 'application/json', headers = {}) =>
      call(url, {
        body: new Uint8Array(Buffer.from(body)),
        headers: { ...(type !== null && { 'content-type': type }), ...headers },
      }),
    loaded: () => engine.loadingIdle(integration.id),
    get: (): Integration => engine.integrations.get({ id: integration.id }),
    rows: async (table = 'data') => {
      await engine.loadingIdle(integration.id);
      const page = await engine.integrations.rows({
        id: integration.id,
        table,
        order: '_sdc_sequence',
        descending: false,
        filter: '',
        limit: 500,
        offset: 0,
      });
      const payload = page.columns
        .map((column, at) => ({ column, at }))
        .filter(({ column }) => column.base !== null);
      return {
        ...page,
        names: payload.map(({ column }) => column.name),
        values: page.rows.map((row) => payload.map(({ at }) => row[at])),
      };
    },
    rejects: async () => {
      await engine.loadingIdle(integration.id);
      return engine.integrations.rejects({ id: integration.id, limit: 100 });
    },
  };
}
