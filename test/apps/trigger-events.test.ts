import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EJSON } from 'bson';
import { expect, it } from 'vitest';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const PLACE = { service_name: 'mongodb-atlas', database: 'shop', collection: 'orders' };
const trigger = (name: string, operation: string, config: object = {}): [string, object] => [
  `triggers/${name}.json`,
  {
    name,
    type: 'DATABASE',
    function_name: 'echo',
    config: { ...PLACE, operation_types: [operation], ...config },
  },
];

it('makes the event of a change: what it shows, what was updated, and whether its match lets it through', async () => {
  using dir = tempDir();
  const both = { full_document: true, full_document_before_change: true };
  const files = new Map<string, string | object>([
    ['realm_config.json', { config_version: 20210101, name: 'old', app_id: 'old-abcde' }],
    ['functions/config.json', [{ name: 'echo' }]],
    ['functions/echo.js', 'exports = (event) => event;'],
    trigger('plain', 'UPDATE'),
    trigger('both', 'UPDATE', both),
    trigger('gone', 'DELETE', both),
    trigger('put', 'REPLACE'),
    trigger('paid', 'UPDATE', { match: { 'updateDescription.updatedFields.state': 'paid' } }),
    trigger('shown', 'INSERT', { project: { operationType: 1 } }),
    trigger('wrong', 'INSERT', { match: { a: { $frobnicate: 1 } } }),
  ]);
  for (const [path, content] of files) {
    mkdirSync(join(dir.path, path, '..'), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(dir.path, path), text);
  }
  await using running = await startTestEngine();
  const { apps, documents, triggers } = running.engine;
  const { app, report } = await apps.import({ directory: dir.path, watch: false });
  const at = { appId: app.id, service: 'mongodb-atlas', database: 'shop', collection: 'orders' };
  const stored = { _id: 7, l: [1, 2], state: 'new' };
  await documents.insert({ ...at, documents: JSON.stringify(stored) });

  const run = async (name: string, update: object | string = '', event = '') => {
    const ran = await triggers.run({
      appId: app.id,
      name,
      sideEffects: 'record',
      event,
      update: typeof update === 'string' ? update : JSON.stringify(update),
    });
    return {
      matches: ran.matches,
      event: EJSON.parse(ran.event ?? 'null') as Record<string, unknown>,
      result: EJSON.parse(ran.trial.run?.result ?? 'null') as unknown,
    };
  };

  const update = { $set: { state: 'paid', 'l.1': 5 }, $push: { m: 1 } };
  const description = {
    updatedFields: { 'l.1': 5, state: 'paid', m: [1] },
    removedFields: [],
    truncatedArrays: [],
  };
  const after = { _id: 7, l: [1, 5], state: 'paid', m: [1] };

  const plain = await run('plain', update);
  expect(plain.event).toMatchObject({
    operationType: 'update',
    documentKey: { _id: 7 },
    updateDescription: description,
  });
  expect(Object.keys(plain.event)).not.toContain('fullDocument');
  expect(plain.result).toEqual(plain.event);
  expect((await run('both', update)).event).toMatchObject({
    fullDocument: after,
    fullDocumentBeforeChange: stored,
    updateDescription: description,
  });

  const replaced = await run('both', { state: 'other' });
  expect(replaced.event).toMatchObject({
    operationType: 'replace',
    fullDocument: { _id: 7, state: 'other' },
    fullDocumentBeforeChange: stored,
  });
  expect(Object.keys(replaced.event)).not.toContain('updateDescription');
  expect((await run('put')).event).toMatchObject({
    operationType: 'replace',
    fullDocument: stored,
  });

  const gone = await run('gone');
  expect(gone.event).toMatchObject({ operationType: 'delete', fullDocumentBeforeChange: stored });
  expect(Object.keys(gone.event)).not.toContain('fullDocument');

  expect(await run('paid', update)).toMatchObject({ matches: true });
  expect(await run('paid', { $set: { state: 'lost' } })).toMatchObject({ matches: false });
  expect((await run('shown')).event).toEqual({ _id: expect.anything(), operationType: 'insert' });

  await expect(run('wrong')).rejects.toThrow('unknown operator: $frobnicate');
  await expect(run('paid', { $frobnicate: { a: 1 } })).rejects.toThrow('Unknown modifier');
  await expect(run('paid', '{')).rejects.toMatchObject({ code: 'APP_INVALID' });
  const intruder = '{}]}},{"$out":"orders"},{"$match":{"a":[1';
  await expect(run('paid', '', intruder)).rejects.toMatchObject({ code: 'APP_INVALID' });

  // All of these were dry runs.
  const { items } = await documents.read({ ...at, query: '', skip: 0, limit: 5 });
  expect(items.map((item) => EJSON.parse(item) as unknown)).toEqual([stored]);
  expect(report.notes.find(({ path }) => path === 'triggers/paid.json')?.message).toContain(
    'On update in shop.orders that matches {"updateDescription.updatedFields.state":"paid"} it would call echo.',
  );
});
