import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { httpieSnippet } from '../../main/snippets/languages/httpie.ts';
import type { SnippetRequest } from '../../main/snippets/snippet-request.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

function request(over: Partial<SnippetRequest>): SnippetRequest {
  return {
    method: 'POST',
    baseUrl: 'http://127.0.0.1:1',
    target: '/',
    headers: [],
    body: new Uint8Array(),
    bodyFile: 'capture.bin',
    ...over,
  };
}

/** Runs the command in bash with a program in the place of HTTPie that shows what it was given. */
async function given(over: Partial<SnippetRequest>): Promise<{ words: string[]; input: string }> {
  const stub = `http() { printf '%s\\0' "$@"; case "$*" in *--ignore-stdin*) ;; *) cat;; esac; }\n`;
  const run = promisify(execFile);
  const { stdout } = await run('bash', ['-c', stub + httpieSnippet(request(over))], {
    encoding: 'latin1',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const parts = stdout.split('\0');
  const isPiped = !parts.includes('--ignore-stdin');
  const words = parts.filter((part) => part !== '');
  return isPiped ? { words, input: stdout } : { words, input: '' };
}

describe.skipIf(process.platform === 'win32')('the HTTPie command, read by bash', () => {
  it('carries method, address, headers in order with repeats, and the body', async () => {
    const { words } = await given({
      method: 'PUT',
      target: '/a?b=1&c=%20',
      headers: [
        ['Host', 'elsewhere'],
        ['X-A', '=not json'],
        ['X-A', '@no file'],
        ['X-Empty', ''],
        ['Content-Type', 'application/json'],
      ],
      body: bytes('{"it\'s":"\xe9"}'),
    });
    expect(words).toEqual([
      '--path-as-is',
      '--ignore-stdin',
      '--raw={"it\'s":"\xe9"}',
      'PUT',
      'http://127.0.0.1:1/a?b=1&c=%20',
      'X-A: =not json',
      'X-A: @no file',
      'X-Empty;',
      'Content-Type: application/json',
      'Accept:',
      'Accept-Encoding:',
      'User-Agent:',
    ]);
  });

  it('sends a body that no argument can hold through a pipe', async () => {
    const { words, input } = await given({ body: bytes('a\0b') });
    expect(words.some((word) => word.startsWith('--raw'))).toBe(false);
    expect(input.endsWith('a\0b')).toBe(true);
  });

  it('names the file of a body that is too large to paste', () => {
    const text = httpieSnippet(request({ body: new Uint8Array(1_000_001) }));
    expect(text).toMatch(
      /^# The body is too large to paste: download it as capture\.bin first\.\n/,
    );
    expect(text).toContain("< 'capture.bin'");
  });
});
