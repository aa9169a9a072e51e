import type { Health } from '../../../preload/contract/destinations.ts';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { DeliveryReader } from '../store/delivery-reader.ts';

const DAY_MS = 86_400_000;
const SLICES = 48;

/** How a destination does: from its attempts of the last 24 hours, 20,000 at most. */
export function healthOf(reader: DeliveryReader, id: DestinationId, now: number): Health {
  const states = reader.openStates(id);
  const attempts = reader.attemptsSince(id, now - DAY_MS);
  const ended = attempts.filter(({ outcome }) => outcome === 'delivered' || outcome === 'failed');
  const good = ended.filter(({ outcome }) => outcome === 'delivered');
  return {
    waiting: (states.get('scheduled') ?? 0) + (states.get('sending') ?? 0),
    held: states.get('held') ?? 0,
    successRate: ended.length === 0 ? null : good.length / ended.length,
    ...percentiles(good),
    lastError: reader.lastError(id),
    lastAttemptAt: attempts[0]?.started_at ?? null,
  };
}

/** The attempts of the last hours in 48 slices of time. */
export function seriesOf(reader: DeliveryReader, id: DestinationId, hours: number, now: number) {
  const sliceMs = (hours * 3_600_000) / SLICES;
  const from = now - hours * 3_600_000;
  const slices = Array.from({ length: SLICES }, (_, i) => ({
    at: Math.round(from + i * sliceMs),
    good: [] as { total_ms: number | null }[],
    failed: 0,
  }));
  for (const attempt of reader.attemptsSince(id, from)) {
    const slice = slices[Math.min(SLICES - 1, Math.floor((attempt.started_at - from) / sliceMs))];
    if (attempt.outcome === 'delivered') slice?.good.push(attempt);
    else if (attempt.outcome === 'failed' && slice !== undefined) slice.failed += 1;
  }
  return slices.map(({ at, good, failed }) => ({
    at,
    delivered: good.length,
    failed,
    ...percentiles(good),
  }));
}

function percentiles(good: readonly { total_ms: number | null }[]): {
  p50Ms: number | null;
  p95Ms: number | null;
} {
  const times = good.map(({ total_ms: ms }) => ms ?? 0).sort((a, b) => a - b);
  const at = (share: number): number | null => times[Math.floor(times.length * share)] ?? null;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}
