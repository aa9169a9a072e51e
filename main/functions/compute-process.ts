import { answerCalls } from '../lib/child-process/answer-calls.ts';
import { compute } from './host-ops/index.ts';
import type { Computation } from './host-ops/operation.ts';

// The entry of a process that computes what may take long for functions; it is killed when a run ends.

answerCalls(({ operation, args }: Computation) => compute(operation, args));
