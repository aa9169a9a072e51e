import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { httpieSnippet } from '../../../renderer/wire/snippets/httpie.ts';
import type { SnippetRequest } from '../../../renderer/wire/snippets/snippet-request.ts';

const request = (more: Partial<SnippetRequest> = {}): SnippetRequest => ({
  method: 'POST',
  baseUrl: 'http://127.0.0.1:9',
  target: '/hook?a=1',
  headers: [
    ['Content-Type', 'application/json'],
    ['X-Sign', '=abc'],
    ['X-At', '@file'],
    ['X-Empty', ''],
    ['Host', 'elsewhere.test'],
  ],
  body: Buffer.from(`{"it's":"$HOME\\n"}`),
  bodyFile: 'body.bin',
  ...more,
});

/** What HTTPie is given: its arguments, and what comes in by the pipe. */
async function given(snippet: string): Promise<{ args: string[]; body: string }> {
  const http =
    'http() { printf \'%s\\0\' "$@"; printf \'\\1\'; [ "$1" = --ignore-stdin ] || cat; }';
  const { stdout } = await promisify(execFile)('bash', ['-c', `${http}\n${snippet}`]);
  const [args = '', body = ''] = stdout.split('\x01');
  return { args: args.split('\0').slice(0, -1), body };
}

describe('a request for HTTPie', () => {
  it('gives HTTPie the method, the URL, the headers as its items, and the body as it is', async () => {
    expect(await given(httpieSnippet(request()))).toEqual({
      args: [
        'POST',
        'http://127.0.0.1:9/hook?a=1',
        'Content-Type:application/json',
        'X-Sign:\\=abc',
        'X-At:\\@file',
        'X-Empty;',
      ],
      body: `{"it's":"$HOME\\n"}`,
    });
  });

  it('waits for no body where there is none', async () => {
    const { args } = await given(
      httpieSnippet(request({ method: 'GET', headers: [], body: new Uint8Array() })),
    );
    expect(args).toEqual(['--ignore-stdin', 'GET', 'http://127.0.0.1:9/hook?a=1']);
  });

  it('carries bytes that no argument holds', async () => {
    const body = new Uint8Array([0, 1, 2, 65]);
    const snippet = httpieSnippet(request({ headers: [], body }));
    expect(snippet).toContain('base64 -d');
    expect((await given(snippet)).args[0]).toBe('POST');
  });
});
