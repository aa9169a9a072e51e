import { execFile } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openControl } from '../../main/control/listener.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const MODULES = join(import.meta.dirname, '../../node_modules');
const GENERATOR = join(import.meta.dirname, '../generated-client/node_modules');

/** As somebody would use the client that was made for them. */
const USE = `
  import createClient from 'openapi-fetch';
  import type { paths } from './client.d.ts';

  const { CONTROL = '', TOKEN = '' } = process.env;
  const headers = { Authorization: 'Bearer ' + TOKEN };
  const client = createClient<paths>({ baseUrl: CONTROL + '/api/v1', headers });

  const { data } = await client.GET('/captures', { params: { query: { search: 'path:/orders' } } });
  const [order] = data?.items ?? [];
  const id: string = order?.id ?? '';
  const path = { id };
  await client.PUT('/captures/{id}/note', { params: { path }, body: { note: 'read' } });
  const detail = await client.GET('/captures/{id}', { params: { path } });
  const refused = await client.GET('/captures/{id}', { params: { path: { id: 'nothing' } } });
  // @ts-expect-error: there is no such field.
  const nothing: unknown = order?.serach;
  // @ts-expect-error: there is no such route.
  const nowhere = () => client.GET('/capture', {});
  void [nothing, nowhere];
  const status: number = refused.response.status;
  console.log(JSON.stringify([detail.data?.target, detail.data?.note, status]));`;

it('a client that openapi-typescript makes of the document is typed, and works', async () => {
  using dir = tempDir();
  await using t = await startTestEngine();
  const log = pino({ level: 'silent' });
  await using control = await openControl({
    surface: t.engine,
    sessions: t.engine.sessionBook,
    port: 0,
    staticDir: dir.path,
    log,
  });
  const authorization = `Bearer ${control.token}`;
  const document = await fetch(`${control.url}/api/v1/openapi.json`, {
    headers: { authorization },
  });
  writeFileSync(join(dir.path, 'openapi.json'), await document.text());
  symlinkSync(MODULES, join(dir.path, 'node_modules'));
  writeFileSync(join(dir.path, 'package.json'), '{"type":"module"}');
  writeFileSync(join(dir.path, 'use.ts'), USE);
  const run = async (...args: string[]): Promise<string> => {
    const env = { ...process.env, CONTROL: control.url, TOKEN: control.token };
    return (await promisify(execFile)(process.execPath, args, { cwd: dir.path, env })).stdout;
  };

  await run(join(GENERATOR, 'openapi-typescript/bin/cli.js'), 'openapi.json', '-o', 'client.d.ts');
  const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024'];
  const how = ['--allowImportingTsExtensions', '--types', 'node', '--skipLibCheck'];
  await run(join(MODULES, 'typescript/bin/tsc'), ...strict, ...how, 'use.ts');
  await fetch(`${t.url}/orders`, { method: 'POST', body: 'x' });
  await t.captures(1);
  expect(JSON.parse(await run('use.ts'))).toEqual(['/orders', 'read', 404]);
});
