import { describe, expect, it } from 'vitest';
import { namesAnotherScript } from '../../../renderer/shell/newer-page.ts';

const index = (src: string): string =>
  `<!doctype html><script src="./theme.js"></script><script type="module" crossorigin src="${src}"></script>`;

describe('a newer page', () => {
  it.each([
    ['./assets/index-1a2b.js', false],
    ['/assets/index-1a2b.js', false],
    ['./assets/index-9z8y.js', true],
  ])('is there if the index names another script: %s is %s', (src, newer) => {
    expect(namesAnotherScript(index(src), '/assets/index-1a2b.js')).toBe(newer);
  });

  it('is not what a page without a script says, such as one that asks to sign in', () => {
    expect(namesAnotherScript('<h1>Sign in</h1>', '/assets/index-1a2b.js')).toBe(false);
  });
});
