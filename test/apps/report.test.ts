import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EJSON } from 'bson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportNote } from '../../preload/contract/apps.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

function writeApp(folder: string, files: Record<string, string | object>): string {
  const all = {
    'realm_config.json': { config_version: 20210101, name: 'old', app_id: 'old-abcde' },
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}
const hook = (service: string, source: string) => ({
  [`http_endpoints/${service}/config.json`]: { name: service, type: 'http', config: {} },
  [`http_endpoints/${service}/incoming_webhooks/hook/config.json`]: {
    name: 'hook',
    respond_result: true,
    options: { httpMethod: 'ANY', validationMethod: 'NO_VALIDATION' },
  },
  [`http_endpoints/${service}/incoming_webhooks/hook/source.js`]: source,
});
const inCode = (notes: readonly ImportNote[]): string[] =>
  notes
    .filter(({ line }) => line !== undefined)
    .map(({ path, line, kind, message }) => `${kind} ${path.split('/').at(-1)}:${line} ${message}`);

const SOURCE = `exports = async (payload) => {
  const axios = require('axios');
  const moment = require('moment/locale/de');
  const crypto = require('crypto'), fs = require('fs');
  const sms = context.services.get('sms');
  const web = context.services.get('web');
  await web.get({ url: context.values.get('url') });
  await web.fetch({});
  context.functions.execute('absent', 1);
  const docs = context.services.get('mongodb-atlas').db('a').collection('b').find({}).toArray();
  docs.forEach((one) => console.log(one));
  return new Promise.resolve(1);
};
`;

describe('the report of an import', () => {
  it('names what the code asks for and the app lacks, with file and line', async () => {
    using dir = tempDir();
    const directory = writeApp(dir.path, {
      ...hook('web', SOURCE),
      'functions/config.json': [{ name: 'broken' }],
      'functions/broken.js': 'exports = () => {\n  return ];\n};',
      'functions/node_modules/moment/package.json': { name: 'moment', version: '2.0.0' },
      '.DS_Store': 'x',
    });
    await using running = await startTestEngine();
    const { apps } = running.engine;
    const { report } = await apps.preview({ directory });
    expect(inCode(report.notes)).toEqual([
      'failed broken.js:2 It does not compile: Unexpected token.',
      'warning source.js:2 It requires the package axios, which is not installed. Install it under Functions.',
      'warning source.js:4 require("fs") loads, and fails where it is used: functions cannot use files.',
      'warning source.js:5 It uses the service “sms”, which the app does not have: services.get returns undefined.',
      'warning source.js:7 It uses the value “url”, which the app does not have: values.get returns undefined.',
      'warning source.js:8 It calls web.fetch(), which services of type http do not have here.',
      'warning source.js:9 It calls the function “absent”, which the app does not have: the call throws.',
      'warning source.js:10 It uses the service “mongodb-atlas”, which the app does not have: services.get returns undefined.',
      'warning source.js:10 toArray() returns a promise, but its result is used at once, as in 2017: add await.',
      'warning source.js:12 new Promise.resolve() throws, because it is not a constructor: remove new.',
    ]);
    const skipped = report.notes.filter(({ kind }) => kind === 'skipped').map(({ path }) => path);
    expect(skipped).toEqual(expect.arrayContaining(['.DS_Store', 'functions/node_modules']));

    const { app } = await apps.import({ directory, watch: false });
    const value = { name: 'url', value: '"http://a.test"', fromSecret: false };
    await running.engine.values.save({ appId: app.id, value, oldName: '', revision: null });
    const after = await apps.report({ appId: app.id });
    expect(inCode(after.notes).filter((one) => one.includes('“url”'))).toEqual([]);
    expect(inCode(after.notes)).toHaveLength(9);
  });

  it('names operators and sessions that are refused at run, in code and JSON, in the same words', async () => {
    using dir = tempDir();
    const source = `exports = async () => {
  const c = context.services.get('mongodb-atlas').db('a').collection('b');
  await c.find({ $where: 'this.a' }).toArray();
  await c.aggregate([{ $search: { text: 1 } }, { $match: { a: { $frobnicate: 1 } } }]).toArray();
  return render({ $mine: 1, at: { $date: 1 } });
};`;
    const session = `exports = () => context.services.get('mongodb-atlas').startSession();`;
    const directory = writeApp(dir.path, {
      ...hook('web', source),
      'functions/config.json': [{ name: 'session' }, { name: 'asks' }, { name: 'searches' }],
      'functions/session.js': session,
      'functions/asks.js': `exports = () => context.services.get('mongodb-atlas').db('a').collection('b').findOne({ $where: 'x' });`,
      'functions/searches.js': `exports = () => context.services.get('mongodb-atlas').db('a').collection('b').aggregate([{ $search: {} }]).toArray();`,
      'data_sources/mongodb-atlas/config.json': {
        name: 'mongodb-atlas',
        type: 'mongodb-atlas',
        config: {},
      },
      'data_sources/mongodb-atlas/a/b/rules.json':
        '{"database":"a","collection":"b","filters":[\n{"name":"f","apply_when":{},"query":{"$where":"x"}}]}',
      'triggers/t.json':
        '{"name":"t","type":"DATABASE","function_name":"asks",\n"config":{"match":{"a":{"$frob":1}}}}',
    });
    await using running = await startTestEngine();
    const { app, report } = await running.engine.apps.import({ directory, watch: false });
    const script = 'Operator $where is not available offline: use $expr.';
    const search =
      'Stage <$search> not available offline: it needs a search index of Atlas; use $text or $regex.';
    const sessions =
      'startSession: not available offline: sessions and transactions need a server. Each call is a transaction of its own here.';
    const unknown = (name: string): string =>
      `There is no operator ${name} in MongoDB’s language: the call is refused.`;
    expect(inCode(report.notes).toSorted()).toEqual(
      [
        `unsupported source.js:3 ${script}`,
        `unsupported source.js:4 ${search}`,
        `unsupported source.js:4 ${unknown('$frobnicate')}`,
        `unsupported session.js:1 ${sessions}`,
        `unsupported asks.js:1 ${script}`,
        `unsupported searches.js:1 ${search}`,
        `unsupported rules.json:2 ${script}`,
        `unsupported t.json:2 ${unknown('$frob')}`,
      ].toSorted(),
    );

    const failure = async (name: string): Promise<string> => {
      const { run } = await running.engine.functions.try({
        appId: app.id,
        of: { kind: 'function', name },
        source: null,
        sideEffects: 'record',
        captureId: null,
        args: '[]',
        userId: '',
      });
      return run?.error?.message ?? 'no failure';
    };
    const sentence = (text: string): string => text.replace(/\.$/, '').toLowerCase();
    expect((await failure('session')).toLowerCase()).toContain(sentence(sessions));
    expect((await failure('asks')).toLowerCase()).toContain(sentence(script));
    expect((await failure('searches')).toLowerCase()).toContain(sentence(search));
  });

  it('is of an app two folders down, too', async () => {
    using dir = tempDir();
    const folder = writeApp(join(dir.path, 'backend/stitch'), {});
    await using running = await startTestEngine();
    const { root } = await running.engine.apps.preview({ directory: dir.path });
    expect(root).toBe(folder);
  });

  it('tells of each trigger what would have fired it, and when next', async () => {
    using dir = tempDir();
    const directory = writeApp(dir.path, TRIGGERS);
    await using running = await startTestEngine();
    const { report } = await running.engine.apps.preview({ directory });
    const notes = report.notes.filter(({ path }) => path.startsWith('triggers/'));
    expect(notes.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
      'warning The trigger calls the function “absent”, which the app does not have.',
      expect.stringMatching(
        /^unsupported On the schedule 0 8 \* \* \* \(UTC\) it would call echo, next at \d{4}-\d\d-\d\dT08:00Z\. /,
      ),
      expect.stringMatching(/^unsupported On insert, update in shop\.orders it would call echo\. /),
    ]);
  });
});

const TRIGGERS = {
  'functions/config.json': [{ name: 'echo' }],
  'functions/echo.js': 'exports = (...args) => args;',
  'triggers/broken.json': {
    name: 'a-lost',
    type: 'SCHEDULED',
    function_name: 'absent',
    config: {},
  },
  'triggers/daily.json': {
    name: 'daily',
    type: 'SCHEDULED',
    config: { schedule: '0 8 * * *' },
    event_processors: { FUNCTION: { config: { function_name: 'echo' } } },
  },
  'triggers/orders.json': {
    name: 'orders',
    type: 'DATABASE',
    function_name: 'echo',
    config: {
      service_name: 'mongodb-atlas',
      database: 'shop',
      collection: 'orders',
      operation_types: ['INSERT', 'UPDATE'],
    },
  },
};

describe('a trigger', () => {
  it('runs its function now, with an event made of a document that is there', async () => {
    using dir = tempDir();
    await using running = await startTestEngine();
    const { apps, documents, triggers } = running.engine;
    const { app } = await apps.import({ directory: writeApp(dir.path, TRIGGERS), watch: false });
    const at = { appId: app.id, service: 'mongodb-atlas', database: 'shop', collection: 'orders' };
    await documents.insert({ ...at, documents: '{"_id":7,"n":1}' });
    const run = (name: string, event = '') =>
      triggers.run({ appId: app.id, name, sideEffects: 'record', event });
    const result = async (name: string, event = ''): Promise<unknown> =>
      EJSON.parse((await run(name, event)).trial.run?.result ?? 'null');

    expect(await result('orders')).toMatchObject([
      {
        operationType: 'insert',
        ns: { db: 'shop', coll: 'orders' },
        documentKey: { _id: 7 },
        fullDocument: { _id: 7, n: 1 },
      },
    ]);
    expect(await result('daily')).toEqual([]);
    expect(await result('orders', '{"mine":true}')).toEqual([{ mine: true }]);
    await expect(run('a-lost')).rejects.toMatchObject({ code: 'FUNCTION_NOT_FOUND' });
    await expect(run('nobody')).rejects.toMatchObject({ code: 'APP_INVALID' });
    expect(triggers.list({ appId: app.id }).map(({ name }) => name)).toEqual([
      'a-lost',
      'daily',
      'orders',
    ]);
  });
});

async function logsOf(running: TestEngine, source: string, offline = false) {
  using dir = tempDir();
  const { engine, url } = running;
  const directory = writeApp(dir.path, {
    ...hook('web', source),
    'data_sources/mongodb-atlas/config.json': {
      name: 'mongodb-atlas',
      type: 'mongodb-atlas',
      config: {},
    },
  });
  const { app } = await engine.apps.import({ directory, watch: false });
  const settings = { ...app.settings, offline };
  await engine.apps.saveSettings({ appId: app.id, settings });
  const reply = await fetch(`${url}/w/web/hook`);
  const text = await reply.text();
  const id = reply.headers.get('x-backstitch-capture-id') as never;
  // At once: it waits for the run.
  const run = await engine.functions.runOf({ id });
  const logs = run?.logs.map((line) => `${line.level} ${line.text.split('\n')[0]}`);
  return { logs, text, status: reply.status, calls: run?.hostCalls.map(({ mode }) => mode) };
}

const COLLECTION = 'const c = context.services.get("mongodb-atlas").db("a").collection("b");';
const NOBODY = 'error Nobody handles this rejection: Error: ';

describe('the log of a run', () => {
  // One for all: each brings its own function, and is asked about its own run.
  let running: TestEngine;
  beforeAll(async () => {
    running = await startTestEngine();
  });
  afterAll(() => running.stop());

  it.each([
    [
      'a write that nobody waits for',
      `exports = () => { ${COLLECTION} c.insertOne(7); return 1; };`,
    ],
    [
      'what then() makes of it',
      `exports = () => { ${COLLECTION} c.findOne({}).then(() => { throw new Error("x"); }); return 1; };`,
    ],
    [
      'an action without a promise in between',
      'exports = () => { context.http.get({ url: "nonsense" }).then(() => 1); return 1; };',
    ],
  ])('tells of a rejection that nobody handles: %s', async (_what, source) => {
    const { logs, status } = await logsOf(running, source);
    expect(logs).toHaveLength(1);
    expect(logs?.[0]).toMatch(/^error Nobody handles this rejection: /);
    expect(status).toBe(200);
  });

  it.each([
    `exports = () => { ${COLLECTION} return c.insertOne(7).catch(() => 1); };`,
    `exports = async () => { ${COLLECTION} try { await c.insertOne(7); } catch { return 1; } };`,
    `exports = async () => { ${COLLECTION} return Promise.allSettled([c.insertOne(7)]).then(() => 1); };`,
    `exports = () => { ${COLLECTION} return c.findOne({}).then(() => c.insertOne(7)).then(1).catch(() => 1); };`,
    `exports = () => { ${COLLECTION} return new Promise((r) => r(c.insertOne(7))).catch(() => 1); };`,
    `exports = async () => { ${COLLECTION} const p = c.insertOne(7); await c.count(); return p.then(0, () => 1); };`,
  ])('says nothing where somebody does: %s', async (source) => {
    expect(await logsOf(running, source)).toMatchObject({ logs: [], status: 200 });
  });

  it('is not fooled by a source that bends arrays and promises', async () => {
    const source = `Object.defineProperty(Array.prototype, 0, { set() { throw 1; } });
      Promise.prototype.then = null;
      exports = () => { ${COLLECTION} c.insertOne(7); return 1; };`;
    const { logs } = await logsOf(running, source);
    expect(logs?.[0]?.startsWith(NOBODY)).toBe(true);
  });

  it('tells that a returned value is dropped once response was told what to answer', async () => {
    const both = 'exports = (payload, response) => { response.setBody("a"); return 1; };';
    expect(await logsOf(running, both)).toMatchObject({
      text: 'a',
      logs: [expect.stringMatching(/^warn The function told response .* the value is dropped/)],
    });
    const one = 'exports = (payload, response) => { return response.setBody("a"); };';
    expect(await logsOf(running, one)).toMatchObject({ text: 'a', logs: [] });
  });

  it('tells which answers are invented, and marks the calls', async () => {
    const source =
      'exports = () => context.http.get({ url: "http://a.test/" }).then((r) => r.statusCode);';
    expect(await logsOf(running, source, true)).toMatchObject({
      calls: ['invented'],
      logs: ['warn context.http.get was not called, and no stub matches: the answer is invented.'],
    });
  });
});
