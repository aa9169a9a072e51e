import { answerCalls } from '../lib/child-process/answer-calls.ts';
import { compute, type Computation } from './host-ops/index.ts';

// The entry of a process that computes what may take long for functions; it is killed when a run ends.

answerCalls(({ operation, args }: Computation) => compute(operation, args));
