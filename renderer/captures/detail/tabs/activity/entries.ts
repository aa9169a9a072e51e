import type { DeliverySummary } from '../../../../../preload/contract/deliveries.ts';
import type { ReplaySummary } from '../../../../../preload/contract/replays.ts';
import type { SenderReport } from '../../../../../preload/contract/signatures.ts';
import type { InferredLoad } from './load-of.ts';

type Duplicate = SenderReport['duplicates'][number];

/** Something that came of a capture, or came again. */
export type Entry = { key: string; at: number } & (
  | { kind: 'replay'; replay: ReplaySummary }
  | { kind: 'delivery'; delivery: DeliverySummary }
  | { kind: 'load'; load: InferredLoad }
  | { kind: 'duplicate'; duplicate: Duplicate }
);

/**
 * What came of a capture, newest first.
 *
 * @param of.load null where no integration took it; one that waits to be loaded is the newest
 */
export function entriesOf(of: {
  replays: readonly ReplaySummary[];
  deliveries: readonly DeliverySummary[];
  duplicates: readonly Duplicate[];
  load: InferredLoad | null;
}): Entry[] {
  const entries: Entry[] = [
    ...of.replays.map((replay): Entry => ({
      kind: 'replay',
      key: replay.id,
      at: replay.startedAt,
      replay,
    })),
    ...of.deliveries.map((delivery): Entry => ({
      kind: 'delivery',
      key: delivery.id,
      at: delivery.createdAt,
      delivery,
    })),
    ...of.duplicates.map((duplicate): Entry => ({
      kind: 'duplicate',
      key: duplicate.id,
      at: duplicate.receivedAt,
      duplicate,
    })),
  ];
  if (of.load !== null) {
    const at =
      of.load.batch === null ? Number.POSITIVE_INFINITY : Date.parse(of.load.batch.startedAt);
    entries.push({ kind: 'load', key: `load ${of.load.integrationId}`, at, load: of.load });
  }
  return entries.sort((a, b) => b.at - a.at);
}
