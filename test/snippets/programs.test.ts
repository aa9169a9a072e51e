import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latin1Of } from '../../main/decode/latin1.ts';
import { type SnippetRequest, sendableHeaders } from '../../main/snippets/snippet-request.ts';
import { writeSnippet } from '../../main/snippets/snippets.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { SNIPPET_LANGUAGES, type SnippetLanguage } from '../../preload/rules/snippet-languages.ts';
import { ownHeaders, type Sent, startRecorder } from './recorder.ts';

const run = promisify(execFile);

/** How a snippet is run: the name of its file, the program, and what shows that the program is here. */
const PROGRAMS: Partial<
  Record<SnippetLanguage, { file: string; command: string[]; asks: string[][] }>
> = {
  curl: {
    file: 'a.sh',
    command: ['bash'],
    asks: [
      ['bash', '--version'],
      ['curl', '--version'],
    ],
  },
  'curl-powershell': {
    file: 'a.ps1',
    command: ['pwsh', '-NoProfile', '-File'],
    asks: [
      ['pwsh', '--version'],
      ['curl', '--version'],
    ],
  },
  'curl-cmd': { file: 'a.cmd', command: ['cmd', '/c'], asks: [['cmd', '/c', 'ver']] },
  httpie: {
    file: 'a.sh',
    command: ['bash'],
    asks: [
      ['bash', '--version'],
      ['http', '--version'],
    ],
  },
  powershell: {
    file: 'a.ps1',
    command: ['pwsh', '-NoProfile', '-File'],
    asks: [['pwsh', '--version']],
  },
  fetch: { file: 'a.mjs', command: [process.execPath], asks: [] },
  node: { file: 'a.mjs', command: [process.execPath], asks: [] },
  python: { file: 'a.py', command: ['python3'], asks: [['python3', '-c', 'import requests']] },
  'python-stdlib': { file: 'a.py', command: ['python3'], asks: [['python3', '--version']] },
  go: { file: 'a.go', command: ['go', 'run'], asks: [['go', 'version']] },
  php: {
    file: 'a.php',
    command: ['php'],
    asks: [['php', '-r', 'exit(function_exists("curl_init") ? 0 : 1);']],
  },
  ruby: { file: 'a.rb', command: ['ruby'], asks: [['ruby', '--version']] },
};

const isThere = ([command = '', ...words]: readonly string[]): Promise<boolean> =>
  run(command, words).then(
    () => true,
    () => false,
  );
const here = new Map<SnippetLanguage, boolean>();
for (const [language, { asks }] of Object.entries(PROGRAMS)) {
  const all = await Promise.all(asks.map(isThere));
  here.set(language as SnippetLanguage, all.every(Boolean));
}

let recording: Awaited<ReturnType<typeof startRecorder>>;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backstitch-snippets-'));
  recording = await startRecorder();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await recording[Symbol.asyncDispose]();
});

const request = (over: Partial<SnippetRequest>): SnippetRequest => ({
  method: 'POST',
  baseUrl: recording.url,
  target: '/hooks',
  headers: [],
  body: new Uint8Array(),
  bodyFile: 'capture.bin',
  ...over,
});

// A proxy or a configuration of this machine must not reach what is tested.
const QUIET = { http_proxy: '', HTTP_PROXY: '', ALL_PROXY: '', no_proxy: '*', LC_ALL: 'C.UTF-8' };

async function send(language: SnippetLanguage, of: SnippetRequest): Promise<Sent> {
  const program = PROGRAMS[language];
  if (program === undefined) throw new Error(`${language} is not run.`);
  const { text, files } = writeSnippet(language, of);
  writeFileSync(join(folder, program.file), text);
  for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
  const [command = '', ...words] = program.command;
  await run(command, [...words, program.file], {
    cwd: folder,
    env: { ...process.env, ...QUIET, ...(language.startsWith('curl') && { HOME: folder }) },
    timeout: 170_000,
  });
  return recording.take();
}

/** What shells, literals and clients take for more than data. */
const HOSTILE = [
  `it's "quoted" $HOME $(id) \`id\` \${HOME} #{1} %PATH% %s !! ^ & | < > ; * ? ~ \\ \\n`,
  `'@`,
  `"@`,
  '@/etc/passwd',
  '-d @/etc/passwd',
  '?><?php system("id");',
  `'; system("id"); '`,
  '"""\n\'\'\'\n`',
  'line\r\nend\n\n',
  'caf\u00e9 \u2028 \u2029 \u202e \u2019 \ufeff',
  '\ufeff{"n":1.0,"big":12345678901234567890}',
  '{"a":"{{b}}"}',
  'EOF\n__END__\n=begin\n',
];

describe.each(SNIPPET_LANGUAGES.filter(({ id }) => id !== 'raw').map(({ id }) => id))(
  '%s, run',
  (language) => {
    const isHere = here.get(language) === true;
    const exact = !['fetch', 'powershell', 'python', 'ruby', 'go'].includes(language);

    const headers: HeaderPair[] = [
      ['Host', 'elsewhere.example'],
      ['X-B', '1'],
      ['x-a', `two  spaces "'$x %PATH% #{1} \\ !`],
      ['X-B', '2'],
      ['X-Latin', 'caf\xe9'],
      ['user-agent', 'Provider/1.0'],
      ['Content-Type', 'application/json'],
      ['Content-Length', '999'],
      ['Connection', 'close'],
    ];
    const body = Buffer.from('{"it\'s":"$(id) \u00e9 \\u0041"}\n');

    it.skipIf(!isHere || !exact)('sends the headers as they were, and no others', async () => {
      const sent = await send(language, request({ headers, body }));
      expect(sent).toMatchObject({ line: 'POST /hooks HTTP/1.1', body: latin1Of(body) });
      expect(ownHeaders(sent)).toEqual(sendableHeaders(headers));
      expect(writeSnippet(language, request({ headers, body })).warnings).toEqual([]);
    });

    it.skipIf(!isHere || exact)(
      'sends all values, and says what it cannot keep',
      async () => {
        const sent = await send(language, request({ headers, body }));
        expect(sent).toMatchObject({ line: 'POST /hooks HTTP/1.1', body: latin1Of(body) });
        const { warnings, text } = writeSnippet(language, request({ headers, body }));
        expect(warnings.length).toBeGreaterThan(0);
        for (const warning of warnings) expect(text).toContain(warning);
        const values = ownHeaders(sent).map(([, value]) => value);
        expect(values).toEqual(expect.arrayContaining(['Provider/1.0', 'application/json']));
        expect(values.join('|')).toMatch(/1(?:, |\|)2/);
      },
      // Go compiles its library at first.
      180_000,
    );

    it.skipIf(!isHere)(
      'sends any body as data, whatever it looks like',
      async () => {
        const bodies = [
          // One program for all of the texts: starting each costs more than what it does.
          Buffer.from(HOSTILE.join('\n')),
          Buffer.from(HOSTILE[3] ?? ''),
          Uint8Array.from({ length: 256 }, (_, at) => at),
          Buffer.alloc(70_000, 'x"$'),
        ];
        for (const body of bodies) {
          const headers: HeaderPair[] = [['Content-Type', 'text/plain']];
          const sent = await send(language, request({ headers, body }));
          expect(sent.body === latin1Of(body)).toBe(true);
        }
      },
      120_000,
    );

    // HTTPie reads a target as a URL.
    const anyTarget = exact && language !== 'httpie';
    it.skipIf(!isHere || !anyTarget)('sends targets that no URL can hold', async () => {
      for (const [method, target] of [
        ['DELETE', "/a/../b?x='1'&y=%2f%zz"],
        ['GET', 'http://else.where/x'],
      ] as const) {
        const sent = await send(language, request({ method, target }));
        expect(sent.line).toBe(`${method} ${target} HTTP/1.1`);
        expect(ownHeaders(sent)).toEqual([]);
      }
    });
  },
);

describe('any of them', () => {
  const languages = SNIPPET_LANGUAGES.map(({ id }) => id).filter((id) => id !== 'raw');

  it('is ASCII, so that nothing in it can disguise, and begins with what it cannot keep', () => {
    const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }));
    const name = fc.stringMatching(/^[A-Za-z0-9-]{1,8}$/);
    fc.assert(
      fc.property(
        fc.constantFrom(...languages),
        text,
        fc.array(fc.tuple(name, fc.string())),
        (language, body, headers) => {
          const of = request({
            baseUrl: 'http://127.0.0.1:1',
            headers: headers.map(([key, value]): HeaderPair => [
              key,
              latin1Of(Buffer.from(value.replace(/[\r\n\0]/g, ''))),
            ]),
            body: Buffer.from(body),
          });
          const { text: written, warnings } = writeSnippet(language, of);
          expect(written).toMatch(/^[\t\r\n\x20-\x7E]*$/);
          const lines = written.split('\n').slice(0, warnings.length + 1);
          for (const warning of warnings) expect(lines.join('\n')).toContain(warning);
        },
      ),
    );
  });

  it('names a header of the wire in a comment without what could end the comment', () => {
    const headers: HeaderPair[] = [
      ['x\n`id`', '1'],
      ['x\n`id`', '2'],
    ];
    const { warnings } = writeSnippet('ruby', request({ headers }));
    expect(warnings.join('')).not.toMatch(/[\n`]/);
  });

  it('reads a long body from a file beside it, which comes with it', () => {
    const body = Buffer.alloc(2_000_000, 'x');
    for (const language of languages) {
      const { text, files } = writeSnippet(language, request({ body }));
      expect(text.length).toBeLessThan(1500);
      expect(text).toContain('capture.bin');
      expect(files.map(({ name, bytes }) => [name, bytes.length])).toEqual([
        ['capture.bin', 2_000_000],
      ]);
    }
  });

  it('as the message itself is that message, and a file where text cannot hold it', () => {
    const headers: HeaderPair[] = [['Host', 'h']];
    const plain = writeSnippet('raw', request({ headers, body: Buffer.from('{}') }));
    expect(plain.text).toBe('POST /hooks HTTP/1.1\r\nHost: h\r\n\r\n{}');
    const binary = writeSnippet('raw', request({ headers, body: Buffer.from([0, 255]) }));
    expect(binary.text).toBe('');
    expect(binary.files[0]?.name).toBe('capture.http');
    expect(latin1Of(binary.files[0]?.bytes ?? new Uint8Array())).toMatch(/\r\n\r\n\0\xff$/);
  });
});
