import type { Portable } from '../interchange/portable.ts';

/** What was cut, for those who read it: where and by which rule, and nothing of what stood there. */
export const toldCuts = ({
  redacted: cuts,
}: Portable): { place: string; name: string; count: number }[] =>
  cuts.map(({ place, rule, count }) => ({ place, name: rule, count }));
