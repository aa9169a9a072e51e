import type { Gone } from '../../../preload/contract/captures/removal.ts';
import { dayKey, formatCount, formatSecond, formatShortDate } from '../../ui/format.ts';

/** When and by what a capture went, in sentences. Without `gone` nobody knows. */
export function goneWords(gone: Gone | null, now: number): string {
  if (gone === null) {
    return 'It was deleted before Backstitch started, or this address never was one of a capture.';
  }
  const second = formatSecond(gone.at);
  const isToday = dayKey(gone.at) === dayKey(now);
  const at = isToday ? `at ${second}` : `on ${formatShortDate(gone.at)}, ${second}`;
  if (gone.by === 'retention') {
    return `Retention deleted it ${at}: ${gone.why}. It cannot be restored. Pinned captures stay.`;
  }
  if (gone.undo === null) return `Deleted ${at}. It cannot be restored since Backstitch restarted.`;
  const others = gone.together - 1;
  return others === 0
    ? `Deleted ${at}.`
    : `Deleted ${at}, with ${others === 1 ? 'another one' : `${formatCount(others)} others`}.`;
}
