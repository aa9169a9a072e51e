import { useSyncExternalStore } from 'react';
import type { Prefs } from '../../preload/contract/window/prefs.ts';
import { api } from './client.ts';
import { whenOnline } from './reconnected.ts';

const listeners = new Set<(prefs: Prefs) => void>();
let known: Prefs | undefined;
let following = false;

/**
 * Hands on the choices that the engine keeps: now where they are known, and each time they change,
 * also in another window.
 */
export function onPrefs(listener: (prefs: Prefs) => void): () => void {
  listeners.add(listener);
  if (known !== undefined) listener(known);
  if (!following) follow();
  return () => void listeners.delete(listener);
}

/** What is chosen; undefined until it is known. */
export function usePrefs(): Prefs | undefined {
  return useSyncExternalStore(subscribe, () => known);
}

const subscribe = (onChange: () => void): (() => void) => onPrefs(onChange);

/** Changes choices; null takes one back to what it was at first. */
export async function putPrefs(patch: Prefs): Promise<void> {
  tell(await api.prefs.put({ patch }));
}

function tell(prefs: Prefs): void {
  known = prefs;
  for (const listener of listeners) listener(prefs);
}

/** Each connection asks again: what was changed meanwhile is unknown. */
function follow(): void {
  following = true;
  let round = new AbortController();
  whenOnline(() => {
    round.abort();
    round = new AbortController();
    void take(round.signal);
  });
  void take(round.signal);
}

async function take(signal: AbortSignal): Promise<void> {
  try {
    for await (const prefs of await api.prefs.live(undefined, { signal })) tell(prefs);
  } catch {
    // The stream breaks with its connection; the next connect subscribes again.
  }
}
