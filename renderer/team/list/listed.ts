import type { ListedCapture } from '../../../preload/contract/captures.ts';
import type { TeamCapture } from '../../../preload/contract/team.ts';
import { markOf } from '../words.ts';

/** Which capture of which node a row is. */
export const keyOf = ({ node, id }: { node: string; id: string }): string => `${node}.${id}`;

/** A capture of the team as rows of captures show it. What the team does not tell in its list is nothing special. */
export const listedOf = (item: TeamCapture): ListedCapture => ({
  id: item.id,
  receivedAt: item.receivedAt,
  durationMs: item.durationMs,
  method: item.method,
  target: item.target,
  endpointId: null,
  endpointName: item.endpointName,
  sizeBytes: item.sizeBytes,
  contentType: null,
  status: item.status,
  decidedBy: 'respond',
  reason: item.reason,
  failure: null,
  cut: item.cut,
  viaTunnel: false,
  pinned: markOf(item, 'pin') !== undefined,
  hasNote: markOf(item, 'note') !== undefined,
  replayOf: null,
  provider: item.provider,
  eventType: item.eventType,
  signature: item.signature,
  extra: { node: item.nodeName },
});

/** Clocks further apart than this make times of nodes mislead. */
const SKEW_MS = 2000;

/** How far the clock of its node is from that of the database, in words; null where that is nothing to speak of. */
export function skewWords(item: Pick<TeamCapture, 'skewMs' | 'nodeName'>): string | null {
  const { skewMs, nodeName } = item;
  if (Math.abs(skewMs) <= SKEW_MS) return null;
  const by = spanOf(Math.abs(skewMs));
  return `The clock of ${nodeName} is ${by} ${skewMs > 0 ? 'behind' : 'ahead of'} that of the database.`;
}

/** The same in a chip: what has to be added to its times. */
export const skewChip = (skewMs: number): string =>
  `clock ${skewMs > 0 ? '−' : '+'}${spanOf(Math.abs(skewMs))}`;

export const isSkewed = ({ skewMs }: Pick<TeamCapture, 'skewMs'>): boolean =>
  Math.abs(skewMs) > SKEW_MS;

function spanOf(ms: number): string {
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 5_400_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
