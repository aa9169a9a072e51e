import type { Tone } from '../ui/badge.tsx';

/** Colour of a status in a badge; null is not answered. */
export function statusBadgeTone(status: number | null): Tone {
  if (status === null) return 'neutral';
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return status >= 300 ? 'info' : 'good';
}
