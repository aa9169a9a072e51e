import { later } from '../parts/later.tsx';
import type { CodeMergeProps } from './code-props.ts';

/** One text written over two others; its script comes with the first use. */
export const CodeMerge = later<CodeMergeProps>(
  'The comparison',
  async () => (await import('./merge-view.tsx')).MergeTexts,
);
