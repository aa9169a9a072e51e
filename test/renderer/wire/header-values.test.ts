import { expect, it } from 'vitest';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import {
  hasHeader,
  headerValue,
  headerValues,
} from '../../../renderer/wire/headers/header-values.ts';

const HEADERS: HeaderPair[] = [
  ['Set-Cookie', 'a=1'],
  ['X-Empty', ''],
  ['set-cookie', 'b=2'],
];

it('finds the values of a header in their order, whatever its case', () => {
  expect(headerValues(HEADERS, 'SET-COOKIE')).toEqual(['a=1', 'b=2']);
  expect(headerValue(HEADERS, 'set-cookie')).toBe('a=1');
});

it('tells an empty header from one that is absent', () => {
  expect(headerValue(HEADERS, 'x-empty')).toBe('');
  expect(hasHeader(HEADERS, 'x-empty')).toBe(true);
  expect(headerValue(HEADERS, 'x-other')).toBeUndefined();
  expect(hasHeader(HEADERS, 'x-other')).toBe(false);
});
