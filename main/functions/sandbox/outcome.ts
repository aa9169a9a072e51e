import { z } from 'zod';
import type { FunctionLimits } from '../../../preload/contract/app-model.ts';
import { FunctionReply, type RunError } from '../../../preload/contract/apps/function-runs.ts';
import type { WorkerOutcome } from '../worker-protocol.ts';
import type { Run } from './run.ts';
import { readStack } from './stack.ts';

/** What the guest's finish() says. It comes from hostile memory, so nothing of it is believed. */
const Finish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pending') }),
  z.object({
    kind: z.literal('ok'),
    result: z.string().nullable(),
    resultString: z.string().nullable(),
    resultJson: z.string().nullable(),
    reply: FunctionReply.extend({ status: z.number().int().min(200).max(599) }).nullable(),
  }),
  z.object({
    kind: z.literal('error'),
    error: z.object({
      code: z.string(),
      name: z.string(),
      message: z.string(),
      stack: z.string(),
    }),
  }),
]);
type Finish = z.infer<typeof Finish>;

const FORGED: Finish = {
  kind: 'error',
  error: {
    code: 'FunctionExecutionError',
    name: 'Error',
    message: 'the function changed what passes its result on',
    stack: '',
  },
};

export function readFinish(json: string): Finish {
  try {
    return Finish.safeParse(JSON.parse(json)).data ?? FORGED;
  } catch {
    // No JSON at all: the function got at what writes it.
    return FORGED;
  }
}

const WORDS = {
  time: { code: 'ExecutionTimeLimitExceeded', message: 'execution time limit exceeded' },
  memory: { code: 'FunctionExecutionError', message: 'memory limit exceeded' },
  pending: {
    code: 'ExecutionTimeLimitExceeded',
    message: 'the returned promise never settles: nothing is left to settle it',
  },
  output: { code: 'FunctionExecutionError', message: 'output limit exceeded' },
} as const;

/** The outcome of a run that was stopped. */
export function failed(why: keyof typeof WORDS, run: Run): WorkerOutcome {
  return { ...base(run), error: { ...WORDS[why], name: 'Error', stack: [] } };
}

export function outcomeOf(finish: Finish, run: Run, limits: FunctionLimits): WorkerOutcome {
  if (finish.kind === 'pending') return failed('pending', run);
  if (finish.kind === 'error') return { ...base(run), error: errorOf(finish.error, run) };
  const { kind: _kind, ...values } = finish;
  const size = (values.result?.length ?? 0) + (values.reply?.bodyBase64?.length ?? 0) * 0.75;
  if (size > limits.outputBytes) return failed('output', run);
  return { ...base(run), ...values };
}

const base = (run: Run): WorkerOutcome => ({
  result: null,
  resultString: null,
  resultJson: null,
  reply: null,
  error: null,
  logs: run.logs,
  logsCut: run.logsCut(),
  memoryBytes: 0,
  broken: false,
});

function errorOf(
  error: { code: string; name: string; message: string; stack: string },
  run: Run,
): RunError {
  const { code, name, message, stack } = error;
  if (message === 'out of memory') return { ...WORDS.memory, name: 'Error', stack: [] };
  const frames = readStack(code === 'FunctionSyntaxError' ? run.syntaxStack() : stack);
  return { code, name, message, stack: frames };
}
