export { readProblem } from '../ui/read-problem.ts';
