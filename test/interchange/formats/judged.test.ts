import { Validator } from '@seriousme/openapi-schema-validator';
import { CloudEvent } from 'cloudevents';
import { Collection, Item, Property } from 'postman-collection';
import { describe, expect, it } from 'vitest';
import { readCloudEvents } from '../../../main/interchange/formats/cloud-events/read.ts';
import type { ReadEntry } from '../../../main/interchange/formats/entry.ts';
import { readFixtures } from '../../../main/interchange/formats/fixtures/read.ts';
import { readHttpFile } from '../../../main/interchange/formats/http-file/read.ts';
import { readPostman } from '../../../main/interchange/formats/postman/read.ts';
import { readRaw } from '../../../main/interchange/formats/raw.ts';
import type { Portable } from '../../../main/interchange/portable.ts';
import { portable } from '../sample-portable.ts';
import { written } from './written.ts';

// What others say of what we write: the libraries of the formats themselves.

const id = (text: string): Portable['id'] => text as Portable['id'];
const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

const pushes = [1, 2, 3].map((n) =>
  portable({
    id: id(`push${n}`),
    endpointName: 'Orders',
    provider: 'github',
    eventType: 'push',
    deliveryId: `d-${n}`,
    signature: 'ok',
    target: `/hooks?n=${n}&x=%7B`,
    headers: [
      ['Host', 'h.example'],
      ['Content-Type', 'application/json'],
      ['X-Hub-Signature-256', 'sha256=00'],
      ['X-Once', 'v'].slice(0, 2) as [string, string],
    ].slice(0, n === 1 ? 4 : 3) as [string, string][],
    body: json({ ref: 'x', at: '2026-01-01T00:00:00Z', n, ...(n === 1 && { only: null }) }),
  }),
);
const other = portable({
  id: id('other'),
  endpointName: 'Inbox',
  provider: 'gitea',
  eventType: 'push',
  contentType: 'text/plain',
  body: Buffer.from('{{not}} a variable'),
  reply: { status: 201, reason: 'Created', headers: [['X-R', '1']], sizeBytes: 2, completed: true },
  replyBody: Buffer.from('ok'),
});

describe('Postman', () => {
  it('reads the collection: folders, URL, headers, body, and the answer as an example', async () => {
    const { main, isZip } = await written('postman', [...pushes, other]);
    expect(isZip).toBe(false);
    const collection = new Collection(JSON.parse(Buffer.from(main).toString()));
    const folders = collection.items.map((folder) => folder.name);
    expect(folders).toEqual(['Orders', 'Inbox']);
    const items: Item[] = [];
    collection.forEachItem((item) => void items.push(item));
    const put = (text: string): string =>
      Property.replaceSubstitutions(text, collection.variables.toObject());
    const [first] = items;
    expect(put(first?.request.url.toString() ?? '')).toBe('http://127.0.0.1:8976/hooks?n=1&x=%7B');
    expect(first?.request.method).toBe('POST');
    expect(first?.request.headers.filter(({ disabled }) => !disabled, null)).toHaveLength(3);
    const last = items.at(-1);
    expect(put(last?.request.body?.raw ?? '')).toBe('{{not}} a variable');
    expect(last?.responses.map(({ code, body }) => [code, body])).toEqual([[201, 'ok']]);
  });

  it('of others is read as far as it tells, and says what it leaves', async () => {
    const file = {
      info: { schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
      variable: [{ key: 'host', value: 'https://a.example' }],
      item: [
        {
          item: [
            {
              name: 'in a folder',
              event: [{ listen: 'test', script: { exec: ['throw 1'] } }],
              request: {
                method: 'PUT',
                auth: { type: 'basic' },
                url: { raw: '{{host}}/a?b=1' },
                header: [
                  { key: 'X-A', value: '1' },
                  { key: 'X-Off', value: '1', disabled: true },
                ],
                body: { mode: 'urlencoded', urlencoded: [{ key: 'q', value: 'a b' }] },
              },
            },
          ],
        },
        { request: 'https://b.example/only' },
        { request: { url: 'https://c.example', body: { mode: 'file', file: { src: '../x' } } } },
        { request: { url: 'https://c.example', body: { mode: 'graphql' } } },
      ],
    };
    const [first, second, third, fourth] = await Array.fromAsync(readPostman(json(file)));
    expect(shown(first)).toMatchObject({
      method: 'PUT',
      target: '/a?b=1',
      headers: [
        ['Host', 'a.example'],
        ['X-A', '1'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
      ],
      body: 'q=a+b',
      rebuilt: true,
      notTaken: ['script', 'authorization that Postman would make'],
    });
    expect(shown(second)).toMatchObject({ method: 'GET', target: '/only' });
    expect(third).toEqual({
      index: 2,
      problem: '“../x” does not lie below the folder of this file.',
    });
    expect(fourth).toEqual({ index: 3, problem: 'A body of the kind graphql cannot be read.' });
  });
});

const shown = (entry: ReadEntry | undefined): unknown =>
  entry === undefined || 'problem' in entry
    ? entry
    : {
        ...entry,
        ...entry.capture,
        body: Buffer.from(entry.capture.body).toString('latin1'),
      };

describe('CloudEvents', () => {
  it('takes each event, strictly: what stands in it and what is in Base64', async () => {
    const { main } = await written('cloudevents', [...pushes, other]);
    const events = JSON.parse(Buffer.from(main).toString()) as object[];
    const taken = events.map((event) => new CloudEvent(event));
    expect(taken.every((event) => event.validate())).toBe(true);
    expect(taken[0]?.toJSON()).toMatchObject({
      id: 'd-1',
      source: 'urn:backstitch:inbox',
      type: 'github.push',
      time: '2023-11-14T22:13:20.000Z',
      httpmethod: 'POST',
      httptarget: '/hooks?n=1&x=%7B',
      captureid: 'push1',
      data: { ref: 'x', n: 1 },
    });
    expect(taken[3]?.data_base64).toBe(Buffer.from('{{not}} a variable').toString('base64'));
  });

  it('keep JSON that would change in Base64: numbers, keys twice, depth', async () => {
    const bodies = [
      '{"n":1.0}',
      '{"n":12345678901234567890}',
      '{"a":1,"a":2}',
      'null',
      '{"2":1,"1":1}',
    ];
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const captures = [...bodies, deep].map((body, at) =>
      portable({ id: id(`n${at}`), body: Buffer.from(body) }),
    );
    const { main } = await written('cloudevents', captures, undefined, { shape: 'ndjson' });
    const lines = Buffer.from(main).toString().trim().split('\n');
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('data_base64');
  });

  it('of others are read: attributes become headers', async () => {
    const event = { specversion: '1.0', id: '1', source: '/x', type: 't', data: 'text' };
    const [entry] = await Array.fromAsync(
      readCloudEvents(json({ ...event, datacontenttype: 'text/plain' })),
    );
    expect(shown(entry)).toMatchObject({ method: 'POST', target: '/', body: 'text' });
    expect(await Array.fromAsync(readCloudEvents(Buffer.from('no\nJSON')))).toEqual([
      { index: 0, problem: 'This line is not JSON.' },
      { index: 1, problem: 'This line is not JSON.' },
    ]);
  });
});

describe('OpenAPI', () => {
  it('is valid 3.1, with a webhook for each event, what is always there, and examples', async () => {
    const { main } = await written('openapi', [...pushes, other]);
    const document = JSON.parse(Buffer.from(main).toString()) as Record<string, unknown>;
    expect(await new Validator().validate(structuredClone(document))).toMatchObject({
      valid: true,
    });
    // Two senders have an event of this name.
    expect(document).toMatchObject({
      openapi: '3.1.0',
      webhooks: {
        'github.push': {
          post: {
            parameters: [{ name: 'X-Hub-Signature-256', in: 'header', required: true }],
            requestBody: {
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    properties: {
                      ref: { type: 'string' },
                      at: { type: 'string', format: 'date-time' },
                      n: { type: 'integer' },
                      only: { type: 'null' },
                    },
                    required: ['ref', 'at', 'n'],
                  },
                  examples: { seen3: { value: { n: 3 } } },
                },
              },
            },
            'x-backstitch': { provider: 'github', captures: 3 },
          },
        },
        'gitea.push': { post: { requestBody: { content: { 'text/plain': {} } } } },
      },
    });
  });

  it('stays valid and small for hostile bodies', async () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`k${at}`, at]));
    const captures = [
      '{"__proto__":{"a":1},"constructor":1}',
      '['.repeat(5000) + ']'.repeat(5000),
      JSON.stringify(many),
      'not JSON',
    ].map((body, at) =>
      portable({ id: id(`h${at}`), eventType: `e/${at}~{x}\u2028`, body: Buffer.from(body) }),
    );
    const { main } = await written('openapi', captures);
    expect(main.length).toBeLessThan(300_000);
    const text = Buffer.from(main).toString();
    expect(
      await new Validator().validate(JSON.parse(text) as Record<string, unknown>),
    ).toMatchObject({
      valid: true,
    });
    expect(text).toContain('"__proto__"');
  });
});

describe('fixtures', () => {
  it('say how to sign again without a secret, and mark what proved the sender', async () => {
    const { files } = await written('fixtures', pushes, undefined, { runner: 'node' });
    expect([...files.keys()]).toEqual([
      '001-push/request.json',
      '001-push/body.json',
      '002-push/request.json',
      '002-push/body.json',
      '003-push/request.json',
      '003-push/body.json',
      'index.json',
      'fixtures.test.mjs',
    ]);
    const read = JSON.parse(
      Buffer.from(files.get('001-push/request.json') ?? []).toString(),
    ) as object;
    expect(read).toMatchObject({
      backstitch: 1,
      event: 'push',
      signatureHeaders: ['x-hub-signature-256'],
      resign: { provider: 'github', secretEnv: 'GITHUB_WEBHOOK_SECRET' },
      body: 'body.json',
      reply: null,
    });
  });

  it('whose files lead elsewhere or are missing are problems of theirs alone', async () => {
    const { files } = await written('fixtures', pushes);
    const text = Buffer.from(files.get('001-push/request.json') ?? []).toString();
    files.set('001-push/request.json', Buffer.from(text.replace('"body.json"', '"../x"')));
    files.set('002-push/request.json', Buffer.from('{'));
    const entries = await Array.fromAsync(readFixtures(files.keys(), (path) => files.get(path)));
    expect(entries.map((entry) => ('problem' in entry ? entry.problem : 'read'))).toEqual([
      'Its body ../x is not beside it.',
      'Its request.json is not JSON.',
      'read',
    ]);
  });
});

describe('a .http file of others', () => {
  it('is read with its variables; scripts and made-up values are said, and nothing is run', async () => {
    const text = [
      '@host = https://api.example',
      '@base = {{host}}/v1',
      '',
      '### First',
      '# @name first',
      '< {% request.variables.set("x", 1) %}',
      'POST {{base}}/hooks',
      '  ?a=1',
      '  &b={{$randomInt}} HTTP/1.1',
      'Content-Type: application/json',
      '// X-Off: 1',
      'X-Who: {{who}}',
      '',
      '{"to":"{{host}}"}',
      '',
      '> {%',
      '  client.global.set("t", 1);',
      '%}',
      '### Second',
      'https://b.example/only',
      '###',
      'POST https://b.example/file',
      '',
      '< ./a/b.json',
      '###',
      'POST https://b.example/away',
      '',
      '< /etc/passwd',
    ].join('\r\n');
    const files = new Map([['a/b.json', Buffer.from([1, 2])]]);
    const [first, second, third, fourth] = await Array.fromAsync(
      readHttpFile(Buffer.from(text), (path) => files.get(path)),
    );
    expect(shown(first)).toMatchObject({
      method: 'POST',
      target: '/v1/hooks?a=1&b={{$randomInt}}',
      headers: [
        ['Host', 'api.example'],
        ['Content-Type', 'application/json'],
        ['X-Who', '{{who}}'],
      ],
      body: '{"to":"https://api.example"}',
      notTaken: [
        'script',
        'script',
        'made-up value {{$randomInt}}',
        '{{who}}, which the file does not set',
      ].filter((one, at, all) => all.indexOf(one) === at),
    });
    expect(shown(second)).toMatchObject({ method: 'GET', target: '/only' });
    expect(shown(third)).toMatchObject({ body: '\x01\x02' });
    expect(fourth).toMatchObject({ problem: expect.stringContaining('/etc/passwd') });
  });
});

it('a raw message that is none is said to be none', () => {
  const problem = (text: string): unknown => [...readRaw(Buffer.from(text, 'latin1'))][0];
  expect(problem('hello\n\n')).toMatchObject({ problem: expect.stringContaining('request line') });
  expect(problem('POST / HTTP/1.1\r\nHost: x')).toMatchObject({
    problem: 'The head of this message has no end.',
  });
  const chunked = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nx\r\n';
  expect(problem(chunked)).toMatchObject({ problem: 'The chunks of this message do not fit.' });
});
