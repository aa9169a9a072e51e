import { expect, it } from 'vitest';
import { createProbeResponder, type Probes } from '../../main/tunnel/probe-responder.ts';

/** The body of the answer to a target; undefined where it is no probe. */
function answerOf(probes: Probes, target: string): string | undefined {
  const taken = probes.take({ method: 'GET', target });
  return taken?.kept === false ? taken.plan.body.toString() : undefined;
}

it('knows a probe that arrives after it was given up, once, and answers nothing of use', () => {
  const probes = createProbeResponder();
  const question = probes.ask();
  question[Symbol.dispose]();
  expect(answerOf(probes, question.path)).toBe('');
  expect(answerOf(probes, question.path)).toBeUndefined();
});

it('takes the nonce of a probe that arrived for an ordinary request afterwards', () => {
  const probes = createProbeResponder();
  const question = probes.ask();
  expect(answerOf(probes, `/behind/a/proxy${question.path}`)).toBe(question.expected);
  question[Symbol.dispose]();
  expect(answerOf(probes, question.path)).toBeUndefined();
});

it('forgets the oldest of many that never arrived', () => {
  const probes = createProbeResponder();
  const paths = Array.from({ length: 65 }, () => {
    using question = probes.ask();
    return question.path;
  });
  expect(answerOf(probes, paths[0] ?? '')).toBeUndefined();
  expect(answerOf(probes, paths[64] ?? '')).toBe('');
});
