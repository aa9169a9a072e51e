import { describe, expect, it } from 'vitest';
import { secretName, valueProblems } from '../../../renderer/app-data/values/value-draft.ts';

const draft = (part: object = {}) => ({ name: 'limit', value: '42', fromSecret: false, ...part });

describe('a value in the making', () => {
  it('is saved once it has a name of its own and JSON', () => {
    expect(valueProblems(draft(), [])).toEqual({ name: null, value: null });
    expect(valueProblems(draft(), ['limit']).name).toBe('A value with this name exists already.');
    expect(valueProblems(draft({ value: ' ' }), []).value).toContain('Write JSON');
    expect(valueProblems(draft({ value: '{"a":' }), []).value).not.toBeNull();
  });

  it('has a name by the rule of the vendor', () => {
    const bad = ['', '-a', '_a', 'a b', 'ä', 'a'.repeat(65)];
    for (const name of bad) {
      expect(valueProblems(draft({ name }), []).name, name).toContain('Up to 64');
    }
    expect(valueProblems(draft({ name: `0${'a'.repeat(63)}` }), []).name).toBeNull();
  });

  it('that shows a Secret names it', () => {
    expect(valueProblems(draft({ value: '"stripe"', fromSecret: true }), []).value).toBeNull();
    for (const value of ['', '""', '42', 'stripe']) {
      expect(valueProblems(draft({ value, fromSecret: true }), []).value).toBe(
        'Enter the name of the Secret.',
      );
    }
    expect(secretName('"stripe"')).toBe('stripe');
  });
});
