// One script: who opens a comparison needs its page next.
export { ComparePage } from './compare-page.tsx';
export { openCompare } from './open-compare.ts';
