import { expect, it } from 'vitest';
import { z } from 'zod';
import { schemaWords } from '../../preload/contract/schema-words.ts';

const Thing = z.strictObject({
  name: z.string().min(1).max(3),
  size: z.number().int().min(0).max(9),
  share: z.number().gt(0),
  kind: z.enum(['a', 'b']),
  only: z.literal(1),
  list: z.array(z.string()).min(1).max(2),
  url: z.url(),
  own: z.string().min(2, 'Say more.'),
});

const RIGHT = {
  name: 'a',
  size: 1,
  share: 1,
  kind: 'a',
  only: 1,
  list: ['x'],
  url: 'http://a/',
  own: 'more',
};

it.each<[string, object, string]>([
  ['is missing', { name: undefined }, 'is missing'],
  ['is of another kind', { name: 7 }, 'must be text, and is a number'],
  ['is null', { list: null }, 'must be a list, and is null'],
  ['is empty', { name: '' }, 'must not be empty'],
  ['is too long', { name: 'long' }, 'must have at most 3 characters'],
  ['is no whole number', { size: 1.5 }, 'must be a whole number, and is a number'],
  ['is too small', { size: -1 }, 'must be at least 0'],
  ['is too big', { size: 10 }, 'must be at most 9'],
  ['is at a bound that is not in', { share: 0 }, 'must be more than 0'],
  ['is none of some', { kind: 'c' }, 'must be one of "a", "b"'],
  ['is not the one', { only: 2 }, 'must be 1'],
  ['has too few entries', { list: [] }, 'must have at least 1 entry'],
  ['has too many entries', { list: ['x', 'y', 'z'] }, 'must have at most 2 entries'],
  ['is no URL', { url: 'a b' }, 'must be a URL'],
  ['is not known', { other: 1 }, '“other” is not known here'],
  ['has words of its own', { own: 'x' }, 'Say more.'],
])('what %s is told in plain words', (_what, wrong, words) => {
  const read = Thing.safeParse({ ...RIGHT, ...wrong }, { error: schemaWords });
  expect(read.error?.issues.map(({ message }) => message)).toEqual([words]);
});
