import { describe, expect, it } from 'vitest';
import {
  suggestWords,
  type ExpressionPlace,
} from '../../../renderer/expressions/expression-words.ts';

const labels = (text: string, place: ExpressionPlace = 'webhook'): string[] =>
  suggestWords(text, text.length, place).map(({ label }) => label);

describe('suggestions for an expression', () => {
  it('begin at the sign, and replace all that is typed of the word', () => {
    expect(suggestWords('{"a": "%%user.i', 15, 'webhook')).toEqual([
      { label: '%%user.id', detail: 'id of the user who runs', from: 7 },
    ]);
  });

  it('come for both signs of operators, in any case', () => {
    expect(labels('{"$NI')).toEqual(['%nin']);
    expect(labels('{"%ni')).toEqual(['%nin']);
  });

  it('offer arguments only where an action has them', () => {
    expect(labels('%%args', 'service-rule')).toEqual(['%%args', '%%args.url.host']);
    expect(labels('%%args', 'webhook')).toEqual([]);
    expect(labels('%%args', 'function')).toEqual([]);
  });

  it('do not come without a sign, nor behind the cursor', () => {
    expect(labels('{"user')).toEqual([]);
    expect(suggestWords('ab %%user', 2, 'webhook')).toEqual([]);
  });
});
