import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { latin1Of } from '../../../../main/decode/latin1.ts';
import type { PastedRequest } from '../../../../renderer/wire/pasted/pasted-request.ts';
import { looksLikeCurl, readCurl } from '../../../../renderer/wire/pasted/read-curl.ts';
import { shellOf, shellWords } from '../../../../renderer/wire/pasted/shell-words.ts';
import { curlForBash } from '../../../../main/snippets/curl/curl-bash.ts';

function read(text: string): Omit<PastedRequest, 'body'> & { body: string } {
  const found = readCurl(text);
  if ('problem' in found) throw new Error(found.problem);
  return { ...found.request, body: new TextDecoder().decode(found.request.body) };
}

const problemOf = (text: string): string => {
  const found = readCurl(text);
  return 'problem' in found ? found.problem : 'none';
};

describe('a word of bash', () => {
  it.each([
    String.raw`a 'b c' "d e" f\ g`,
    String.raw`$'tab\tnew\nquote\'hex\x41\xc3\xa4oct\101uni\u00e4big\U0001F600' end`,
    String.raw`"esc \" \\ \$ \n kept" ''`,
    `'joined'"together"plain`,
    `one \\\n  two`,
    `"line \\\nbreak"`,
    `emoji 😀 'ünï'`,
  ])('%j is what bash makes of it', (text) => {
    const split = shellWords(text, 'bash');
    const words = 'words' in split ? split.words : [split.problem];
    const loop = `for word in ${text}; do printf '%s\\0' "$word"; done`;
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    const printed = execFileSync('bash', ['-c', loop], { env });
    const bytes = latin1Of(new Uint8Array(printed)).split('\0').slice(0, -1);
    expect(words).toEqual(bytes);
  });

  it.each(['a $TOKEN', 'a "$TOKEN"', 'a ${X}', 'a $(id)', 'a `id`', 'a "`id`"'])(
    '%j is refused: the shell would put something else there',
    (text) => {
      expect(shellWords(text, 'bash')).toMatchObject({
        problem: expect.stringContaining('The shell would replace'),
      });
    },
  );

  it.each([`'open`, `"open`, `$'open`])('%j is refused, for its quote is open', (text) => {
    expect(shellWords(text, 'bash')).toEqual({ problem: 'A quote is not closed.' });
  });

  it('ends before a pipe, a redirection and a second command', () => {
    for (const end of ['| jq .', '> out', '; ls', '&& ls', '\nls']) {
      expect(shellWords(`curl a ${end}`, 'bash')).toEqual({ words: ['curl', 'a'] });
    }
  });
});

describe('a curl command', () => {
  it('is read with its method, URL, headers and data', () => {
    const request = read(
      `curl -X PUT 'https://example.com/a?b=1' \\\n -H 'X-A: 1' -H "Content-Type: application/json" \\\n -d '{"a":1}'`,
    );
    expect(request).toEqual({
      method: 'PUT',
      url: 'https://example.com/a?b=1',
      target: '/a?b=1',
      headers: [
        ['X-A', '1'],
        ['Content-Type', 'application/json'],
      ],
      body: '{"a":1}',
    });
  });

  it.each([
    ['curl example.com', { method: 'GET', url: 'http://example.com', target: '/' }],
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
          ['Content-Type', 'application/json'],
          ['Accept', 'application/json'],
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
      'curl -b a=1 -A me -e https://r.test example.com',
      {
        headers: [
          ['Cookie', 'a=1'],
          ['User-Agent', 'me'],
          ['Referer', 'https://r.test'],
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
    ['$ curl example.com', { url: 'http://example.com' }],
    ['curl example.com | jq .', { url: 'http://example.com' }],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  it('makes a form of its fields, one after the other', () => {
    const { headers, body, method } = read(
      `curl -F 'name=Ada' -F 'doc={"a":1};type=application/json' -F 'note="a;b";filename=n.txt' --form-string 'raw=@x;type=y' example.com`,
    );
    const boundary = /boundary=(.+)/.exec(headers[0]?.[1] ?? '')?.[1] ?? '?';
    expect(method).toBe('POST');
    expect(body.split(`--${boundary}`)).toEqual([
      '',
      '\r\nContent-Disposition: form-data; name="name"\r\n\r\nAda\r\n',
      '\r\nContent-Disposition: form-data; name="doc"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n',
      '\r\nContent-Disposition: form-data; name="note"; filename="n.txt"\r\n\r\na;b\r\n',
      '\r\nContent-Disposition: form-data; name="raw"\r\n\r\n@x;type=y\r\n',
      '--\r\n',
    ]);
  });

  it.each([
    ['curl --data-binary @file example.com', '--data-binary @file is read from a file.'],
    ['curl -d @- example.com', '--data @- is read from a file.'],
    ['curl -F a=@photo.png example.com', 'The form field a is read from a file (photo.png).'],
    ['curl -H @headers example.com', '--header @headers is read from a file.'],
    ['curl -b jar.txt example.com', '--cookie jar.txt is read from a file.'],
    ['curl -u ada example.com', 'curl would ask for the password'],
    ['curl --nonsense example.com', '--nonsense is not known here.'],
    ['curl -T up example.com', '-T is not known here.'],
    ['curl -X', '-X has no value.'],
    ['curl a.test b.test', 'There is more than one URL in it.'],
    ['curl -s', 'There is no URL in it.'],
    ['curl ftp://example.com', 'Only http and https URLs'],
    ['curl -d a -F b=c example.com', 'It has a form and data'],
    ['curl "$URL"', 'The shell would replace $URL.'],
    ["curl 'example.com", 'A quote is not closed.'],
    ['curl -H nonsense example.com', 'The header nonsense has no colon.'],
  ])('%s is refused, with the reason', (text, reason) => {
    expect(problemOf(text)).toContain(reason);
  });

  it('is read from cmd as browsers copy it', () => {
    const text = [
      'curl ^"https://example.com/a?b=1^&c=2^" ^',
      '  -H ^"content-type: application/json^" ^',
      '  --data-raw ^"^{^\\^"a^\\^":^\\^"x y^\\^"^}^"',
    ].join('\r\n');
    expect(shellOf(text)).toBe('cmd');
    expect(read(text)).toMatchObject({
      url: 'https://example.com/a?b=1&c=2',
      headers: [['content-type', 'application/json']],
      body: '{"a":"x y"}',
    });
    expect(read('curl "https://example.com/a?b=1&c=2" ^\r\n -d "{""a"":1}"')).toMatchObject({
      url: 'https://example.com/a?b=1&c=2',
      body: '{"a":1}',
    });
  });

  it('is read from PowerShell, with its doubled quotes and its backtick', () => {
    const text = `curl.exe -X POST 'https://example.com/it''s' \`\n  -H "X-A: say \`"hi\`"" \`\n  -d '{\\"a\\":1}'`;
    expect(shellOf(text)).toBe('powershell');
    expect(read(text)).toMatchObject({
      method: 'POST',
      url: "https://example.com/it's",
      headers: [
        ['X-A', 'say "hi"'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
      ],
      body: '{"a":1}',
    });
    expect(problemOf('curl.exe "$url"')).toContain('The shell would replace $url.');
  });

  it('is recognised by its first word', () => {
    expect(['curl a', '  curl.exe a', '$ curl a'].every(looksLikeCurl)).toBe(true);
    expect(['curly a', 'curl', 'the curl a', ''].some(looksLikeCurl)).toBe(false);
  });

  it('that was copied here comes back byte for byte', () => {
    const body = Uint8Array.from({ length: 255 }, (_, i) => i + 1);
    const text = curlForBash({
      method: 'PATCH',
      baseUrl: 'http://127.0.0.1:4000',
      target: '/a?b=%20',
      headers: [
        ['X-Twice', 'a'],
        ['x-twice', "it's \xe4"],
      ],
      body,
      bodyFile: 'body.bin',
    });
    const found = readCurl(text);
    expect(found).toEqual({
      request: {
        method: 'PATCH',
        url: 'http://127.0.0.1:4000/a?b=%20',
        target: '/a?b=%20',
        headers: [
          ['X-Twice', 'a'],
          ['x-twice', "it's \xe4"],
        ],
        body,
      },
    });
  });
});
