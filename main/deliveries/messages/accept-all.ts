import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { DeliveryReader } from '../store/delivery-reader.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import type { MessageStore } from '../store/message-store.ts';
import { accept, type Message } from './accept.ts';

interface Parts {
  commit: Pick<GroupCommit, 'commit'>;
  messages: MessageStore;
  reader: Pick<DeliveryReader, 'one'>;
  clock: Clock;
  wake: (id: DestinationId) => void;
  onChange: (seqs: number[], id: DestinationId | null) => void;
  /** The team sends a delivery. Called in the transaction that writes it. */
  handOver: (seq: number) => void;
}

/** A message, and where it goes. */
interface Addressed {
  message: Message;
  to: readonly KeptDestination[];
}

interface How {
  /** Written in the same transaction. */
  also?: () => void;
  wakes?: boolean;
  /** False: the rows are not wanted. */
  reads?: boolean;
}

export type AcceptAll = ReturnType<typeof createAcceptAll>;

/** Writes messages with their deliveries in one transaction, then sets the queue to work. */
export function createAcceptAll(parts: Parts) {
  const { commit, messages, reader, clock, wake, onChange } = parts;
  return async function acceptAll(
    batch: readonly Addressed[],
    { also = () => {}, wakes = true, reads = true }: How = {},
  ) {
    const now = clock.now();
    const accepted = await commit.commit(() => {
      also();
      return batch.map(({ message, to }) => {
        const one = accept(messages, message, to, now);
        if (!one.known) {
          for (const [at, seq] of one.seqs.entries())
            if (to[at]?.settings.shared) parts.handOver(seq);
        }
        return { ...one, rows: reads ? one.seqs.flatMap((seq) => reader.one(seq) ?? []) : [] };
      });
    });
    if (wakes) for (const { to } of batch) for (const { id } of to) wake(id);
    onChange(
      accepted.flatMap(({ seqs }) => seqs),
      null,
    );
    return accepted;
  };
}
