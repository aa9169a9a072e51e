import { create } from 'zustand';

/**
 * Names that were changed in this window: links and the way back still have the old ones, and the lists may hear
 * of the new name before the answer of the save is there.
 */
const useRenames = create<{ now: ReadonlyMap<string, string>; first: ReadonlyMap<string, string> }>(
  () => ({ now: new Map(), first: new Map() }),
);

/**
 * From now on `from` leads to `to`, wherever there is nothing called `from`.
 *
 * @param place what is named there, such as `functions/app_1`
 * @returns takes that back, for a change that was refused
 */
export function rename(place: string, from: string, to: string): () => void {
  if (from === to) return () => undefined;
  const [old, next] = [`${place}/${from}`, `${place}/${to}`];
  const before = useRenames.getState();
  const now = new Map(before.now).set(old, to);
  now.delete(next);
  const first = new Map(before.first).set(next, before.first.get(old) ?? from);
  useRenames.setState({ now, first });
  return () => useRenames.setState(before);
}

/**
 * What an address names.
 *
 * @returns its name now, and a key that stays when it is renamed: what shows it stays, too
 */
export function useRenamed(
  place: string,
  name: string | null,
  isThere: (name: string) => boolean,
): { name: string; key: string } | null {
  const { now, first } = useRenames();
  const seen = new Set<string>();
  let found = name;
  while (found !== null && !isThere(found)) {
    seen.add(found);
    const next = now.get(`${place}/${found}`);
    found = next === undefined || seen.has(next) ? null : next;
  }
  return found === null ? null : { name: found, key: first.get(`${place}/${found}`) ?? found };
}
