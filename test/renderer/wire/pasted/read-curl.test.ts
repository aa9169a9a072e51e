import { describe, expect, it } from 'vitest';
import type { PastedRequest } from '../../../../renderer/wire/pasted/pasted-request.ts';
import { readPastedCurl } from '../../../../renderer/wire/pasted/read-curl.ts';
import { curlForBash } from '../../../../main/snippets/curl/curl-bash.ts';

async function read(text: string): Promise<Omit<PastedRequest, 'body'> & { body: string }> {
  const found = await readPastedCurl(text);
  if ('problem' in found) throw new Error(found.problem);
  return { ...found.request, body: new TextDecoder().decode(found.request.body) };
}

const problemOf = async (text: string): Promise<string> => {
  const found = await readPastedCurl(text);
  return 'problem' in found ? found.problem : 'none';
};

describe('a curl command that is pasted', () => {
  it('is one request, without what curl adds by itself', async () => {
    expect(await read("curl example.com/ä -d 'ö' --compressed | jq .")).toEqual({
      method: 'POST',
      url: 'http://example.com/\u00c3\u00a4',
      target: '/\u00c3\u00a4',
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: 'ö',
    });
  });

  it.each([
    ['curl --data-binary @fîle example.com', 'It sends the file "fîle". Paste its text instead'],
    ['curl "$URL"', 'It uses $URL'],
    ['curl a.test b.test', 'There is more than one request in it.'],
    ['curl a.test\ncurl b.test', 'There is more than one request in it.'],
    ['ls', 'This is not a curl command.'],
  ])('%s is refused, with the reason', async (text, reason) => {
    expect(await problemOf(text)).toContain(reason);
  });

  it('is read from cmd as browsers copy it', async () => {
    const text = [
      'curl ^"https://example.com/a?b=1^&c=2^" ^',
      '  -H ^"content-type: application/json^" ^',
      '  --data-raw ^"^{^\\^"a^\\^":^\\^"x y^\\^"^}^"',
    ].join('\r\n');
    expect(await read(text)).toMatchObject({
      url: 'https://example.com/a?b=1&c=2',
      headers: [['content-type', 'application/json']],
      body: '{"a":"x y"}',
    });
    expect(await read('curl "https://example.com/a?b=1&c=2" ^\r\n -d "{""a"":1}"')).toMatchObject({
      url: 'https://example.com/a?b=1&c=2',
      body: '{"a":1}',
    });
  });

  it('is read from PowerShell, with its doubled quotes and its backtick', async () => {
    const text = `curl.exe -X POST 'https://example.com/it''s' \`\n  -H "X-A: say \`"hi\`"" \`\n  -d '{\\"a\\":1}'`;
    expect(await read(text)).toMatchObject({
      method: 'POST',
      url: "https://example.com/it's",
      headers: [
        ['X-A', 'say "hi"'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
      ],
      body: '{"a":1}',
    });
    expect(await problemOf('curl.exe "$url"')).toContain('It uses $url');
  });

  it('that was copied here comes back byte for byte', async () => {
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
    const found = await readPastedCurl(text);
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
