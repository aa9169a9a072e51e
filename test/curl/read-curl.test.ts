import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../../main/curl/bytes.ts';
import { looksLikeCurl, readCurl, Refused } from '../../main/curl/read-curl.ts';
import { latin1Of } from '../../main/decode/latin1.ts';
import { runs } from '../helpers/runs.ts';

const FILES: Readonly<Record<string, string>> = { 'a.txt': 'one\r\ntwo', 'pic.png': '\x89PNG' };

/** All that a text sends; `a.txt` and `pic.png` may be read. */
const read = (text: string) =>
  Array.fromAsync(
    readCurl(utf8Bytes(text), (name) => {
      const file = FILES[name];
      if (file === undefined) throw new Refused(`No file ${name}.`);
      return file;
    }),
  );

/** The one request of a text: its headers as the command says them, its body as text. */
async function one(text: string) {
  const [found, ...more] = await read(text);
  if (found === undefined || 'problem' in found || more.length > 0) {
    throw new Error(JSON.stringify([found, more]));
  }
  const { headers, body, ...rest } = found.request;
  return {
    ...rest,
    headers: headers.flatMap(({ pair, by }) => (by === 'command' ? [pair] : [])),
    all: headers.map(({ pair }) => pair.join(': ')),
    body: latin1Of(body),
  };
}

const problemsOf = async (text: string): Promise<string> =>
  (await read(text)).map((found) => ('problem' in found ? found.problem : 'none')).join();

const PARTS = [
  'curl',
  ' ',
  '\n',
  "'",
  '"',
  '$',
  "$'",
  '\\',
  '^',
  '`',
  '^\n',
  '`\n',
  '-d',
  '-F',
  '-H',
  '@',
  '{',
  '}',

  'a=b',
  '--next',
  '-',
  'http://a',
  'é',
  '\0',
  ';',
  '|',
  '#',
  '-u',
  '-XG',
  '--json',
  '=',
  ';type=',
  ';filename="',
  'curl.exe',
  "''",
  '\\"',
  '-b',
  '-T',
  '--url-query',
];

describe('a curl command', () => {
  it('is read with its method, URL, headers and data, in the order in which curl sends them', async () => {
    expect(
      await one(
        `curl -X PUT 'https://example.com/a?b=1#c' \\\n -H 'X-A: 1' -H "Content-Type: application/json" \\\n -d '{"a":1}' -b s=1`,
      ),
    ).toEqual({
      method: 'PUT',
      url: 'https://example.com/a?b=1',
      target: '/a?b=1',
      httpVersion: '1.1',
      rebuilt: false,
      headers: [
        ['Cookie', 's=1'],
        ['X-A', '1'],
        ['Content-Type', 'application/json'],
      ],
      all: [
        'Host: example.com',
        'Accept: */*',
        'Cookie: s=1',
        'X-A: 1',
        'Content-Type: application/json',
        'Content-Length: 7',
      ],
      body: '{"a":1}',
    });
  });

  it.each([
    ['curl example.com', { method: 'GET', url: 'http://example.com/', target: '/' }],
    ['curl -I example.com', { method: 'HEAD' }],
    ['curl -d a=1 -d b=2 example.com', { method: 'POST', body: 'a=1&b=2' }],
    ['curl --data-raw @a example.com', { body: '@a' }],
    [
      'curl -G -d a=1 --data-urlencode "q=x y" example.com/s',
      { url: 'http://example.com/s?a=1&q=x%20y', method: 'GET', body: '' },
    ],
    ["curl --data-urlencode 'q=ä&=' example.com", { body: 'q=%C3%A4%26%3D' }],
    ["curl --data-urlencode '=ä' example.com", { body: '%C3%A4' }],
    [
      'curl --json \'{"a":1}\' example.com',
      {
        method: 'POST',
        headers: [
          ['Accept', 'application/json'],
          ['Content-Type', 'application/json'],
        ],
      },
    ],
    [
      "curl --json '{}' -H 'Accept: text/csv' example.com",
      {
        headers: [
          ['Accept', 'text/csv'],
          ['Content-Type', 'application/json'],
        ],
      },
    ],
    ['curl -d x example.com', { headers: [['Content-Type', 'application/x-www-form-urlencoded']] }],
    ['curl -H Content-Type: -d x example.com', { headers: [] }],
    ["curl -H 'X-Empty;' example.com", { headers: [['X-Empty', '']] }],
    [
      'curl -u ada:pass:word example.com',
      { headers: [['Authorization', `Basic ${btoa('ada:pass:word')}`]] },
    ],
    ['curl --oauth2-bearer t example.com', { headers: [['Authorization', 'Bearer t']] }],
    [
      'curl -b a=1 -b b=2 -A me -e "https://r.test;auto" example.com',
      {
        headers: [
          ['User-Agent', 'me'],
          ['Referer', 'https://r.test'],
          ['Cookie', 'a=1; b=2'],
        ],
      },
    ],
    [
      'curl -sSLXPOST -o out.txt --max-time 3 --compressed https://example.com/x',
      { method: 'POST', target: '/x' },
    ],
    ['curl -dabc -HX-A:1 example.com', { body: 'abc' }],
    ['curl --url example.com/x -s', { target: '/x' }],
    ['curl -- example.com/x#part', { url: 'http://example.com/x' }],
    ['$ curl example.com', { url: 'http://example.com/' }],
    ['curl ada:p%40w@example.com', { headers: [['Authorization', `Basic ${btoa('ada:p@w')}`]] }],
    ['curl ada@example.com -u kim:pw', { headers: [['Authorization', `Basic ${btoa('kim:pw')}`]] }],
    ['curl -r 0-9 example.com', { headers: [['Range', 'bytes=0-9']] }],
    ['curl -0 example.com', { httpVersion: '1.0' }],
    [
      "curl --url-query 'q=x y' --url-query +z=%20 -G -d a=1 example.com/?o",
      { target: '/?o&a=1&q=x%20y&z=%20' },
    ],
    [
      "curl -d 'X-À' -H 'X-N:  \u00a0 ' example.com",
      {
        body: utf8Bytes('X-À'),
        headers: [
          ['X-N', utf8Bytes('\u00a0')],
          ['Content-Type', 'application/x-www-form-urlencoded'],
        ],
      },
    ],
    ['curl -d @a.txt example.com', { body: 'onetwo' }],
    ['curl --data-binary @a.txt example.com', { body: 'one\r\ntwo' }],
    [
      'curl -T a.txt example.com/put',
      { method: 'PUT', target: '/put', body: 'one\r\ntwo', headers: [] },
    ],
    ['curl -T a.txt example.com/in/?x', { target: '/in/a.txt?x' }],
    ['curl example.com | jq "$1"', { url: 'http://example.com/' }],
  ])('%s', async (text, expected) => {
    expect(await one(text)).toMatchObject(expected);
  });

  it('makes a form of its fields, one after the other', async () => {
    const { headers, body, method, rebuilt } = await one(
      `curl -F 'name=Ada' -F 'doc={"a":1};type=application/json' -F 'note="a;b";filename=n.txt' --form-string 'raw=@x;type=y' -F 'two=a;b' -F 'pic=@pic.png' -F 'text=<a.txt;type=text/plain; charset=x' example.com`,
    );
    const boundary = /boundary=(.+)/.exec(headers[0]?.[1] ?? '')?.[1] ?? '?';
    expect({ method, rebuilt }).toEqual({ method: 'POST', rebuilt: true });
    expect(body.split(`--${boundary}`)).toEqual([
      '',
      '\r\nContent-Disposition: form-data; name="name"\r\n\r\nAda\r\n',
      '\r\nContent-Disposition: form-data; name="doc"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n',
      '\r\nContent-Disposition: form-data; name="note"; filename="n.txt"\r\n\r\na;b\r\n',
      '\r\nContent-Disposition: form-data; name="raw"\r\n\r\n@x;type=y\r\n',
      '\r\nContent-Disposition: form-data; name="two"\r\n\r\na\r\n',
      '\r\nContent-Disposition: form-data; name="pic"; filename="pic.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n',
      '\r\nContent-Disposition: form-data; name="text"\r\nContent-Type: text/plain; charset=x\r\n\r\none\r\ntwo\r\n',
      '--\r\n',
    ]);
  });

  it('of several URLs, and of several parts, is a request each', async () => {
    const all = await read(
      'curl a.example/1 a.example/2 --next a.example/3 -d x\ncurl a.example/4',
    );
    expect(all.map((found) => 'request' in found && found.request.target)).toEqual([
      '/1',
      '/2',
      '/3',
      '/4',
    ]);
  });

  it.each([
    ['curl --data-binary @file example.com', 'No file file.'],
    ['curl -d @- example.com', 'No file -.'],
    ['curl -F a=@photo.png example.com', 'No file photo.png.'],
    ['curl -T up example.com', 'No file up.'],
    ['curl -H @headers example.com', 'It takes headers from a file'],
    ['curl -b jar.txt example.com', 'It takes cookies from the file "jar.txt"'],
    ['curl -K conf example.com', 'It takes options from a file'],
    ['curl -u ada example.com', 'curl would ask for the password'],
    ['curl --nonsense example.com', 'The option --nonsense is not known here.'],
    ['curl -X', 'The option -X has no value.'],
    ['curl -s', 'The command has no URL.'],
    ['curl ftp://example.com', '"ftp://example.com" is no URL of HTTP.'],
    ['curl -d a -F b=c example.com', 'a request has one body'],
    ['curl -F name example.com', 'The form field name has no =.'],
    ['curl -F "a=b;encoder=base64" example.com', 'an encoder'],
    ['curl "$URL"', 'It uses $URL, which only a shell can fill in.'],
    ["curl 'example.com", 'does not end: the text was cut off.'],
    ['curl -H nönsense example.com', 'The header "nönsense" has no colon.'],
  ])('%s is refused, with the reason', async (text, reason) => {
    expect(await problemsOf(text)).toContain(reason);
  });

  it('is recognised by its first word', () => {
    const commands = ['curl a', '  curl.exe a', '$ curl a', '# why\n\nREM x\ncurl a'];
    expect(commands.every(looksLikeCurl)).toBe(true);
    expect(['curly a', 'curl', 'the curl a', 'Curl is a tool', ''].some(looksLikeCurl)).toBe(false);
  });

  it('never throws and never hangs, whatever the text is', async () => {
    const part = fc.oneof(fc.constantFrom(...PARTS), fc.string({ maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 30 }), async (parts) => {
        const said = (await read(`curl ${parts.join('')}`)).map((found) =>
          'problem' in found ? found.problem : found.request.target,
        );
        expect(said.every((text) => /^[/A-Zc"]/.test(text))).toBe(true);
      }),
      { numRuns: runs(300) },
    );
    const long = `curl a -F 'x=${';type=a'.repeat(20_000)}' -d "${'`^\\"'.repeat(50_000)}`;
    for (const text of [long, long.replace('curl', 'curl ^"'), long.replace('curl', 'curl.exe')]) {
      expect(await read(text)).toHaveLength(1);
    }
  });
});
