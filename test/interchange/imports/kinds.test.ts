import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportFormat } from '../../../preload/contract/interchange/imports.ts';
import { entriesOf } from '../../../main/interchange/imports/entries.ts';
import { formatOf, READERS } from '../../../main/interchange/imports/readers.ts';
import type { ImportSource } from '../../../main/interchange/imports/source.ts';
import { sourceOf } from './in-memory.ts';

/** What a text is taken for, and what is read from it. */
async function read(text: string | Buffer, beside: ImportSource['beside'] = null) {
  const bytes = Buffer.from(text);
  const format = formatOf(bytes);
  const entries =
    format === undefined
      ? []
      : await Array.fromAsync(
          entriesOf(READERS[format], sourceOf(bytes, beside), (_, error) => {
            throw error;
          }),
        );
  return {
    format,
    problems: entries.flatMap((entry) => ('problem' in entry ? [entry.problem] : [])),
    captures: entries.flatMap((entry) =>
      'problem' in entry
        ? []
        : [
            {
              ...entry.capture,
              rebuilt: entry.rebuilt,
              text: Buffer.from(entry.capture.body).toString('latin1'),
            },
          ],
    ),
  };
}

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

describe('a file of another program', () => {
  it('of webhook.site has all but the order of headers; its times are UTC', async () => {
    const { format, captures, problems } = await read(
      JSON.stringify({
        data: [
          {
            uuid: '1',
            type: 'web',
            method: 'POST',
            ip: '203.0.113.7',
            url: 'https://webhook.site/abc/x%2fy?b=%20',
            headers: { 'content-type': ['application/json'], 'x-two': ['a', 'b'] },
            query: { b: ' ' },
            content: '{"n": 1.0}',
            created_at: '2024-05-01 10:00:00',
          },
          { uuid: '2', method: 'POST', url: 'nowhere' },
        ],
        total: 2,
      }),
    );
    expect({ format, problems }).toEqual({
      format: 'webhook.site',
      problems: ['“nowhere” is not a URL.'],
    });
    expect(captures).toMatchObject([
      {
        receivedAt: Date.UTC(2024, 4, 1, 10),
        method: 'POST',
        target: '/abc/x%2fy?b=%20',
        remoteAddress: '203.0.113.7',
        headers: [
          ['Host', 'webhook.site'],
          ['content-type', 'application/json'],
          ['x-two', 'a'],
          ['x-two', 'b'],
        ],
        text: '{"n": 1.0}',
        rebuilt: false,
      },
    ]);
  });

  it('of ngrok is read from the bytes that the agent kept, order and case and all', async () => {
    const { format, captures } = await read(
      JSON.stringify({
        uri: '/api/requests/http',
        requests: [
          {
            uri: '/api/requests/http/airt_1',
            id: 'airt_1',
            remote_addr: '203.0.113.8',
            start: '2024-05-01T10:00:00.250Z',
            duration: 12_500_000,
            request: {
              method: 'POST',
              proto: 'HTTP/1.1',
              headers: { Host: ['x'] },
              uri: '/hooks',
              raw: base64(
                'POST /hooks?a=1 HTTP/1.1\r\nHost: x\r\nX-b: 1\r\nX-B: \xe9\r\nContent-Length: 4\r\n\r\n\xff\x00ab',
              ),
            },
            response: {
              status: '201 Created',
              status_code: 201,
              headers: {},
              raw: base64('HTTP/1.1 201 Created\r\nX-R: 1\r\n\r\ndone'),
            },
          },
        ],
      }),
    );
    expect(format).toBe('ngrok');
    expect(captures).toMatchObject([
      {
        receivedAt: Date.UTC(2024, 4, 1, 10, 0, 0, 250),
        durationMs: 12.5,
        target: '/hooks?a=1',
        headers: [
          ['Host', 'x'],
          ['X-b', '1'],
          ['X-B', '\xe9'],
          ['Content-Length', '4'],
        ],
        text: '\xff\x00ab',
        cut: false,
        reply: { status: 201, reason: 'Created', headers: [['X-R', '1']] },
      },
    ]);
  });

  it('of Hookdeck is told to be rebuilt where it wrote the JSON again', async () => {
    const { format, captures } = await read(
      JSON.stringify({
        pagination: {},
        models: [
          {
            id: 'req_1',
            source_id: 'src_1',
            verified: true,
            ingested_at: '2024-05-01T10:00:00.000Z',
            data: {
              headers: { 'content-type': 'application/json' },
              body: { a: 1 },
              path: '/in',
              parsed_query: { q: '1 2' },
            },
          },
          { source_id: 'src_1', data: { headers: {}, body: 'plain', path: 'x', query: 'a=%20' } },
        ],
      }),
    );
    expect(format).toBe('hookdeck');
    expect(captures).toMatchObject([
      { target: '/in?q=1+2', text: '{"a":1}', rebuilt: true, receivedAt: Date.UTC(2024, 4, 1, 10) },
      { target: '/x?a=%20', text: 'plain', rebuilt: false, receivedAt: 0 },
    ]);
  });

  it.each(['json', 'log'])(
    'that Mockoon 9.9.0 wrote (%s) has what was sent to it',
    async (kind) => {
      // Recorded: `transaction-complete` of its server, and the log of its command line.
      const recorded = readFileSync(
        join(
          import.meta.dirname,
          `recorded/mockoon-9.9.0${kind === 'json' ? '.json' : '-log.ndjson'}`,
        ),
      );
      const { format, captures, problems } = await read(recorded);
      expect({ format, problems }).toEqual({ format: 'mockoon', problems: [] });
      expect(
        captures.map(({ method, target, text, rebuilt }) => [method, target, text, rebuilt]),
      ).toEqual([
        ['POST', '/api/hooks/7?a=1%20b&c=%2F&d=%C3%A9&p=100%25', '{"n": 1.0}', false],
        [
          'POST',
          '/api/hooks/8',
          '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
          false,
        ],
        ['GET', '/api/empty', '', false],
        ['GET', '/nowhere', '', false],
      ]);
      expect(captures.map(({ reply }) => reply?.status)).toEqual([201, 201, 204, 404]);
      expect(Object.fromEntries(captures[0]?.headers ?? [])).toMatchObject({
        authorization: kind === 'json' ? 'Bearer x' : 'Bearer [REDACTED]',
        'content-type': 'application/json',
        'x-two': 'b, a',
      });
      const at = captures.map(({ receivedAt }) => receivedAt);
      expect(at.every((time) => time > Date.UTC(2026, 10, 27))).toBe(true);
    },
  );

  it('of Mockoon may leave out paths, and have a body that is no text', async () => {
    const request = { method: 'post', headers: [], query: null };
    const { captures, problems } = await read(
      JSON.stringify([
        { request: { ...request, urlPath: null, route: '/a/:id', body: { n: 1 } } },
        { request: { ...request, urlPath: null, route: null, body: null } },
        {
          request: { ...request, method: '', urlPath: 'b', body: [1] },
          response: {
            statusCode: 200,
            headers: [{ key: 'Content-Encoding', value: 'gzip' }],
            body: { ok: true },
          },
        },
        { request: { method: 7 } },
      ]),
    );
    expect(problems).toHaveLength(1);
    expect(
      captures.map(({ method, target, text, rebuilt }) => [method, target, text, rebuilt]),
    ).toEqual([
      ['POST', '/a/:id', '{"n":1}', true],
      ['POST', '/', '', false],
      ['POST', '/b', '[1]', true],
    ]);
    // It stands there decoded.
    expect(captures[2]?.reply).toMatchObject({ status: 200, headers: [] });
    expect(Buffer.from(captures[2]?.replyBody ?? []).toString()).toBe('{"ok":true}');
  });

  it('of Hookdeck may have headers and queries as texts, and no data at all', async () => {
    const { captures, problems } = await read(
      JSON.stringify({
        models: [
          {
            source_id: 'src_1',
            data: { path: 'a', headers: '{"X-A":"1"}', parsed_query: '{"q":"2"}', body: null },
          },
          { source_id: 'src_1', data: { path: 'b', headers: 'X-A: 1\r\nX-B: x:y', body: 'c' } },
          { source_id: 'src_1' },
        ],
      }),
    );
    expect(captures.map(({ target, headers }) => [target, headers])).toEqual([
      ['/a?q=2', [['X-A', '1']]],
      [
        '/b',
        [
          ['X-A', '1'],
          ['X-B', 'x:y'],
        ],
      ],
    ]);
    expect(problems).toEqual(['It has no data: ask for the requests with include=data.']);
  });
});

describe('curl', () => {
  const one = async (command: string) => {
    const { captures, problems, format } = await read(command);
    expect({ format, problems }).toEqual({ format: 'curl', problems: [] });
    expect(captures).toHaveLength(1);
    const [{ method, target, headers, text }] = captures as [(typeof captures)[number]];
    return { method, target, headers: Object.fromEntries(headers), text };
  };

  it.each<[string, string]>([
    [
      'a POSIX shell',
      `curl 'https://shop.example/hooks?a=1&b=%20' \\\n  -X PUT -H 'Content-Type: application/json' \\\n  -H "X-Quote: \\"it's\\"" --data-raw $'{"n": 1.0, "t": "it\\'s \\u00e9\\n!"}' --compressed`,
    ],
    [
      'cmd.exe',
      'curl ^"https://shop.example/hooks?a=1^&b=^%20^" ^\r\n  -X ^"PUT^" -H ^"Content-Type: application/json^" ^\r\n  -H ^"X-Quote: ^\\^"it\'s^\\^"^" --data-raw ^"^{^\\^"n^\\^": 1.0, ^\\^"t^\\^": ^\\^"it\'s é^\n\n^!^\\^"^}^" --compressed',
    ],
    [
      'PowerShell',
      'curl.exe \'https://shop.example/hooks?a=1&b=%20\' `\r\n  -X PUT -H \'Content-Type: application/json\' `\r\n  -H \'X-Quote: "it\'\'s"\' --data-raw "{`"n`": 1.0, `"t`": `"it\'s é`n!`"}" --compressed',
    ],
  ])('as it is copied for %s is one and the same request', async (_shell, command) => {
    expect(await one(command)).toEqual({
      method: 'PUT',
      target: '/hooks?a=1&b=%20',
      headers: {
        Host: 'shop.example',
        Accept: '*/*',
        'Accept-Encoding': 'deflate, gzip',
        'Content-Type': 'application/json',
        'X-Quote': '"it\'s"',
        'Content-Length': '28',
      },
      text: `{"n": 1.0, "t": "it's \xc3\xa9\n!"}`,
    });
  });

  it('makes a form, which is told to be rebuilt, and takes several commands', async () => {
    const { captures } = await read(
      `curl -F a=1 -F 'b=x;type=text/csv;filename=y.csv' a.example\ncurl a.example/2 a.example/3 --next a.example/4 -d x`,
    );
    expect(captures.map(({ target }) => target)).toEqual(['/', '/2', '/3', '/4']);
    expect(captures[0]).toMatchObject({ rebuilt: true });
    expect(captures[0]?.text).toMatch(
      /^--(\S+)\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--\1\r\nContent-Disposition: form-data; name="b"; filename="y\.csv"\r\nContent-Type: text\/csv\r\n\r\nx\r\n--\1--\r\n$/,
    );
  });

  it.each<[string, RegExp]>([
    ['curl -d @/etc/passwd a.example', /sends the file "\/etc\/passwd"/],
    ['curl -F x=@/etc/passwd a.example', /sends the file/],
    ['curl -T /etc/passwd a.example', /sends the file/],
    ['curl -H @/etc/passwd a.example', /headers from a file/],
    ['curl -K conf a.example', /options from a file/],
    ['curl ftp://a.example', /no URL of HTTP/],
  ])('%s is refused with words, and nothing is read or run', async (command, why) => {
    const { captures, problems } = await read(command);
    expect(captures).toEqual([]);
    expect(problems.join()).toMatch(why);
  });
});

describe('what is no file of captures', () => {
  it.each<[string, ImportFormat | undefined]>([
    ['', undefined],
    ['Dear diary', undefined],
    ['{"a":1}', undefined],
    ['[1,2]', undefined],
    ['{"note":"\\"log\\":{ and \\"data\\":[ \\"uuid\\":"}', undefined],
    ['\uFEFF{"log":{"entries":[]}}', 'har'],
    ['\n {"backstitch":1,"meta":{}}', 'ndjson'],
  ])('%j is taken for %s', (text, format) => {
    expect(formatOf(Buffer.from(text))).toBe(format);
  });
});
