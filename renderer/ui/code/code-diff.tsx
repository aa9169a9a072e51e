import { later } from '../parts/later.tsx';
import type { CodeDiffProps } from './code-props.ts';

/** Two texts compared; its script comes with the first comparison. */
export const CodeDiff = later<CodeDiffProps>(
  'The comparison',
  async () => (await import('./diff-view.tsx')).DiffView,
);
