import { later } from '../ui/parts/later.tsx';
import type { WorkbenchProps } from './trial/trial-of.ts';

/** The workbench of a function; its script comes with the first function that is opened. */
export const WorkbenchPart = later<WorkbenchProps>(
  'The function editor',
  async () => (await import('./function-workbench.tsx')).FunctionWorkbench,
);
