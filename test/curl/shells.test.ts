import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../../main/curl/bytes.ts';
import { commandsOf, shellOf } from '../../main/curl/shells.ts';
import { latin1Of } from '../../main/decode/latin1.ts';

describe('a word of bash', () => {
  it.each([
    String.raw`a 'b c' "d e" f\ g`,
    String.raw`$'tab\tnew\nquote\'hex\x41\xc3\xa4oct\101uni\u00e4big\U0001F600' end`,
    String.raw`"esc \" \\ \$ \n kept" ''`,
    `'joined'"together"plain`,
    `one \\\n  two`,
    `"line \\\nbreak"`,
    `emoji 😀 'ünï' à`,
    String.raw`$'\cA\E[0m' $"plain" a#b`,
  ])('%j is what bash makes of it', (text) => {
    const [command] = commandsOf(utf8Bytes(text), 'posix');
    const loop = `for word in ${text}; do printf '%s\\0' "$word"; done`;
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    const printed = execFileSync('bash', ['-c', loop], { env });
    const bytes = latin1Of(new Uint8Array(printed)).split('\0').slice(0, -1);
    expect(command).toEqual({ words: bytes, problem: null });
  });

  it.each(['a $TOKEN', 'a "$TOKEN"', 'a ${X}', 'a $(id)', 'a `id`', 'a "`id`"'])(
    '%j is refused: the shell would put something else there',
    (text) => {
      expect(commandsOf(text, 'posix')).toMatchObject([
        { problem: expect.stringContaining('which only a shell can fill in') },
      ]);
    },
  );

  it.each([`'open`, `"open`, `$'open`])('%j is refused, for its quote is open', (text) => {
    expect(commandsOf(text, 'posix')).toMatchObject([
      { problem: expect.stringContaining('does not end') },
    ]);
  });

  it('ends before a pipe, a redirection and a second command', () => {
    for (const end of ['| jq .', '> out', '; ls', '&& ls', '\nls']) {
      const [first] = commandsOf(`curl a ${end}`, 'posix');
      expect(first).toEqual({ words: ['curl', 'a'], problem: null });
    }
  });
});

it('a problem is one of its command: the others stand', () => {
  const texts = commandsOf(`curl a | jq "$X"\ncurl $Y # it's\ncurl b\ncurl 'c`);
  expect(texts.map(({ words, problem }) => [words[0], problem === null])).toEqual([
    ['curl', true],
    ['jq', false],
    ['curl', false],
    ['curl', true],
    ['curl', false],
  ]);
});

describe('words of cmd.exe', () => {
  it.each<[string, string[]]>([
    ['curl "a b" c\\\\d "e\\"f" "g""h" "i\\\\"', ['curl', 'a b', 'c\\\\d', 'e"f', 'g"h', 'i\\']],
    ['curl ^\r\n  a ^"b c^" d^&e f^^g', ['curl', 'a', 'b c', 'd&e', 'f^g']],
    ['curl "a^b" ^\n^x', ['curl', 'a^b', '^x']],
    ['curl ^"one^\n\ntwo^"', ['curl', 'one\ntwo']],
    ['curl à > out', ['curl', utf8Bytes('à')]],
  ])('%j', (text, words) => {
    expect(commandsOf(utf8Bytes(text), 'cmd')[0]).toEqual({ words, problem: null });
  });
});

describe('words of PowerShell', () => {
  it.each<[string, string[]]>([
    ['curl \'it\'\'s\' "say `"hi`"" a`nb', ['curl', "it's", 'say "hi"', 'a\nb']],
    ["curl 'a `n $b' `\r\n c # no", ['curl', 'a `n $b', 'c']],
    // As programs get them before 7.3, and since.
    ['curl \'{\\"a\\":\\"b \\\\\\"c\\"}\'', ['curl', '{"a":"b \\"c"}']],
    ['curl \'{"a":"b \\"c"}\'', ['curl', '{"a":"b \\"c"}']],
    ['curl "{""a"":1}"', ['curl', '{"a":1}']],
  ])('%j', (text, words) => {
    expect(commandsOf(text, 'powershell')[0]).toEqual({ words, problem: null });
  });

  it('that it would fill in are refused', () => {
    expect(commandsOf('curl "$url"', 'powershell')).toMatchObject([
      { problem: expect.stringContaining('It uses $url') },
    ]);
  });
});

it.each([
  ["curl 'a' \\\n -d 'b'", 'posix'],
  ["curl -d '' -u 'a':''", 'posix'],
  ["curl 'it'\\''s'", 'posix'],
  ['curl -d \'{"a":"^"}\'', 'posix'],
  ['curl ^"a^"', 'cmd'],
  ['curl a ^\r\n -s', 'cmd'],
  ['curl.exe -d "{\\"a\\":1}" b', 'cmd'],
  ["curl.exe 'a'", 'powershell'],
  ["curl 'it''s'", 'powershell'],
  ['curl a `\r\n -s', 'powershell'],
])('%j was written for %s', (text, shell) => {
  expect(shellOf(text)).toBe(shell);
});
