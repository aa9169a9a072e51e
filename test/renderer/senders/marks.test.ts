import { expect, it } from 'vitest';
import type { Verdict } from '../../../preload/contract/signatures/verdict.ts';
import { markOfVerdict, SIGNATURE_MARKS } from '../../../renderer/senders/marks.ts';

const markOf = (state: Verdict['state']) => markOfVerdict({ state } as Verdict);

it('only a proven signature is good, and only a refused one is bad', () => {
  const tones = Object.entries(SIGNATURE_MARKS).map(([mark, { tone }]) => `${mark} ${tone}`);
  expect(tones.filter((one) => / (good|bad)$/.test(one))).toEqual(['ok good', 'bad bad']);
});

it('each verdict has its mark: a known secret proves no body', () => {
  expect(markOf('verified').short).toBe('verified');
  expect(markOf('authenticated').short).toBe('secret known');
  expect(markOf('failed').short).toBe('not verified');
  expect(markOf('not_attempted').short).toBe('no secret');
  expect(markOf('cannot_verify').short).toBe('cannot verify');
});

it('marks are told apart without their colour', () => {
  const words = Object.values(SIGNATURE_MARKS).map(({ label }) => label);
  expect(new Set(words).size).toBe(words.length);
});
