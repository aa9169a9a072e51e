import type { IntegrationId } from '../../preload/contract/integrations.ts';
import type { Prefs } from '../../preload/contract/window/prefs.ts';

/** How many rejects each integration had when somebody last looked at them; preference `rejectsSeen`. */
export type RejectsSeen = Readonly<Record<string, number>>;

/** Read with care: another version may have written it. */
export function readRejectsSeen(prefs: Prefs): RejectsSeen {
  const kept: unknown = prefs['rejectsSeen'];
  if (typeof kept !== 'object' || kept === null) return {};
  return Object.fromEntries(
    Object.entries(kept).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

/**
 * Rejects that nobody has seen yet. Where rejects were loaded again there are fewer than were seen:
 * what was seen is then at most what there is.
 */
export function unseenRejects(seen: RejectsSeen, id: IntegrationId, count: number): number {
  return Math.max(0, count - (seen[id] ?? 0));
}
