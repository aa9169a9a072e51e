import type { Stage } from '../../../../../preload/contract/captures.ts';

export interface Bar {
  stage: Stage;
  /** Shares of the whole width, 0 to 100. */
  left: number;
  width: number;
}

/** Bars too thin to see are drawn at this share of the width. */
const THINNEST = 0.6;

/** Lays the stages along one axis that ends with the last of them, or with the reply. */
export function layBars(
  stages: readonly Stage[],
  durationMs: number | null,
): { bars: Bar[]; totalMs: number } {
  const ends = stages.map((stage) => stage.startMs + stage.durationMs);
  const totalMs = Math.max(durationMs ?? 0, ...ends, 0);
  const share = (ms: number): number => (totalMs === 0 ? 0 : (ms / totalMs) * 100);
  const bars = stages.map((stage) => {
    const left = Math.min(share(stage.startMs), 100 - THINNEST);
    return {
      stage,
      left,
      width: Math.min(Math.max(share(stage.durationMs), THINNEST), 100 - left),
    };
  });
  return { bars, totalMs };
}
