import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { openControl } from '../../main/control/listener.ts';
import { send } from '../control/harness.ts';
import { startSampleApp } from '../helpers/sample-app.ts';

const app = await startSampleApp(join(import.meta.dirname, '../fixtures/apps/mixed'));
const { appId } = app;
const control = await openControl({
  surface: app.engine,
  port: 0,
  staticDir: app.dataDir,
  log: pino({ level: 'silent' }),
});
afterAll(async () => {
  await control[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

async function ask(method: string, path: string, input: Record<string, unknown> = {}) {
  const inQuery = method === 'GET';
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const query = new URLSearchParams(input as Record<string, string>).toString();
  const headers = {
    authorization: `Bearer ${control.token}`,
    ...(hasBody && { 'content-type': 'application/json' }),
  };
  const { status, text } = await send(
    Number(new URL(control.url).port),
    `/api/v1${path}${inQuery ? `?${query}` : ''}`,
    { method, headers, ...(hasBody && { body: JSON.stringify(input) }) },
  );
  return { status, body: JSON.parse(text) };
}

const ofApp = `/apps/${appId}`;

const namesOf = (list: { name: string }[]): string[] => list.map(({ name }) => name);

const RUN_AS = {
  runAsSystem: null,
  runAsAuthedUser: false,
  runAsUserId: '',
  runAsUserIdScriptSource: '',
  fetchCustomUserData: false,
  createUserOnAuth: false,
};

describe('a script can save, see and remove', () => {
  it('services, rules, webhooks and their limits', async () => {
    const service = { name: 'by_script', type: 'http', config: '{}', secretConfig: {} };
    const saved = await ask('PUT', '/services', { appId, revision: null, oldName: '', service });
    expect(saved.status).toBe(200);

    const rule = { name: 'get', actions: ['get'], when: '' };
    const at = { appId, service: 'by_script' };
    const { revision } = saved.body;
    const ruled = await ask('PUT', '/services/rules', { ...at, revision, oldName: '', rule });
    expect(namesOf(ruled.body.rules)).toEqual(['get']);
    expect((await ask('DELETE', `${ofApp}/services/by_script/rules/get`)).body.rules).toEqual([]);
    const gone = await ask('DELETE', `${ofApp}/services/by_script/rules/get`);
    expect(gone).toMatchObject({ status: 422, body: { code: 'APP_INVALID' } });

    const webhook = {
      ...RUN_AS,
      name: 'hook',
      canEvaluate: '',
      httpMethod: 'POST',
      validation: 'NO_VALIDATION',
      secret: '',
      respondResult: true,
      disableArgLogs: false,
      source: 'exports = () => 1;',
    };
    await ask('PUT', '/webhooks', { ...at, webhook, oldName: '', revision: null });
    const { body: whole } = await ask('GET', '/webhooks/one', { ...at, webhook: 'hook' });
    const limits = { ...whole.limits, timeMs: 1234 };
    const limited = await ask('PUT', `${ofApp}/services/by_script/webhooks/hook/limits`, {
      ...at,
      webhook: 'hook',
      limits,
    });
    expect(limited.body.limits.timeMs).toBe(1234);
    const converted = await ask('POST', '/webhooks/convert', { ...at, webhook: 'hook' });
    expect(converted.body.route).toBe('/by_script/hook');
    expect((await ask('DELETE', `${ofApp}/services/by_script/webhooks/hook`)).body.removed).toBe(
      true,
    );
    expect((await ask('DELETE', `${ofApp}/services/by_script/webhooks/hook`)).status).toBe(404);

    expect((await ask('DELETE', `${ofApp}/services/by_script`)).body).toEqual({ removed: true });
    expect(namesOf((await ask('GET', '/services', { appId })).body)).not.toContain('by_script');
  });

  it('functions and their limits', async () => {
    const fn = {
      ...RUN_AS,
      name: 'by/script',
      private: false,
      canEvaluate: '',
      disableArgLogs: false,
      source: 'exports = () => 1;',
    };
    await ask('PUT', '/functions', { appId, function: fn, oldName: '', revision: null });
    const { body: whole } = await ask('GET', '/functions/one', { appId, name: 'by/script' });
    const limits = { ...whole.limits, timeMs: 1234 };
    const limited = await ask('PUT', `${ofApp}/functions/by%2Fscript/limits`, {
      appId,
      name: 'by/script',
      limits,
    });
    expect(limited.body.limits.timeMs).toBe(1234);
    expect((await ask('DELETE', `${ofApp}/functions/by%2Fscript`)).body.removed).toBe(true);
    expect((await ask('DELETE', `${ofApp}/functions/by%2Fscript`)).status).toBe(404);
  });

  it('values, stubs, users and their API keys', async () => {
    const value = { name: 'by_script', value: '{"a":1}', fromSecret: false };
    await ask('PUT', '/values', { appId, value, oldName: '', revision: null });
    const left = await ask('DELETE', `${ofApp}/values/by_script`);
    expect(namesOf(left.body)).not.toContain('by_script');
    expect((await ask('DELETE', `${ofApp}/values/by_script`)).status).toBe(422);

    const stub = { id: '', appId, service: '', action: 'get', match: '', answer: '{"a":1}' };
    const [kept] = (await ask('PUT', '/stubs', { stub })).body;
    expect((await ask('DELETE', `${ofApp}/stubs/${kept.id}`)).body).toEqual([]);

    const made = await ask('POST', '/users', { appId, kind: 'anonymous' });
    const { id } = made.body.user;
    const key = await ask('POST', `${ofApp}/users/${id}/api-keys`, { appId, name: 'ci' });
    expect(key.body.apiKey).not.toBe('');
    const [{ id: keyId }] = key.body.user.apiKeys;
    const after = await ask('DELETE', `${ofApp}/users/${id}/api-keys/${keyId}`);
    expect(after.body.apiKeys).toEqual([]);
  });

  it('authentication providers, in the files they lie in', async () => {
    const provider = {
      name: 'custom-token',
      type: 'custom-token',
      disabled: false,
      config: '{"audience":""}',
      secretConfig: '',
      metadataFields: '',
    };
    const saved = await ask('PUT', `/apps/${appId}/auth`, { provider });
    expect(namesOf(saved.body)).toContain('custom-token');
    for (const { name } of saved.body) {
      const left = await ask('DELETE', `${ofApp}/auth/${name}`);
      expect([left.status, namesOf(left.body).includes(name)]).toEqual([200, false]);
    }
    expect((await ask('GET', `/apps/${appId}/auth`)).body.providers).toEqual([]);
    expect((await ask('DELETE', `${ofApp}/auth/custom-token`)).status).toBe(422);
  });

  it('HTTPS endpoints, one at a time', async () => {
    const endpoint = {
      route: '/by-script',
      httpMethod: 'POST',
      functionName: 'f',
      validation: 'NO_VALIDATION',
      secretName: '',
      respondResult: true,
      fetchCustomUserData: false,
      createUserOnAuth: false,
      disabled: false,
      returnType: 'JSON',
    };
    const routes = (body: { httpMethod: string; route: string }[]): string[] =>
      body.map((one) => `${one.httpMethod} ${one.route}`);
    const before = routes((await ask('GET', '/https-endpoints', { appId })).body);
    const added = await ask('PUT', '/https-endpoints/one', { appId, endpoint });
    expect(routes(added.body)).toEqual([...before, 'POST /by-script']);
    const again = { ...endpoint, disabled: true };
    const changed = await ask('PUT', '/https-endpoints/one', { appId, endpoint: again });
    expect(routes(changed.body)).toEqual(routes(added.body));
    expect(changed.body.at(-1)).toMatchObject({ disabled: true });

    const old = { route: '/by-script', httpMethod: 'POST' };
    const moved = { ...endpoint, route: '/moved' };
    const renamed = await ask('PUT', '/https-endpoints/one', { appId, endpoint: moved, old });
    expect(routes(renamed.body)).toEqual([...before, 'POST /moved']);
    const lost = await ask('PUT', '/https-endpoints/one', { appId, endpoint: moved, old });
    expect(lost.body.message).toBe('There is no endpoint POST /by-script.');

    const gone = { appId, route: '/moved', httpMethod: 'POST' };
    expect(routes((await ask('POST', '/https-endpoints/remove', gone)).body)).toEqual(before);
    expect((await ask('POST', '/https-endpoints/remove', gone)).status).toBe(422);
  });

  it('documents: one, many, by query, and whole files', async () => {
    const at = { appId, service: 'mongodb-atlas', database: 'shop', collection: 'by_script' };
    const documents = '[{"_id":1,"n":1},{"_id":2,"n":1,"big":9007199254740993}]';
    expect((await ask('POST', '/documents', { ...at, documents })).body).toEqual({ inserted: 2 });
    const twice = await ask('POST', '/documents', { ...at, documents });
    expect(twice).toMatchObject({ status: 422, body: { code: 'DOCUMENTS_FAILED' } });

    const change = { query: '{"n":1}', update: '{"$inc":{"n":4}}' };
    const updated = await ask('POST', '/documents/update', { ...at, ...change, many: true });
    expect(updated.body).toEqual({ matched: 2, modified: 2, upsertedId: null });
    const upsert = { query: '{"_id":3}', update: '{"$set":{"n":0}}', upsert: true };
    const upserted = await ask('POST', '/documents/update', { ...at, ...upsert });
    expect(upserted.body.upsertedId).toContain('3');
    const broken = { query: '{}},"x":{', update: '{"$set":{"n":0}}' };
    expect(await ask('POST', '/documents/update', { ...at, ...broken })).toMatchObject({
      status: 422,
      body: { data: { field: 'query' } },
    });
    const everything = await ask('POST', '/documents/update', { ...at, update: '{"$unset":{}}' });
    expect(everything).toMatchObject({ status: 400, body: { data: { field: 'query' } } });

    const one = { document: '{"_id":3,"n":7}', isNew: false };
    expect((await ask('PUT', '/documents/one', { ...at, ...one })).status).toBe(200);
    const asked = { ...at, query: '{"n":{"$gte":5}}', format: 'ndjson' };
    expect((await ask('POST', '/documents/export', asked)).body).toEqual({
      text: '{"_id":1,"n":5}\n{"_id":2,"n":5,"big":9007199254740993}\n{"_id":3,"n":7}\n',
      count: 3,
    });
    expect((await ask('POST', '/documents/one/remove', { ...at, id: '1' })).body).toEqual({
      removed: true,
    });
    const csv = { ...at, format: 'csv', mode: 'replace', text: '_id,n\n2,0\n4,0\n' };
    expect((await ask('POST', '/documents/import', csv)).body).toEqual({
      inserted: 1,
      replaced: 1,
      removed: 0,
    });
    const gone = await ask('POST', '/documents/remove', { ...at, query: '{"n":0}', many: true });
    expect(gone.body).toEqual({ removed: 2 });
    const overview = await ask('GET', '/documents', { appId });
    expect(overview.body).toEqual([{ database: 'shop', collection: 'by_script', count: 1 }]);
  });

  it('an app, and bring it back', async () => {
    const { body } = await ask('POST', '/apps', { name: 'short-lived' });
    const { undo } = (await ask('DELETE', `/apps/${body.id}`)).body;
    expect((await ask('POST', '/app/undo-remove', { undo })).body.id).toBe(body.id);
  });
});
