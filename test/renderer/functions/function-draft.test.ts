import { describe, expect, it } from 'vitest';
import {
  emptyFunction,
  functionProblems,
  nameProblem,
} from '../../../renderer/functions/function-draft.ts';

describe('the name of a function', () => {
  it.each(['price', 'orders/price', 'a-b_c/D/9'])('may be %s', (name) =>
    expect(nameProblem(name, ['other'])).toBeUndefined(),
  );
  it.each(['', ' ', '/a', 'a/', 'a//b', '../up', 'a b', 'ä'])('may not be %j', (name) =>
    expect(nameProblem(name, [])).toBeTypeOf('string'),
  );
  it('is there once', () => expect(nameProblem('a', ['a'])).toMatch(/already/));
});

describe('what keeps a function from being saved', () => {
  it('is nothing in a new one', () => {
    expect(functionProblems(emptyFunction('a'), 'a', [])).toEqual({});
  });

  it('is not an odd name that was imported, but a new odd one', () => {
    const draft = emptyFunction('old name');
    expect(functionProblems(draft, 'old name', [])).toEqual({});
    expect(functionProblems(draft, 'price', [])).toHaveProperty('name');
  });

  it('is an expression that is no JSON', () => {
    expect(functionProblems({ ...emptyFunction('a'), canEvaluate: '{' }, 'a', [])).toHaveProperty(
      'canEvaluate',
    );
  });

  it('is a user that was not chosen yet', () => {
    expect(functionProblems({ ...emptyFunction('a'), runAsUserId: ' ' }, 'a', [])).toEqual({
      runAsUserId: 'Choose a user.',
    });
  });
});
