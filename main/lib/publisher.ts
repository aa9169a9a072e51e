/** Hands values to every reader of a live stream. Readers that fall behind are told to refresh. */
export interface Publisher<T> {
  publish(value: T): void;
  /** Values published from now on, until `signal` aborts or the publisher is closed. */
  subscribe(signal?: AbortSignal): AsyncGenerator<T, void, void>;
  /** How many are reading. */
  readers(): number;
  close(): void;
}

const MAX_QUEUED = 1000;

/**
 * @param overflow value that replaces the queue of a reader more than 1000 values behind; without
 * it the oldest values are dropped.
 */
export function createPublisher<T>(overflow?: T): Publisher<T> {
  const readers = new Set<{ queue: T[]; wake: () => void; ended: boolean }>();
  return {
    publish(value) {
      for (const reader of readers) {
        if (reader.queue.length >= MAX_QUEUED) {
          if (overflow === undefined) reader.queue.shift();
          else reader.queue.splice(0, reader.queue.length, overflow);
        }
        reader.queue.push(value);
        reader.wake();
      }
    },
    subscribe(signal) {
      const reader = { queue: [] as T[], wake: () => {}, ended: false };
      // Registered at once, not at the first next(): nothing published in between is missed.
      readers.add(reader);
      const end = (): void => {
        reader.ended = true;
        readers.delete(reader);
        reader.wake();
      };
      signal?.addEventListener('abort', end, { once: true });
      if (signal?.aborted) end();
      return read(reader, end);
    },
    readers: () => readers.size,
    close() {
      for (const reader of readers) {
        reader.ended = true;
        reader.wake();
      }
      readers.clear();
    },
  };
}

async function* read<T>(
  reader: { queue: T[]; wake: () => void; ended: boolean },
  end: () => void,
): AsyncGenerator<T, void, void> {
  try {
    for (;;) {
      while (reader.queue.length > 0) yield reader.queue.shift() as T;
      if (reader.ended) return;
      await new Promise<void>((resolve) => {
        reader.wake = resolve;
      });
    }
  } finally {
    end();
  }
}

/** What holds now, then what follows. `changes` is read to its end, or ended with this. */
export async function* presentFirst<T>(
  present: T,
  changes: AsyncGenerator<T, void, void>,
): AsyncGenerator<T, void, void> {
  try {
    yield present;
    yield* changes;
  } finally {
    await changes.return();
  }
}
