import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CannedReply } from '../../../preload/contract/endpoints.ts';
import {
  contentTypeHint,
  replySummary,
  tryCurl,
} from '../../../renderer/endpoints/reply-summary.ts';
import { headerRow } from '../../../renderer/wire/headers/header-rows.ts';

const reply: CannedReply = {
  status: 200,
  headers: [],
  bodyKind: 'json',
  body: '{}',
  delayMs: 0,
  failFirst: { count: 0, status: 500 },
};
const summary = (change: Partial<CannedReply>, failuresLeft = 0): string =>
  replySummary({ reply: { ...reply, ...change }, failuresLeft });

describe('a reply in a line', () => {
  it('says status, body, delay and failures', () => {
    expect(summary({})).toBe('200 JSON');
    expect(summary({ delayMs: 2000, failFirst: { count: 2, status: 500 } }, 1)).toBe(
      'fails 1, then 200 JSON, after 2 s',
    );
    expect(summary({ failFirst: { count: 2, status: 500 } }, 0)).toBe('200 JSON');
    expect(summary({ delayMs: 250, bodyKind: 'text' })).toBe('200 text, after 250 ms');
    expect(summary({ delayMs: 1250 })).toBe('200 JSON, after 1.25 s');
    expect(summary({ body: '' })).toBe('200 empty');
  });

  it('promises no body where none is sent', () => {
    expect(summary({ status: 204 })).toBe('204 no body');
  });
});

describe('the curl that tries an endpoint', () => {
  it('uses a method the endpoint takes', () => {
    expect(tryCurl('http://127.0.0.1:8976/a', [])).toBe(
      `curl -i -X POST http://127.0.0.1:8976/a -H 'Content-Type: application/json' -d '{"hello":"world"}'`,
    );
    expect(tryCurl('http://127.0.0.1:8976/a', ['GET'])).toBe('curl -i http://127.0.0.1:8976/a');
    expect(tryCurl('http://127.0.0.1:8976/a', ['HEAD'])).toBe(
      'curl --head http://127.0.0.1:8976/a',
    );
    expect(tryCurl('http://127.0.0.1:8976/', ['DELETE'])).toBe(
      'curl -i -X DELETE http://127.0.0.1:8976/hello',
    );
  });

  it('gives a shell the URL as it is, whatever is in the path', () => {
    const path = fc.string({ unit: fc.constantFrom(...Array.from('a\'"$`!&;()*%2F~=,+')) });
    fc.assert(
      fc.property(path, (tail) => {
        const url = `http://127.0.0.1:1/x${tail}`;
        const words = tryCurl(url, ['GET']).replace('curl -i', 'printf %s');
        expect(execFileSync('sh', ['-c', words], { encoding: 'utf8' })).toBe(url);
      }),
      { numRuns: 40 },
    );
  });
});

describe('what a body is sent as', () => {
  const json = { headers: [], bodyKind: 'json' as const, body: '{}' };

  it('follows its kind, unless a header says otherwise, in whatever case', () => {
    expect(contentTypeHint(json)).toContain('Sent as application/json, unless');
    expect(contentTypeHint({ ...json, bodyKind: 'text' })).toContain('text/plain; charset=utf-8');
    const headers = [headerRow('CONTENT-TYPE', 'text/xml')];
    expect(contentTypeHint({ ...json, headers })).toContain('Sent as text/xml, as the headers say');
    const empty = [headerRow('content-type', '')];
    expect(contentTypeHint({ ...json, headers: empty })).toContain('an empty Content-Type');
  });

  it('is nothing where there is no body', () => {
    expect(contentTypeHint({ ...json, body: '' })).toBe(
      'Empty: nothing is sent after the headers.',
    );
  });
});
