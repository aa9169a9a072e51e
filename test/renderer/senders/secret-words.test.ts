import { describe, expect, it } from 'vitest';
import { SecretForm } from '../../../preload/contract/signatures/secrets.ts';
import {
  checkedWords,
  formWords,
  labelFor,
  tidySecret,
} from '../../../renderer/senders/secret-words.ts';

it.each([
  ['whsec_live', 'Production'],
  ['sk_test_123', 'Test'],
  ['whsec_test', 'Test'],
  ['sandbox-key', 'Test'],
  ['attestation', 'Production'],
  ['latest', 'Production'],
])('suggests a label by what a secret says of itself: %s', (secret, label) => {
  expect(labelFor(secret)).toBe(label);
});

it('says what became of the other captures of a sender', () => {
  expect(checkedWords({ checked: 12, ok: 11, bad: 1 }, 'Stripe')).toBe(
    '12 captures of Stripe were checked again: 11 verified, 1 not.',
  );
  expect(checkedWords({ checked: 1, ok: 1, bad: 0 }, 'Stripe')).toBe(
    '1 capture of Stripe was checked again: 1 verified.',
  );
});

it('has words for each form in which a secret may fit, but none for the plain one', () => {
  const silent = SecretForm.options.filter((form) => formWords(form) === '');
  expect(silent).toEqual(['typed']);
});

describe('a pasted secret', () => {
  it.each([
    ['whsec_1', 'whsec_1', ''],
    [' whsec_1\n', 'whsec_1', 'Left out the blanks around it.'],
    ['"whsec_1"', 'whsec_1', 'Left out the quotes around it.'],
    [" 'whsec_1' ", 'whsec_1', 'Left out the blanks and quotes around it.'],
    ['"a" and "b"', '"a" and "b"', ''],
  ])('%j becomes %j', (pasted, value, said) => {
    expect(tidySecret(pasted)).toEqual({ value, said });
  });
});
