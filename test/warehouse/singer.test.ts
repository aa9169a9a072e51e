import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { startIntegration } from '../integrations/room.ts';

type Message = Record<string, unknown> & { type: string };

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`A target would refuse this: ${what}`);
}

interface Schema {
  properties: Record<string, { type: string[] }>;
}

function checkSchema(message: Message): Schema {
  const schema = message['schema'] as Schema;
  const fields = Object.keys(message).toSorted().join();
  must(fields === 'key_properties,schema,stream,type', `fields ${fields}`);
  for (const key of message['key_properties'] as string[]) {
    must(schema.properties[key]?.type.includes('null') === false, `key ${key}`);
  }
  return schema;
}

function checkRecord(message: Message, schema: Schema | undefined, keys: readonly string[]): void {
  must(schema !== undefined, 'a record before its schema');
  const record = message['record'] as Record<string, unknown>;
  for (const key of keys) must(record[key] !== null && record[key] !== undefined, `no key ${key}`);
  must(
    /^\d{4}-.*(?:Z|[+-]\d\d:\d\d)$/.test(String(message['time_extracted'])),
    'a time without its offset',
  );
  for (const [name, value] of Object.entries(message['record'] as Record<string, unknown>)) {
    const types = schema?.properties[name]?.type ?? [];
    must(types.includes(typeName(value)), `${name}: ${typeName(value)} is not of ${types.join()}`);
  }
}

/** Formats as targets read them; what has another one is an error of the schema. */
const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  'singer.decimal': /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/,
};

/** A judge who is not ours: targets check records by a JSON Schema library, too. */
function judgeOf(schema: Schema, keys: readonly string[]): ValidateFunction {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true, formats: FORMATS });
  // A record has nothing but what its schema names, and every key.
  return ajv.compile({ ...schema, additionalProperties: false, required: [...keys] });
}

/** A strict reader of Singer 0.3: what a target would refuse is an error here. */
function readSinger(text: string): { messages: Message[]; state: string | null } {
  must(text.endsWith('\n'), 'no line end');
  const schemas = new Map<string, Schema>();
  const keys = new Map<string, string[]>();
  const judges = new Map<string, ValidateFunction>();
  let state: string | null = null;
  const messages = text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const message = JSON.parse(line) as Message;
      const stream = String(message['stream']);
      if (message.type === 'SCHEMA') {
        schemas.set(stream, checkSchema(message));
        const own = message['key_properties'] as string[];
        keys.set(stream, own);
        judges.set(stream, judgeOf(message['schema'] as Schema, own));
      } else if (message.type === 'RECORD') {
        checkRecord(message, schemas.get(stream), keys.get(stream) ?? []);
        const judge = judges.get(stream);
        must(judge?.(message['record']) === true, JSON.stringify(judge?.errors));
      } else if (message.type === 'STATE') state = line;
      else must(message.type === 'ACTIVATE_VERSION', `message ${message.type}`);
      return message;
    });
  return { messages, state };
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

describe('the reader of these tests', () => {
  const schema =
    '{"type":"SCHEMA","stream":"a","schema":{"type":"object","properties":{"id":{"type":["integer"]},"at":{"type":["null","string"],"format":"date-time"}}},"key_properties":["id"]}';
  const record = (fields: string): string =>
    `${schema}\n{"type":"RECORD","stream":"a","record":${fields},"time_extracted":"2026-01-01T00:00:00Z"}\n`;
  it.each([
    ['another type', '{"id":"1"}'],
    ['no key', '{"at":null}'],
    ['a field of no schema', '{"id":1,"other":2}'],
    ['a time that is none', '{"id":1,"at":"yesterday"}'],
  ])('refuses a record with %s', (_name, fields) => {
    expect(() => readSinger(record('{"id":1,"at":null}'))).not.toThrow();
    expect(() => readSinger(record(fields))).toThrow('A target would refuse this');
  });
});

describe('backstitch singer', () => {
  it('writes a table as a tap, and goes on from a state', async () => {
    using dir = tempDir();
    await using room = await startIntegration({ primaryKey: ['id'] });
    const singer = (...more: string[]) =>
      runCli('singer', 'my_shop', '--data-dir', room.dataDir, ...more);
    await room.post(
      '[{"id":1,"cost":3.14,"ok":true,"tags":["a",{"b":1}]},{"id":9007199254740993}]',
    );
    await room.post('{"id":2,"cost":"free"}');
    await room.loaded();
    const all = await singer();
    expect(all.stderr).toBe('');
    const first = readSinger(all.stdout);
    expect(first.messages[0]).toEqual({
      type: 'SCHEMA',
      stream: 'my_shop-data',
      schema: {
        type: 'object',
        properties: {
          id: { type: ['integer'] },
          cost: { type: ['null', 'number'] },
          ok: { type: ['null', 'boolean'] },
          tags: { type: ['null', 'object', 'array'] },
          cost__st: { type: ['null', 'string'] },
        },
      },
      key_properties: ['id'],
    });
    expect(first.messages[1]).toMatchObject({
      record: { id: 1, cost: 3.14, ok: true, tags: ['a', { b: 1 }], cost__st: null },
      version: 0,
    });
    expect(all.stdout).toContain('"id":9007199254740993');
    expect(first.messages.map(({ type }) => type)).toEqual([
      'SCHEMA',
      'RECORD',
      'RECORD',
      'RECORD',
      'ACTIVATE_VERSION',
      'STATE',
    ]);

    const state = join(dir.path, 'state.json');
    writeFileSync(state, JSON.stringify({}).replace('{}', first.state ?? ''));
    await room.post('{"id":3}');
    await room.loaded();
    const more = readSinger((await singer('--state', state, '--with-sequence')).stdout);
    expect(more.messages.map(({ type }) => type)).toEqual(['SCHEMA', 'RECORD', 'STATE']);
    expect(more.messages[1]).toMatchObject({ record: { id: 3 } });
    expect(more.messages[1]).not.toHaveProperty('version');
    writeFileSync(state, JSON.stringify((JSON.parse(first.state ?? '') as Message)['value']));
    expect((await singer('--state', state)).code).toBe(0);
  });

  it('says what is wrong: no such schema, a state of another stream, names that would meet', async () => {
    using dir = tempDir();
    await using room = await startIntegration();
    await room.post('{"a b":1,"a.b":2}');
    await room.loaded();
    const singer = (...more: string[]) => runCli('singer', ...more, '--data-dir', room.dataDir);
    expect((await singer('nowhere')).stderr).toContain('There is no schema nowhere.');
    const twins = await singer('my_shop');
    expect([twins.code, twins.stdout]).toEqual([2, '']);
    expect(twins.stderr).toContain('“a b” and “a.b”');
    const mended = await singer('my_shop', '--alias', 'a.b=ab2');
    expect(readSinger(mended.stdout).messages[1]).toMatchObject({ record: { 'a b': 1, ab2: 2 } });
    const state = join(dir.path, 'state.json');
    writeFileSync(state, '{"bookmarks":{}}');
    const other = await singer('my_shop', '--state', state, '--alias', 'a.b=ab2');
    expect(other.stderr).toContain('no bookmark of my_shop-data');
    expect((await singer('my_shop', '--state', join(dir.path, 'none'))).code).toBe(2);
  });

  it('gives subtables streams of their own, and goes on in each from a state', async () => {
    using dir = tempDir();
    await using room = await startIntegration({ primaryKey: ['id'], nested: 'relational' });
    const singer = (...more: string[]) =>
      runCli('singer', 'my_shop', '--data-dir', room.dataDir, ...more);
    const recordsOf = (messages: Message[], stream: string) =>
      messages
        .filter((message) => message.type === 'RECORD' && message['stream'] === stream)
        .map((message) => message['record']);
    await room.post('{"id":1,"items":[{"sku":"a","tags":["x","y"]},{"sku":"b"}]}');
    await room.loaded();
    const all = await singer();
    expect(all.stderr).toBe('');
    const { messages, state } = readSinger(all.stdout);
    const schemas = messages.filter(({ type }) => type === 'SCHEMA');
    expect(schemas.map((one) => [one['stream'], one['key_properties']])).toEqual([
      ['my_shop-data', ['id']],
      ['my_shop-data__items', ['_sdc_source_key_id', '_sdc_level_0_id']],
      ['my_shop-data__items__tags', ['_sdc_source_key_id', '_sdc_level_0_id', '_sdc_level_1_id']],
    ]);
    expect(recordsOf(messages, 'my_shop-data__items__tags')).toMatchObject([
      { _sdc_source_key_id: 1, _sdc_level_0_id: 0, _sdc_level_1_id: 0, value: 'x' },
      { _sdc_source_key_id: 1, _sdc_level_0_id: 0, _sdc_level_1_id: 1, value: 'y' },
    ]);
    const sequences = recordsOf(messages, 'my_shop-data__items').map(
      (record) => (record as Record<string, unknown>)['backstitch_sequence'],
    );
    const [parent] = recordsOf(messages, 'my_shop-data') as Record<string, unknown>[];
    expect(sequences).toEqual([parent?.['backstitch_sequence'], parent?.['backstitch_sequence']]);
    const activated = messages.filter(({ type }) => type === 'ACTIVATE_VERSION');
    expect(activated).toHaveLength(3);

    await room.post('{"id":2,"items":[{"sku":"c"}],"notes":["n"]}');
    await room.loaded();
    const path = join(dir.path, 'state.json');
    writeFileSync(path, state ?? '');
    const more = readSinger((await singer('--state', path)).stdout).messages;
    expect(recordsOf(more, 'my_shop-data')).toMatchObject([{ id: 2 }]);
    expect(recordsOf(more, 'my_shop-data__items')).toMatchObject([{ sku: 'c' }]);
    expect(recordsOf(more, 'my_shop-data__items__tags')).toEqual([]);
    expect(recordsOf(more, 'my_shop-data__notes')).toMatchObject([{ value: 'n' }]);
  });

  it('names no key where rows have none of it, and the key again once all have it', async () => {
    using dir = tempDir();
    await using room = await startIntegration({ nested: 'relational' });
    const { id } = room.integration;
    const choose = (primaryKey: string[]) =>
      room.engine.integrations.update({ id, rules: { primaryKey } });
    const singer = (...more: string[]) =>
      runCli('singer', 'my_shop', '--data-dir', room.dataDir, ...more);
    const keysIn = (messages: Message[]) =>
      messages.filter(({ type }) => type === 'SCHEMA').map((one) => one['key_properties']);
    await room.post('{"name":"a","items":[1]}');
    await room.loaded();
    await choose(['id']);
    await room.post('{"id":7,"price":12345678901234567.89,"items":[2]}');
    await room.loaded();
    const first = await singer();
    const { messages, state } = readSinger(first.stdout);
    expect(keysIn(messages)).toEqual([[], []]);
    expect(first.stderr).toContain('my_shop-data: 1 row has no value of the key (id)');
    expect(first.stdout).toContain('"price":"12345678901234567.89"');
    expect(first.stdout).toContain('"format":"singer.decimal"');
    const path = join(dir.path, 'state.json');
    writeFileSync(path, state ?? '');
    await room.post('{"id":8,"items":[3]}');
    await room.loaded();
    const more = await singer('--state', path);
    expect(keysIn(readSinger(more.stdout).messages)).toEqual([
      ['id'],
      ['_sdc_source_key_id', '_sdc_level_0_id'],
    ]);
    // The key moves to another field, and back to none.
    await choose(['sku']);
    await room.post('{"sku":"b-1","items":[4,{"deep":[5]}],"seen":"2026-01-01T00:00:00Z"}');
    await room.loaded();
    const moved = readSinger((await singer()).stdout);
    expect(keysIn(moved.messages)[0]).toEqual([]);
    writeFileSync(path, readSinger((await singer('--state', path)).stdout).state ?? '');
    await room.post('{"sku":"b-2","items":[6]}');
    await room.loaded();
    expect(keysIn(readSinger((await singer('--state', path)).stdout).messages)[0]).toEqual(['sku']);
    await choose([]);
    const none = await singer();
    expect(keysIn(readSinger(none.stdout).messages)[0]).toEqual([]);
  });
});
