import { readProblem } from './read-problem.ts';
import { toast } from './toast.tsx';

/** Says in a toast what did not work, and why: `work().catch(sayNot('Not saved'))`. */
export const sayNot = (title: string) => (error: unknown) => {
  const { message, hint } = readProblem(error);
  toast({ title, description: hint === undefined ? message : `${message} ${hint}`, tone: 'bad' });
};
