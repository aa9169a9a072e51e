import type { FunctionLimits } from '../../../preload/contract/app-model.ts';
import type { RunError } from '../../../preload/contract/apps/function-runs.ts';
import type { WorkerOutcome } from '../worker-protocol.ts';
import type { Finish } from './finish.ts';
import type { Run } from './run.ts';
import { readStack } from './stack.ts';

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
