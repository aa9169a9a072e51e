import { describe, expect, it } from 'vitest';
import type { PackageView } from '../../../preload/contract/apps/packages.ts';
import {
  askedFor,
  problemOf,
  removalWords,
  usualVersion,
} from '../../../renderer/packages/package-words.ts';

const view = (part: Partial<PackageView>) => part as PackageView;

describe('a package in words', () => {
  it('says which version is asked for', () => {
    expect(usualVersion({ wanted: '^4' })).toBe('what package.json asks for: ^4');
    expect(usualVersion({ wanted: null })).toBe('the newest');
    expect(askedFor({ wanted: null })).toBe('not in package.json');
  });

  it('says what is wrong with it', () => {
    expect(problemOf(view({ installed: null, fits: false }))).toBe('Missing');
    expect(problemOf(view({ installed: '4.0.0', fits: false }))).toBe('Another version');
    expect(problemOf(view({ installed: '4.0.0', fits: true }))).toBeNull();
  });

  it('says what went with it, or why it stays', () => {
    expect(removalWords('a', { removed: ['a'], neededBy: [] })).toBe('a was removed.');
    expect(removalWords('a', { removed: ['a', 'b'], neededBy: [] })).toBe(
      'a was removed, with 1 package that only it needed.',
    );
    expect(removalWords('a', { removed: ['a', 'b', 'c'], neededBy: [] })).toBe(
      'a was removed, with 2 packages that only it needed.',
    );
    expect(removalWords('a', { removed: [], neededBy: ['b', 'c'] })).toBe(
      'a stays: b, c needs it.',
    );
  });
});
