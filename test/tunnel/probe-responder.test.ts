import { expect, it } from 'vitest';
import { createProbeResponder } from '../../main/tunnel/probe-responder.ts';

it('knows a probe that arrives after it was given up, once, and answers nothing of use', () => {
  const probes = createProbeResponder();
  const question = probes.ask();
  question[Symbol.dispose]();
  expect(probes.answer(question.path)).toBe('');
  expect(probes.answer(question.path)).toBeUndefined();
});

it('takes the nonce of a probe that arrived for an ordinary request afterwards', () => {
  const probes = createProbeResponder();
  const question = probes.ask();
  expect(probes.answer(`/behind/a/proxy${question.path}`)).toBe(question.expected);
  question[Symbol.dispose]();
  expect(probes.answer(question.path)).toBeUndefined();
});

it('forgets the oldest of many that never arrived', () => {
  const probes = createProbeResponder();
  const paths = Array.from({ length: 65 }, () => {
    using question = probes.ask();
    return question.path;
  });
  expect(probes.answer(paths[0] ?? '')).toBeUndefined();
  expect(probes.answer(paths[64] ?? '')).toBe('');
});
