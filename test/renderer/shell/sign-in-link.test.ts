import { describe, expect, it } from 'vitest';
import { readLink } from '../../../renderer/shell/sign-in-link.ts';

const origin = 'http://127.0.0.1:8977';

describe('a pasted sign-in link', () => {
  it.each([`${origin}/?token=abc`, `  ${origin}/?token=abc\n`])('%j has a code', (pasted) => {
    expect(readLink(pasted, origin)).toEqual({ code: 'abc' });
  });

  it.each(['', 'abc', origin, `${origin}/?token=`, 'backstitch login'])(
    '%j is none, and says so',
    (pasted) => expect(readLink(pasted, origin)).toHaveProperty('problem'),
  );

  it.each(['http://127.0.0.1:9000/?token=abc', 'https://evil.test/?token=abc'])(
    '%s is for another address, and its code goes nowhere',
    (pasted) => {
      expect(readLink(pasted, origin)).toEqual({
        problem: `This link is for ${new URL(pasted).host}. Open it in a new tab.`,
      });
    },
  );
});
