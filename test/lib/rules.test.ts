import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameBytes, sameText } from '../../main/lib/secrets/constant-time.ts';
import { hasHeader, headerValues, namesInConnection, pairUp } from '../../main/lib/headers.ts';
import { likeText } from '../../main/lib/like.ts';
import { newId } from '../../main/lib/new-id.ts';

describe('secrets', () => {
  it('are equal where every byte is, whatever their length', () => {
    expect(sameText('whsec_1', 'whsec_1')).toBe(true);
    expect(sameText('whsec_1', 'whsec_2')).toBe(false);
    expect(sameText('whsec_1', 'whsec_')).toBe(false);
    expect(sameText('', '')).toBe(true);
    expect(sameBytes(Buffer.from([1, 2]), Buffer.from([1, 2]))).toBe(true);
    expect(sameBytes(Buffer.from([1, 2]), Buffer.from([1, 3]))).toBe(false);
    // Node throws on lengths that differ: here they are merely not equal.
    expect(sameBytes(Buffer.from([1, 2]), Buffer.from([1]))).toBe(false);
  });
});

describe('a text inside a LIKE pattern', () => {
  it('stands for itself, with per cent signs, underscores and backslashes', () => {
    const db = new SqliteDatabase(':memory:');
    const holds = db.prepare<[string, string]>(`SELECT ? LIKE ? ESCAPE '\\'`).pluck();
    const part = fc.string({ unit: fc.constantFrom('%', '_', '\\', 'a', 'b', '/') });
    fc.assert(
      fc.property(part, part, part, (before, text, behind) => {
        expect(holds.get(`${before}${text}${behind}`, `%${likeText(text)}%`)).toBe(1);
      }),
    );
    expect(holds.get('order', `%${likeText('o_d')}%`)).toBe(0);
    expect(holds.get('100 and 1', `%${likeText('0%1')}%`)).toBe(0);
    db.close();
  });
});

describe('an id', () => {
  it('begins with what it is of, and no two are alike', () => {
    expect(newId('ep_')).toMatch(/^ep_[0-9a-f]{16}$/);
    expect(newId('fwd_', 12)).toMatch(/^fwd_[0-9a-f]{12}$/);
    expect(newId('ep_')).not.toBe(newId('ep_'));
  });
});

describe('headers', () => {
  const headers = pairUp([
    'Via',
    '1.1 a',
    'X-Empty',
    '',
    'via',
    '1.1 b',
    'Connection',
    'Close, X-A',
  ]);

  it('that come several times give all their values, in their order', () => {
    expect(headerValues(headers, 'VIA')).toEqual(['1.1 a', '1.1 b']);
    expect(headerValues(headers, 'x-empty')).toEqual(['']);
    expect(headerValues(headers, 'vi')).toEqual([]);
  });

  it('are there where they are empty, too', () => {
    expect(hasHeader(headers, 'X-EMPTY')).toBe(true);
    expect(hasHeader(headers, 'x-emptier')).toBe(false);
  });

  it('of one connection alone are named in Connection, in any case', () => {
    expect(namesInConnection(headers)).toEqual(new Set(['close', 'x-a']));
    expect(namesInConnection(pairUp(['Connection', 'A', 'connection', ' b ,C']))).toEqual(
      new Set(['a', 'b', 'c']),
    );
    expect(namesInConnection([])).toEqual(new Set());
  });
});
