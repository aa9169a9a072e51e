/** A round of attempts begins 48 hours before its deadline. */
const WINDOW_MS = 48 * 3_600_000;

/** The first gaps are seconds, the last ones ten hours: only a logarithm shows both. */
const UNIT_MS = 5000;

/** Where moments of a round stand, from 0 at its start to 1 at its deadline. */
export function stripScale(deadlineAt: number) {
  const start = deadlineAt - WINDOW_MS;
  const whole = Math.log1p(WINDOW_MS / UNIT_MS);
  const at = (moment: number): number => {
    const passed = Math.max(0, Math.min(WINDOW_MS, moment - start));
    return Math.log1p(passed / UNIT_MS) / whole;
  };
  return { start, at };
}

export const STRIP_TICKS: readonly { ms: number; label: string }[] = [
  { ms: 0, label: '0' },
  { ms: 60_000, label: '1 min' },
  { ms: 600_000, label: '10 min' },
  { ms: 3_600_000, label: '1 h' },
  { ms: 6 * 3_600_000, label: '6 h' },
  { ms: 24 * 3_600_000, label: '24 h' },
];
