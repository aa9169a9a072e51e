import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

function checkRecord(message: Message, schema: Schema | undefined): void {
  must(schema !== undefined, 'a record before its schema');
  must(
    /^\d{4}-.*(?:Z|[+-]\d\d:\d\d)$/.test(String(message['time_extracted'])),
    'a time without its offset',
  );
  for (const [name, value] of Object.entries(message['record'] as Record<string, unknown>)) {
    const types = schema?.properties[name]?.type ?? [];
    must(types.includes(typeName(value)), `${name}: ${typeName(value)} is not of ${types.join()}`);
  }
}

/** A strict reader of Singer 0.3: what a target would refuse is an error here. */
function readSinger(text: string): { messages: Message[]; state: string | null } {
  must(text.endsWith('\n'), 'no line end');
  const schemas = new Map<string, Schema>();
  let state: string | null = null;
  const messages = text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const message = JSON.parse(line) as Message;
      const stream = String(message['stream']);
      if (message.type === 'SCHEMA') schemas.set(stream, checkSchema(message));
      else if (message.type === 'RECORD') checkRecord(message, schemas.get(stream));
      else if (message.type === 'STATE') state = line;
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
    expect([twins.code, twins.stdout]).toEqual([1, '']);
    expect(twins.stderr).toContain('“a b” and “a.b”');
    const mended = await singer('my_shop', '--alias', 'a.b=ab2');
    expect(readSinger(mended.stdout).messages[1]).toMatchObject({ record: { 'a b': 1, ab2: 2 } });
    const state = join(dir.path, 'state.json');
    writeFileSync(state, '{"bookmarks":{}}');
    const other = await singer('my_shop', '--state', state, '--alias', 'a.b=ab2');
    expect(other.stderr).toContain('no bookmark of my_shop-data');
    expect((await singer('my_shop', '--state', join(dir.path, 'none'))).code).toBe(1);
  });
});
