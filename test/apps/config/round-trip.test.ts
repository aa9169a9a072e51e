import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFiles } from '../../../main/apps/config/changes.ts';
import { saveValue } from '../../../main/apps/config/edits/data-edits.ts';
import { saveEndpoints } from '../../../main/apps/config/edits/endpoint-edits.ts';
import { removeFunction, saveFunction } from '../../../main/apps/config/edits/function-edits.ts';
import {
  removeRule,
  saveRule,
  saveService,
} from '../../../main/apps/config/edits/service-edits.ts';
import { removeWebhook, saveWebhook } from '../../../main/apps/config/edits/webhook-edits.ts';
import { redacted, writeDirectory, writeZip } from '../../../main/apps/config/export-app.ts';
import { readSource, readZip } from '../../../main/apps/config/import-source.ts';
import { readApp } from '../../../main/apps/config/reading/read-app.ts';
import type { AppFiles } from '../../../main/apps/config/app-files.ts';
import { SAMPLE } from '../../helpers/sample-app.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/apps');
const apps = [SAMPLE, ...readdirSync(FIXTURES).map((name) => join(FIXTURES, name))];
const filesOf = async (path: string): Promise<AppFiles> => (await readSource(path)).files;
const changed = (before: AppFiles, after: AppFiles): string[] =>
  compareFiles(before, after)
    .filter(({ change }) => change !== 'same')
    .map(({ path, change }) => `${change} ${path}`);

describe.each(apps)('%s', (path) => {
  it('comes back byte for byte after an import, an export and an import', async () => {
    using dir = tempDir();
    const files = await filesOf(path);
    await writeDirectory(files, join(dir.path, 'out'), false);
    expect(changed(files, await filesOf(join(dir.path, 'out')))).toEqual([]);
    expect(changed(files, readZip(writeZip(files), 'x.zip').files)).toEqual([]);
  });

  it('is not changed by saving everything as it is', async () => {
    const files = await filesOf(path);
    const { model } = readApp(files);
    let saved = files;
    for (const service of model.services) {
      saved = saveService(service, service.name)(saved);
      for (const rule of service.rules) saved = saveRule(service.name, rule, rule.name)(saved);
      for (const webhook of service.webhooks) {
        if (webhook.problem === null)
          saved = saveWebhook(service.name, webhook, webhook.name)(saved);
      }
    }
    for (const fn of model.functions)
      if (fn.problem === null) saved = saveFunction(fn, fn.name)(saved);
    for (const value of model.values) saved = saveValue(value, value.name)(saved);
    if (model.endpoints.length > 0) saved = saveEndpoints(model.endpoints)(saved);
    expect(changed(files, saved)).toEqual([]);
  });

  it('reads back what was edited, and keeps every other file', async () => {
    const files = await filesOf(path);
    const service = readApp(files).model.services.find((one) => one.webhooks.length > 0);
    const [webhook] = service?.webhooks ?? [];
    if (service === undefined || webhook === undefined)
      throw new Error('a fixture without a webhook');
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (source, respondResult) => {
        const saved = saveWebhook(
          service.name,
          { ...webhook, source, respondResult },
          webhook.name,
        )(files);
        const found = readApp(saved)
          .model.services.find((one) => one.name === service.name)
          ?.webhooks.find((one) => one.name === webhook.name);
        expect(found).toMatchObject({ source, respondResult, name: webhook.name });
        expect(changed(files, saved).length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 20 },
    );
  });
});

describe('edits', () => {
  it('renames a webhook with its folder, changes one field in place, and removes it', async () => {
    const files = await filesOf(SAMPLE);
    const orders = readApp(files).model.services.find((one) => one.name === 'orders');
    const place = orders?.webhooks.find((one) => one.name === 'place');
    if (place === undefined) throw new Error('no place');
    const renamed = saveWebhook('orders', { ...place, name: 'take' }, 'place')(files);
    const folder = 'http_endpoints/orders/incoming_webhooks';
    expect(changed(files, renamed)).toEqual([
      `removed ${folder}/place/config.json`,
      `removed ${folder}/place/source.js`,
      `added ${folder}/take/config.json`,
      `added ${folder}/take/source.js`,
    ]);
    const closed = saveWebhook('orders', { ...place, respondResult: false }, 'place')(files);
    const before = files.get(`${folder}/place/config.json`)?.toString();
    expect(closed.get(`${folder}/place/config.json`)?.toString()).toBe(
      before?.replace('"respond_result": true', '"respond_result": false'),
    );
    expect(changed(files, removeWebhook('orders', 'place')(files))).toHaveLength(2);
  });

  it('keeps digits, unknown keys and their order', async () => {
    const files = new Map(await filesOf(SAMPLE));
    const path = 'values/prices.json';
    files.set(
      path,
      Buffer.from(
        '{\n  "zzz": 1.0,\n  "name": "prices",\n  "value": 12345678901234567890,\n  "from_secret": false\n}',
      ),
    );
    const saved = saveValue({ name: 'prices', value: '1.50', fromSecret: false }, 'prices')(files);
    expect(saved.get(path)?.toString()).toBe(
      '{\n  "zzz": 1.0,\n  "name": "prices",\n  "value": 1.50,\n  "from_secret": false\n}',
    );
  });

  it('adds and removes rules, functions and endpoints', async () => {
    const files = await filesOf(SAMPLE);
    const rule = { name: 'fresh', actions: ['get'], when: '{"%%user.id": "x"}' };
    const ruled = saveRule('orders', rule, '')(files);
    expect(readApp(ruled).model.services.find((s) => s.name === 'orders')?.rules).toContainEqual(
      rule,
    );
    expect(changed(files, removeRule('orders', 'fresh')(ruled))).toEqual([]);
    const [first] = readApp(files).model.functions;
    if (first === undefined) throw new Error('no function');
    const added = saveFunction({ ...first, name: 'fresh', source: 'exports = 1' }, '')(files);
    expect(changed(files, added)).toEqual([
      'changed functions/config.json',
      'added functions/fresh.js',
    ]);
    const names = (model: AppFiles): string[] =>
      readApp(model).model.functions.map((fn) => fn.name);
    expect(names(removeFunction('fresh')(added))).toEqual(names(files));
  });

  it('refuses names that are taken or no names', async () => {
    const files = await filesOf(SAMPLE);
    const service = { name: 'sms', type: 'http', config: '{}', secretConfig: {} };
    expect(() => saveService(service, '')(files)).toThrow(/already/);
    expect(() => saveService({ ...service, name: 'a b' }, '')(files)).toThrow(/letters/);
    const [fn] = readApp(files).model.functions;
    if (fn === undefined) throw new Error('no function');
    expect(() => saveFunction({ ...fn, name: '../evil' }, '')(files)).toThrow(/letters/);
  });

  it('redacts the secrets of webhooks and nothing else', async () => {
    const files = await filesOf(SAMPLE);
    const clean = redacted(files);
    expect(Buffer.concat([...clean.values()]).toString()).not.toContain('needle-and-thread');
    expect(changed(files, clean)).toHaveLength(3);
  });
});

describe('what is wrong with a directory', () => {
  it('is said of the part it is in, while the rest is read', async () => {
    const files = new Map(await filesOf(SAMPLE));
    files.set('values/prices.json', Buffer.from('{ "name": '));
    files.delete('http_endpoints/orders/incoming_webhooks/list/source.js');
    files.set(
      'services/twin/config.json',
      Buffer.from('{"name":"orders","type":"http","config":{}}'),
    );
    files.set('services/empty/config.json', Buffer.from(''));
    const { model, report } = readApp(files);
    const failed = report.notes.filter((note) => note.kind === 'failed').map((note) => note.path);
    expect(failed.sort()).toEqual([
      'http_endpoints/orders/config.json',
      'http_endpoints/orders/incoming_webhooks/list/source.js',
      'values/prices.json',
    ]);
    expect(model.values.map((value) => value.name)).toEqual(['staff', 'supplierToken']);
  });

  it('bears a BOM, comments, and keys that stand twice', () => {
    const files = new Map([
      [
        'realm_config.json',
        Buffer.from('\uFEFF{ // the app\n "name": "a", "name": "b", "config_version": 20210101 }'),
      ],
    ]);
    expect(readApp(files).model.name).toBe('b');
  });

  it('finds the root above and below, offers a choice, and follows no link', async () => {
    using dir = tempDir();
    await writeDirectory(await filesOf(SAMPLE), join(dir.path, 'all/one'), false);
    expect((await readSource(join(dir.path, 'all'))).root).toContain('one');
    expect((await readSource(join(dir.path, 'all/one/functions/audit'))).root).toMatch(/one$/);
    await writeDirectory(await filesOf(SAMPLE), join(dir.path, 'all/two'), false);
    expect((await readSource(join(dir.path, 'all'))).choices).toHaveLength(2);
    symlinkSync('/etc', join(dir.path, 'all/one/etc'));
    const { files, refused } = await readSource(join(dir.path, 'all/one'));
    expect(refused).toEqual([{ path: 'etc', message: 'links are not followed' }]);
    expect([...files.keys()].some((path) => path.startsWith('etc'))).toBe(false);
  });

  it('is named: no app, no folder, names that differ by case only', async () => {
    using dir = tempDir();
    await expect(readSource(dir.path)).rejects.toThrow(/There is no app in/);
    await expect(readSource(join(dir.path, 'none'))).rejects.toThrow(/does not exist/);
    mkdirSync(join(dir.path, 'values'));
    writeFileSync(join(dir.path, 'realm_config.json'), '{"config_version":20210101}');
    writeFileSync(join(dir.path, 'values/a.json'), '{}');
    writeFileSync(join(dir.path, 'values/A.json'), '{}');
    await expect(readSource(dir.path)).rejects.toThrow(/differ only in case/);
  });

  it('keeps an export from writing over something by mistake', async () => {
    using dir = tempDir();
    writeFileSync(join(dir.path, 'mine.txt'), 'mine');
    const files = await filesOf(SAMPLE);
    await expect(writeDirectory(files, dir.path, false)).rejects.toThrow(/not empty/);
    await writeDirectory(files, dir.path, true);
    expect(readFileSync(join(dir.path, 'mine.txt'), 'utf8')).toBe('mine');
  });
});
