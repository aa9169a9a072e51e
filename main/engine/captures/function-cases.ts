import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { FunctionTarget } from '../../../preload/contract/interchange/suite-cases.ts';
import type { HostCall } from '../../../preload/contract/apps/function-runs.ts';
import type { DirectRuns } from '../../apps/running/direct-runs.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Target } from '../../outbound/target.ts';
import { type Answer, KEPT_BYTES } from '../../suites/answer.ts';
import type { CaseRequest } from '../../suites/case.ts';
import type { SendOptions, SentOnce } from '../../suites/parts.ts';
import { type CaseToSign, type SignedCase, signedFor, unsent } from '../../suites/send-case.ts';

interface Parts {
  direct: DirectRuns;
  clock: Clock;
  sign: (input: CaseToSign) => SignedCase;
  /** Where a request came, or would come. */
  targetOf: (request: CaseRequest) => Target;
}

/** Cases of suites that a function answers. */
export function functionCases({ direct, clock, sign, targetOf }: Parts) {
  return {
    /** @throws BackstitchError APP_NOT_FOUND, FUNCTION_NOT_FOUND, WEBHOOK_NOT_FOUND */
    nameOf: direct.nameOf,
    endpointsOf: direct.endpointsOf,
    /** Runs the function once. That it is gone meanwhile is an answer that did not come. */
    async run(
      request: CaseRequest,
      captureId: CaptureId | null,
      to: FunctionTarget,
      options: SendOptions,
    ): Promise<SentOnce> {
      const at = clock.now();
      const start = performance.now();
      const target = targetOf(request);
      const signed = signedFor(request, { target, options, sign });
      if ('problem' in signed) return { answer: unsent(at, signed.problem), note: null };
      try {
        const answered = await inTime(
          direct.answer(to, {
            captureId,
            method: request.method,
            // Secrets of the path are filled in where it is a capture's own.
            target: captureId !== null && signed.target === target.path ? null : signed.target,
            headers: signed.headers,
            body: signed.body,
          }),
          options.timeoutMs,
        );
        const totalMs = performance.now() - start;
        if (answered === null) {
          const error = `It did not end within ${Math.round(options.timeoutMs / 1000)} s.`;
          return { answer: { ...unsent(at, error), outcome: 'failed', totalMs }, note: null };
        }
        const { status, headers, body } = answered.plan;
        const answer: Answer = {
          at,
          outcome: 'answered',
          status,
          error: null,
          errorCode: null,
          totalMs,
          headers,
          body: body.subarray(0, KEPT_BYTES),
          sizeBytes: body.length,
          cut: body.length > KEPT_BYTES,
          replayId: null,
        };
        return { answer, note: callsNote(answered.hostCalls) };
      } catch (error) {
        if (!(error instanceof BackstitchError)) throw error;
        return { answer: unsent(at, error.message, error.code), note: null };
      }
    },
  };

  /** null: it took longer. Its own limits end it then. */
  async function inTime<T>(work: Promise<T>, ms: number): Promise<T | null> {
    const late = Promise.withResolvers<null>();
    const cancel = clock.after(ms, () => late.resolve(null));
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      cancel();
    }
  }
}

const COUNTED: readonly { mode: HostCall['mode']; words: string }[] = [
  { mode: 'recorded', words: 'answered as when it came' },
  { mode: 'stub', words: 'answered by a stub' },
  { mode: 'invented', words: 'not made' },
  { mode: 'refused', words: 'refused' },
];

/** What became of what it asked services for, where that was not simply done. */
function callsNote(calls: readonly HostCall[]): string | null {
  const counts = COUNTED.flatMap(({ mode, words }) => {
    const count = calls.filter((call) => call.mode === mode).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return counts.length === 0 ? null : `Calls of services: ${counts.join(', ')}.`;
}
