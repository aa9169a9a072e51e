import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, openBody, readBody } from '../../../renderer/replays/edit/edit-body.ts';
import {
  hasProblems,
  openDraft,
  readDraft,
  type Draft,
  type Original,
} from '../../../renderer/replays/edit/edit-draft.ts';
import { headerRow } from '../../../renderer/wire/headers/header-rows.ts';
import { formatHex, parseHex } from '../../../renderer/wire/hex-text.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const original: Original = {
  method: 'POST',
  target: '/orders?x=1',
  headers: [
    ['Host', 'a'],
    ['X-A', '1'],
    ['x-a', '2'],
  ],
  body: bytesOf('{"id":1}\r\n'),
};

const read = (change: Partial<Draft>, from = original) =>
  readDraft({ ...openDraft(from), ...change }, from);

describe('an edit before a replay', () => {
  it('is none while nothing differs, so the captured bytes go out themselves', () => {
    const body = fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' }).map(bytesOf));
    fc.assert(
      fc.property(body, (bytes) => {
        const result = readDraft(openDraft({ ...original, body: bytes }), {
          ...original,
          body: bytes,
        });
        expect(result.edit).toBeUndefined();
        expect(result.sizeBytes).toBe(bytes.length);
      }),
    );
  });

  it('holds only what was changed', () => {
    expect(read({ method: 'PUT' }).edit).toEqual({ method: 'PUT' });
    expect(read({ target: '/other' }).edit).toEqual({ target: '/other' });
  });

  it('carries a changed body as its exact bytes', async () => {
    const result = read({ body: { kind: 'text', text: '{"id":2}\r\n' } });
    expect(result.changed).toEqual({ method: false, target: false, headers: false, body: true });
    expect(Object.keys(result.edit ?? {})).toEqual(['body']);
    expect(await result.edit?.body?.text()).toBe('{"id":2}\r\n');
  });

  it('sees a changed case, order or duplicate of a header', () => {
    const [host, first, second] = openDraft(original).headers;
    if (!host || !first || !second) throw new Error('three rows expected');
    expect(read({ headers: [host, second, first] }).changed.headers).toBe(true);
    expect(read({ headers: [host, first] }).edit?.headers).toEqual([
      ['Host', 'a'],
      ['X-A', '1'],
    ]);
    expect(read({ headers: [host, first, { ...second, name: 'X-A' }] }).changed.headers).toBe(true);
  });

  it('leaves rows out that are still empty', () => {
    const rows = [...openDraft(original).headers, headerRow('', ' ')];
    const result = read({ headers: rows });
    expect(result.changed.headers).toBe(false);
    expect(hasProblems(result.problems)).toBe(false);
  });

  it('names the row and the part that cannot be sent', () => {
    const bad = headerRow('X Y', 'a\u0000');
    const result = read({ headers: [bad], method: 'A B', target: 'x y' });
    expect(result.problems.headers.get(bad.key)?.name).toContain('spaces');
    expect(result.problems.headers.get(bad.key)?.value).toContain('control');
    expect(result.problems.method).toContain('method');
    expect(result.problems.target).toContain('/');
    expect(hasProblems(result.problems)).toBe(true);
  });
});

describe('a body in the editor', () => {
  it('is text where the bytes are UTF-8, byte order mark included', () => {
    expect(openBody(bytesOf('\ufeffä'))).toEqual({ kind: 'text', text: '\ufeffä' });
  });

  it('is hex where they are not', () => {
    expect(openBody(Uint8Array.of(0xff, 0x00, 0x1f))).toEqual({ kind: 'hex', text: 'ff 00 1f' });
  });

  it('is not opened when it is too large', () => {
    expect(openBody(new Uint8Array(9_000_000))).toEqual({ kind: 'kept', sizeBytes: 9_000_000 });
    expect(readBody({ kind: 'kept', sizeBytes: 1 })).toEqual({ ok: true, bytes: null });
  });

  it('comes back byte for byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(readBody(openBody(bytes))).toEqual({ ok: true, bytes: Uint8Array.from(bytes) });
        expect(parseHex(formatHex(bytes))).toEqual({ ok: true, bytes: Uint8Array.from(bytes) });
      }),
    );
    expect(decodeUtf8(Uint8Array.of(0xc3))).toBeNull();
  });

  it('takes hex in any spacing and says where a digit is wrong or missing', () => {
    expect(parseHex('FFaa\n0 ')).toMatchObject({ ok: false, from: 5 });
    expect(parseHex(' FFaa\n00 ')).toEqual({ ok: true, bytes: Uint8Array.of(255, 170, 0) });
    expect(parseHex('00 g0')).toMatchObject({ ok: false, from: 3, to: 4 });
  });
});
