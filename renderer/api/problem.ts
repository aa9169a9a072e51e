export { readProblem, type ReadProblem } from '../ui/read-problem.ts';
