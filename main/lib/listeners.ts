/** Those who want to know of something, told in the order in which they asked. */
export interface Listeners<T extends unknown[] = []> {
  tell(...news: T): void;
  /** @returns how to be told no more. */
  add(listener: (...news: T) => void): () => void;
}

/** News of a room for other rooms: at once, on the same stack. Streams for readers are publishers. */
export function createListeners<T extends unknown[] = []>(): Listeners<T> {
  const listeners = new Set<(...news: T) => void>();
  return {
    tell(...news) {
      for (const listener of listeners) listener(...news);
    },
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
