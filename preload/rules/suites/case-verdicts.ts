/** What may become of a case of a suite, in the order of how much it matters. */
export const CASE_VERDICTS = [
  'regressed',
  'new-bad',
  'unreachable',
  'still-bad',
  'flaky',
  'changed',
  'fixed',
  'new',
  'same',
] as const;
