import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latin1Of } from '../../main/decode/latin1.ts';
import { cmdWord, curlForCmd } from '../../main/snippets/curl/curl-cmd.ts';
import type { SnippetRequest } from '../../main/snippets/snippet-request.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { ownHeaders, startRecorder } from './recorder.ts';

const run = promisify(execFile);
const hasCurl = (() => {
  try {
    execFileSync('curl', ['--version']);
    return true;
  } catch {
    // Not on this machine: what needs it is skipped.
    return false;
  }
})();

/** Where a model of cmd keeps what it is told to write. */
const TEMP = 'C:\\Temp';

/**
 * What cmd.exe makes of pasted lines, as its documentation and `ss64.com/nt/syntax-esc.html` tell: variables first,
 * then carets outside of quotes; an unquoted & | < > would be a command of its own, so it is an error here.
 */
function commandsOf(text: string): string[] {
  const lines = text.replaceAll('^\r\n', '').split('\r\n');
  return lines.map((line) => {
    const set = line.replaceAll('%TEMP%', TEMP);
    expect(set).not.toMatch(/[%!]/);
    const [, redirect = '', rest = ''] = /^((?:>>?"[^"]*" )?)(.*)$/.exec(set) ?? [];
    let out = '';
    let isQuoted = false;
    for (let at = 0; at < rest.length; at += 1) {
      const char = rest[at] ?? '';
      if (char === '^' && !isQuoted) {
        at += 1;
        out += rest[at] ?? '';
        continue;
      }
      if (char === '"') isQuoted = !isQuoted;
      else if (!isQuoted && /[&|<>()]/.test(char) && !rest.slice(at).startsWith('>nul')) {
        throw new Error(`cmd would read ${char} at ${at} of ${rest}`);
      }
      out += char;
    }
    return redirect + out;
  });
}

/** Arguments as the C runtime of Windows splits a command line. */
function argumentsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let isQuoted = false;
  for (let at = 0; at < line.length;) {
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    const next = line[at + slashes];
    if (slashes > 0) {
      word = (word ?? '') + '\\'.repeat(next === '"' ? Math.floor(slashes / 2) : slashes);
      at += slashes;
      if (next === '"' && slashes % 2 === 1) {
        word += '"';
        at += 1;
      }
      continue;
    }
    at += 1;
    if (next === '"') {
      isQuoted = !isQuoted;
      word ??= '';
    } else if (next === ' ' && !isQuoted) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + (next ?? '');
  }
  if (word !== null) words.push(word);
  return words;
}

let recording: Awaited<ReturnType<typeof startRecorder>>;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backstitch-cmd-'));
  recording = await startRecorder();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await recording[Symbol.asyncDispose]();
});

/** Carries the lines out as cmd would, with the real curl. */
async function carryOut(text: string): Promise<void> {
  const here = (path: string): string => join(folder, path.replace(`${TEMP}\\`, ''));
  for (const line of commandsOf(text)) {
    const echo = /^(>>?)"([^"]*)" echo (.*)$/.exec(line);
    const decode = /^certutil -f -decode "([^"]*)" "([^"]*)" >nul$/.exec(line);
    if (echo) {
      writeFileSync(here(echo[2] ?? ''), `${echo[3] ?? ''}\r\n`, {
        flag: echo[1] === '>' ? 'w' : 'a',
      });
    } else if (decode) {
      const base64 = readFileSync(here(decode[1] ?? ''), 'latin1');
      writeFileSync(here(decode[2] ?? ''), Buffer.from(base64, 'base64'));
    } else {
      const [program, ...words] = argumentsOf(line).map((word) =>
        word.replaceAll(`${TEMP}\\`, `${folder}/`),
      );
      if (program !== 'curl.exe') throw new Error(`cmd would start ${program}.`);
      await run('curl', words, { env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' } });
    }
  }
}

const request = (over: Partial<SnippetRequest>): SnippetRequest => ({
  method: 'POST',
  baseUrl: recording.url,
  target: '/hooks',
  headers: [],
  body: new Uint8Array(),
  bodyFile: 'capture.bin',
  ...over,
});

describe('the command for cmd', () => {
  it('keeps every word of printable ASCII through cmd and the program behind it', () => {
    const word = fc.string({ unit: fc.constantFrom(...Array.from(`ab "\\^&|<>()'=;,*?@-`)) });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (words) => {
        const [line = ''] = commandsOf(`curl.exe ${words.map(cmdWord).join(' ')}`);
        expect(argumentsOf(line)).toEqual(['curl.exe', ...words]);
      }),
    );
  });

  it('reads well where nothing is in the way', () => {
    const headers: HeaderPair[] = [['Content-Type', 'application/json']];
    const text = curlForCmd(request({ headers, body: Buffer.from('{"a":1}') }));
    expect(text).toContain('-H ^"Content-Type: application/json^"');
    expect(text).toContain('--data-binary ^"{\\^"a\\^":1}^"');
  });

  it.skipIf(!hasCurl)('sends any request as it was captured (needs curl)', async () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    const visible = fc.string({
      unit: fc
        .integer({ min: 33, max: 255 })
        .filter((code) => code !== 127)
        .map((code) => String.fromCharCode(code)),
      maxLength: 12,
    });
    const text = fc.constantFrom('{"a":"%PATH% ^& !x!"}', '@file', 'it\'s "so" \\', 'a\r\nb');
    await fc.assert(
      fc.asyncProperty(
        fc.array(visible, { maxLength: 3 }),
        fc.oneof(
          bytes,
          text.map((body) => Buffer.from(body)),
        ),
        async (values, body) => {
          const headers = values.map((value, at): HeaderPair => [`X-${at}`, value]);
          await carryOut(curlForCmd(request({ headers, body, target: '/a%20b?c=1&d=%PATH%' })));
          const sent = recording.take();
          expect(sent.line).toBe('POST /a%20b?c=1&d=%PATH% HTTP/1.1');
          expect(ownHeaders(sent)).toEqual(headers);
          expect(sent.body).toBe(latin1Of(body));
        },
      ),
      { numRuns: 20 },
    );
  });
});
