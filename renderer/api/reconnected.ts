const listeners = new Set<(first: boolean) => void>();

/** Calls back after each connect; `first` is true for the connect of the page's start. */
export function whenOnline(listener: (first: boolean) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function onOnline(first: boolean): void {
  for (const listener of listeners) listener(first);
}
