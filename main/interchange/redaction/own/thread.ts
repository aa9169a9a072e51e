import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { BackstitchError } from '../../../lib/errors.ts';
import { workerFile } from '../../../lib/child-process/worker-file.ts';
import type { Cut, Portable } from '../../portable.ts';
import type { RedactionProfile } from '../rules.ts';

/** What a thread begins with. */
export interface Order {
  profile: RedactionProfile;
  secrets: readonly string[];
  /** Of the marks, the same for all threads of one export. */
  key: Uint8Array;
  step: SharedArrayBuffer;
}

type Asked =
  | { kind: 'capture'; capture: Portable }
  | { kind: 'text'; text: string; contentType: string };
/** `left`: steps that are not done any more. */
export type Ask = Asked & { left: readonly number[] };

/** One expression over one text; what takes longer is not a matter of how fast a machine is. */
const STEP_MS = 1000;
const LOOK_EVERY_MS = 100;
/** So many texts are dropped in one export, each after a second; then a rule is refused. */
const DROPPED_AT_MOST = 3;
const HEAP_MB = 1024;

/**
 * Cuts by rules of the user in a thread: an expression that someone wrote may go on for ever on what
 * someone else sent. A text it does not come to an end with is dropped whole, and the thread with it.
 */
export function startThread(profile: RedactionProfile, secrets: readonly string[]) {
  const key = randomBytes(32);
  const step = new SharedArrayBuffer(4);
  const doing = new Int32Array(step);
  let worker: Worker | undefined;
  let dropped = 0;

  /** What the thread says next: an answer, or that it ended. */
  let heard: ((said: { answer: unknown } | { failed: unknown }) => void) | undefined;

  function start(): Worker {
    const thread = new Worker(workerFile('interchange/redaction/own/worker', 'redaction-worker'), {
      workerData: { profile, secrets, key, step } satisfies Order,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    // What comes of one that was thrown away is nobody's matter.
    const tell: typeof heard = (said) => {
      if (worker === thread) heard?.(said);
    };
    thread.on('message', (answer) => tell({ answer }));
    thread.on('error', (failed) => tell({ failed }));
    thread.on('exit', () => tell({ failed: undefined }));
    return thread;
  }

  async function throwAway(): Promise<void> {
    const old = worker;
    worker = undefined;
    await old?.terminate();
    Atomics.store(doing, 0, 0);
  }

  /** The answer, or the number of the step that took too long. */
  async function once(ask: Ask): Promise<{ answer: unknown } | { stuck: number }> {
    const thread = (worker ??= start());
    const { promise, resolve } = Promise.withResolvers<
      { answer: unknown } | { failed: unknown } | { stuck: number }
    >();
    heard = resolve;
    let last = 0;
    let since = performance.now();
    const look = setInterval(() => {
      const now = Atomics.load(doing, 0);
      if (now !== last || now === 0) {
        last = now;
        since = performance.now();
      } else if (performance.now() - since >= STEP_MS) resolve({ stuck: now });
    }, LOOK_EVERY_MS);
    thread.postMessage(ask, []);
    const said = await promise;
    clearInterval(look);
    if (!('failed' in said)) return said;
    await throwAway();
    throw new BackstitchError('EXPORT_FAILED', 'A capture could not be cut by these rules.', {
      hint: 'It may be too large for them. Use the profile default or strict.',
      cause: said.failed,
    });
  }

  /** @throws BackstitchError EXPORT_FAILED, REDACTION_INVALID */
  async function ask(asked: Asked): Promise<unknown> {
    const left: number[] = [];
    for (;;) {
      const result = await once({ ...asked, left });
      if ('answer' in result) return result.answer;
      await throwAway();
      left.push(result.stuck);
      dropped += 1;
      if (dropped > DROPPED_AT_MOST) {
        throw new BackstitchError(
          'REDACTION_INVALID',
          'An expression of this profile takes more than a second on each of several texts.',
          { hint: 'Make it simpler: avoid a repetition within a repetition, as in (a+)+.' },
        );
      }
    }
  }

  return {
    async capture(capture: Portable): Promise<Portable> {
      const cut = (await ask({ kind: 'capture', capture })) as Portable | null;
      return cut ?? capture;
    },
    text: async (text: string, contentType: string) =>
      (await ask({ kind: 'text', text, contentType })) as { text: string; cut: Cut[] },
    [Symbol.asyncDispose]: throwAway,
  };
}
