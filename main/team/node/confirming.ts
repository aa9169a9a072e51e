import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { Outbox } from '../outbox.ts';
import type { Fate } from '../gather.ts';

interface Parts {
  clock: Clock;
  groups: Pick<GroupCommit, 'commit'>;
  outbox: Pick<Outbox, 'add' | 'seqOf'>;
  /** How long a request waits. */
  mostMs: number;
  /** Sends what waits now: no time is left to gather more. */
  hurry: () => void;
  /** Why there is no connection, in words; null where there is one. */
  reason: () => string | null;
}

interface Waiting {
  /** Its place in the order of this node. */
  seq: number;
  settle: (fate: Fate) => void;
}

/** So many requests are held at the same time: each has a connection, and what it sent, in memory. */
const MOST_WAITING = 1000;
const AGAIN = 'The sender was asked to send it again.';

/**
 * Holds a request until its capture is in the team's database too. It is shared while it has no answer yet, and once
 * more with it.
 */
export function createConfirming(parts: Parts) {
  const { clock, groups, outbox } = parts;
  const waiting = new Map<number, Waiting>();

  /** @returns why not, in words; null once it is there. */
  async function confirm(
    rowId: number,
    list: (rowId: number) => void,
    stopping: AbortSignal,
  ): Promise<string | null> {
    if (waiting.size >= MOST_WAITING) {
      return `${MOST_WAITING} requests wait for the team’s database already. ${AGAIN}`;
    }
    const { promise, resolve } = Promise.withResolvers<Fate | 'late' | 'stopped'>();
    const mine: Waiting = { seq: Number.MAX_SAFE_INTEGER, settle: resolve };
    const stop = (): void => resolve('stopped');
    const cancel = clock.after(parts.mostMs, () => resolve('late'));
    stopping.addEventListener('abort', stop, { once: true });
    if (stopping.aborted) stop();
    // Before it is noted: an open one is shared only where somebody waits for it.
    waiting.set(rowId, mine);
    try {
      const isNoted = await groups
        .commit(() => {
          list(rowId);
          outbox.add('capture', rowId);
        })
        .then(
          () => true,
          // The store has said why.
          () => false,
        );
      if (!isNoted) return `This capture could not be noted for the team. ${AGAIN}`;
      mine.seq = outbox.seqOf('capture', rowId) ?? mine.seq;
      parts.hurry();
      return wordsOf(await promise, parts);
    } finally {
      waiting.delete(rowId);
      cancel();
      stopping.removeEventListener('abort', stop);
    }
  }

  return {
    confirm,
    isAwaited: (rowId: number): boolean => waiting.has(rowId),
    /** What became of captures of a batch that is in the database. */
    sent(fates: ReadonlyMap<number, Fate>): void {
      if (waiting.size === 0) return;
      for (const [rowId, fate] of fates) waiting.get(rowId)?.settle(fate);
    },
    /** All up to this number is there: the answer of a commit had been lost. */
    sentUpTo(seq: number): void {
      for (const one of waiting.values()) if (one.seq <= seq) one.settle('there');
    },
  };
}

function wordsOf(fate: Fate | 'late' | 'stopped', { mostMs, reason }: Parts): string | null {
  switch (fate) {
    // What is never shared, such as a login of an app, is on this disk alone; there is nothing to wait for.
    case 'there':
    case 'kept-back':
      return null;
    case 'untaken':
    case 'lost':
      return `The team’s database does not take this capture. ${AGAIN}`;
    case 'late': {
      const why = reason() ?? 'Its database is connected and slow.';
      return `The team did not have this capture within ${mostMs / 1000} s. ${why} ${AGAIN}`;
    }
    case 'stopped':
      return `Backstitch stopped before the team had this capture. ${AGAIN}`;
    default:
      return fate satisfies never;
  }
}
