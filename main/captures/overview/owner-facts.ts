import type { EndpointFacts, SenderShare } from '../../../preload/contract/endpoints.ts';
import { arrivedAt } from '../capture-id.ts';

/** Who took a capture, who sent it, what came of its signature, and its row id. */
export type OwnerRow = [
  owner: string | null,
  provider: string | null,
  signature: string | null,
  id: number,
];

export const OWNER_COLUMNS = 'c.endpoint_id, c.provider, c.signature, c.id';

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** What came to one owner. */
export interface OwnerFacts extends Pick<EndpointFacts, 'hours' | 'senders'> {
  id: string;
  /** Row id. */
  newest: number;
}

interface Gathered {
  hours: number[];
  senders: Map<string | null, SenderShare>;
  newest: number;
}

/**
 * @param slices of all captures, newest first.
 * @param since epoch ms: the hours are counted from here.
 */
export async function collectOwners(
  slices: AsyncIterable<OwnerRow[]>,
  since: number,
): Promise<OwnerFacts[]> {
  const owners = new Map<string, Gathered>();
  for await (const slice of slices) {
    for (const [owner, provider, signature, id] of slice) {
      if (owner === null) continue;
      let gathered = owners.get(owner);
      if (gathered === undefined) {
        const hours = Array.from({ length: HOURS }, () => 0);
        gathered = { hours, senders: new Map(), newest: id };
        owners.set(owner, gathered);
      }
      const at = arrivedAt(id);
      countHour(gathered.hours, at - since);
      countSender(gathered.senders, provider, signature, at);
    }
  }
  return [...owners].map(([id, { hours, senders, newest }]) => ({
    id,
    hours,
    newest,
    senders: [...senders.values()].toSorted((a, b) => b.count - a.count),
  }));
}

function countHour(hours: number[], afterMs: number): void {
  if (afterMs < 0) return;
  const hour = Math.min(Math.floor(afterMs / HOUR_MS), HOURS - 1);
  hours[hour] = (hours[hour] ?? 0) + 1;
}

function countSender(
  senders: Map<string | null, SenderShare>,
  provider: string | null,
  signature: string | null,
  at: number,
): void {
  let share = senders.get(provider);
  if (share === undefined) {
    share = { provider, count: 0, verified: 0, failed: 0, newest: at };
    senders.set(provider, share);
  }
  share.count += 1;
  if (signature === 'ok' || signature === 'token') share.verified += 1;
  if (signature === 'bad') share.failed += 1;
}
