import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as Realm from 'realm-web';
import { afterAll } from 'vitest';
import type { EngineOptions } from '../../../main/engine/engine.ts';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { ClientCallDetail } from '../../../preload/contract/apps/client-api.ts';
import { startTestEngine, type TestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';

// The vendor's library for Node is CommonJS, and tells its types by its own folder.
const require = createRequire(import.meta.url);
export const Stitch =
  require('mongodb-stitch-server-sdk') as typeof import('mongodb-stitch-server-sdk');

export type Files = Record<string, unknown>;

const fn = (name: string, source: string, config: Record<string, unknown> = {}): Files => ({
  [`functions/${name}/config.json`]: { name, private: false, ...config },
  [`functions/${name}/source.js`]: source,
});

const provider = (type: string, more: Record<string, unknown> = {}): Files => ({
  [`auth_providers/${type}.json`]: { name: type, type, disabled: false, ...more },
});

export const JWT_SECRET = 'a-signing-key-of-the-shop-0123456789abcdef';

const OWNER = {
  apply_when: { owner: '%%user.id' },
  read: true,
  write: true,
  insert: true,
  delete: true,
};

/** An app with everything that a client may ask for. A file that is null is left out. */
export function shopFiles(more: Files = {}): Files {
  const files: Files = {
    'config.json': { config_version: 20200603, app_id: 'shop-abcde', name: 'shop', security: {} },
    ...provider('anon-user'),
    ...provider('api-key'),
    ...provider('local-userpass', {
      config: {
        autoConfirm: false,
        emailConfirmationUrl: 'http://shop.test/confirm',
        resetPasswordUrl: 'http://shop.test/reset',
        confirmEmailSubject: 'Welcome to the shop',
      },
    }),
    ...provider('custom-token', {
      config: { signingAlgorithm: 'HS256', audience: [] },
      secret_config: { signingKeys: ['jwtKey'] },
      metadata_fields: [{ required: false, name: 'nick', field_name: 'nick' }],
    }),
    ...provider('custom-function', { config: { authFunctionName: 'signIn' } }),
    ...provider('oauth2-google', { config: { clientId: 'x' } }),
    ...fn('sum', 'exports = (a, b) => a + b;'),
    ...fn(
      'whoami',
      'exports = () => ({ id: context.user.id, system: context.runningAsSystem() });',
    ),
    ...fn(
      'whoamiSystem',
      'exports = () => ({ id: context.user.id, system: context.runningAsSystem() });',
      {
        run_as_system: true,
      },
    ),
    ...fn('hidden', 'exports = () => 1;', { private: true }),
    ...fn('adults', 'exports = () => 1;', { can_evaluate: { '%%user.data.age': { '%gte': 18 } } }),
    ...fn('fails', "exports = () => { throw new Error('no stock left'); };"),
    ...fn('nothing', 'exports = () => {};'),
    ...fn(
      'signIn',
      "exports = ({ name }) => { if (!name) throw new Error('no name'); return `fn-${name}`; };",
      {
        private: true,
      },
    ),
    ...fn(
      'mine',
      "exports = () => context.services.get('mongodb-atlas').db('shop').collection('notes').find({}).toArray();",
    ),
    ...fn('isOwner', 'exports = (id) => context.user.id === id;', { private: true }),
    'services/web/config.json': { name: 'web', type: 'http', config: {}, version: 1 },
    'services/phones/config.json': {
      name: 'phones',
      type: 'gcm',
      config: { senderId: '1' },
      secret_config: { apiKey: 'fcm' },
      version: 1,
    },
    'services/sms/config.json': {
      name: 'sms',
      type: 'twilio',
      config: { sid: 'AC1' },
      secret_config: { auth_token: 'twilioToken' },
      version: 1,
    },
    'services/mongodb-atlas/config.json': {
      name: 'mongodb-atlas',
      type: 'mongodb-atlas',
      config: { clusterName: 'Cluster0' },
      version: 1,
    },
    'services/mongodb-atlas/rules/shop.notes.json': {
      database: 'shop',
      collection: 'notes',
      roles: [{ name: 'owner', ...OWNER }],
    },
    ...more,
  };
  return Object.fromEntries(Object.entries(files).filter(([, content]) => content !== null));
}

export const rule = (
  name: string,
  roles: readonly Record<string, unknown>[],
  filters: readonly Record<string, unknown>[] = [],
): Files => ({
  [`services/mongodb-atlas/rules/shop.${name}.json`]: {
    database: 'shop',
    collection: name,
    roles,
    filters,
  },
});

export interface Shop extends AsyncDisposable {
  running: TestEngine;
  engine: TestEngine['engine'];
  url: string;
  appId: AppId;
  clientAppId: string;
  /** Where its files were imported from. */
  directory: string;
  /** Below the app. */
  base: string;
  /** Takes the files in again, as an import would. */
  change(more: Files): Promise<void>;
  /** A raw call below the app; a body that is no text is JSON. */
  call(
    method: string,
    path: string,
    options?: { body?: unknown; token?: string; headers?: Record<string, string> },
  ): Promise<Reply>;
  /** Why a call was answered as it was; waits until it is recorded. */
  why(captureId: string): Promise<ClientCallDetail>;
  realm(): Realm.App;
  stitch(): import('mongodb-stitch-server-sdk').StitchAppClient;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
  captureId: string;
}

function write(dir: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 4));
  }
}

let clients = 0;
/** Libraries remember users by the id of their app, in one place for the whole process. */
let shops = 0;

/** An engine that serves the shop. Secrets are set, the client API is on. */
export async function startShop(
  more: Files = {},
  options: Partial<EngineOptions> = {},
): Promise<Shop> {
  const running = await startTestEngine(options);
  return openShop(running, more, () => running[Symbol.asyncDispose]());
}

/**
 * Shops that share one engine, each an app of its own with its own users and documents: its
 * processes start once for the file. Whoever gives options of an engine gets one of their own.
 */
export function shopsOfOneEngine(): typeof startShop {
  let running: Promise<TestEngine> | undefined;
  afterAll(async () => (await running)?.[Symbol.asyncDispose]());
  return async (more?: Files, options?: Partial<EngineOptions>) => {
    if (options !== undefined) return startShop(more, options);
    running ??= startTestEngine();
    return openShop(await running, more ?? {}, async () => {});
  };
}

async function openShop(
  running: TestEngine,
  more: Files,
  end: () => PromiseLike<void>,
): Promise<Shop> {
  const dir = tempDir();
  shops += 1;
  const clientAppId = `shop-${process.pid}-${shops}`;
  const root = { config_version: 20200603, app_id: clientAppId, name: 'shop', security: {} };
  write(dir.path, shopFiles({ 'config.json': root, ...more }));
  const { engine, url } = running;
  const { app } = await engine.apps.import({ directory: dir.path, watch: false });
  await engine.secrets.put({ appId: app.id, name: 'jwtKey', value: JWT_SECRET });
  await engine.clientApi.set({ appId: app.id, on: true });
  const base = `${url}/api/client/v2.0/app/${clientAppId}`;
  const closing: (() => void)[] = [];
  return {
    running,
    engine,
    url,
    appId: app.id,
    clientAppId,
    directory: dir.path,
    base,
    async change(files) {
      write(dir.path, files);
      await engine.apps.import({ directory: dir.path, watch: false });
    },
    async call(method, path, { body, token, headers = {} } = {}) {
      const at = path.startsWith('/api/') ? `${url}${path}` : `${base}/${path}`;
      const reply = await fetch(at, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await reply.text();
      return {
        status: reply.status,
        headers: reply.headers,
        text,
        json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
        captureId: reply.headers.get('x-backstitch-capture-id') ?? '',
      };
    },
    why: (captureId) =>
      until(() => {
        const capture = engine.captures.get({ id: captureId as never });
        const detail = engine.clientApi.outcomeOf({ id: captureId as never });
        return capture.durationMs !== null && (detail ?? undefined);
      }, `no call was recorded for ${captureId}`),
    realm: () => new Realm.App({ id: clientAppId, baseUrl: url }),
    stitch() {
      clients += 1;
      const folder = join(dir.path, `.stitch-${clients}`);
      mkdirSync(folder);
      const config = new Stitch.StitchAppClientConfiguration.Builder()
        .withBaseUrl(url)
        .withDataDirectory(folder)
        .build();
      // It keeps one client for each app: another device does not match.
      Stitch.Stitch.clearApps();
      const client = Stitch.Stitch.initializeAppClient(clientAppId, config);
      closing.push(() => {
        client.close();
        Stitch.Stitch.clearApps();
      });
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const close of closing) close();
      await end();
      dir[Symbol.dispose]();
    },
  };
}

export const { Credentials } = Realm;

/** The newest mail in the outbox, with the token it would have carried. */
export function lastMail(shop: Shop): {
  to: string;
  text: string;
  link: string;
  token: string;
  tokenId: string;
} {
  const [mail] = shop.engine.services.outbox({ appId: shop.appId, limit: 1 }).items;
  if (mail === undefined) throw new Error('nothing was mailed');
  const args = JSON.parse(mail.args) as { token: string; tokenId: string; link: string };
  return { to: mail.to, text: mail.text, ...args };
}
