import type { EngineOptions } from '../../main/engine/engine.ts';
import type { Integration, IntegrationRules } from '../../preload/contract/integrations.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';

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
  const known = running.engine.integrations.list()[0];
  const created =
    known === undefined ? await create(running, rules) : { integration: known, url: '' };
  return { ...running, ...withIntegration(running, created) };
}

/** An engine for a whole file, where each test has an integration of its own. */
export async function startIntegrations() {
  const running = await startTestEngine();
  let made = 0;
  return {
    ...running,
    async open(rules: Partial<IntegrationRules> = {}) {
      made += 1;
      return withIntegration(running, await create(running, { name: `Shop ${made}`, ...rules }));
    },
  };
}

const create = ({ engine }: TestEngine, rules: Partial<IntegrationRules> & { name?: string }) =>
  engine.integrations.create({ name: 'My Shop', schema: '', existing: null, ...rules });

function withIntegration(
  { engine }: TestEngine,
  { integration, url }: { integration: Integration; url: string },
) {
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
