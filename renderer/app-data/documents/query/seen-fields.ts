import { useEffect } from 'react';
import { create } from 'zustand';
import type { Place } from '../documents.ts';

const DEEPEST = 3;
const MOST = 500;
const NONE: readonly string[] = [];

/**
 * Names of fields of documents, those of objects within by their way: `address.city`. Lists are looked
 * into as a query does it, without a number.
 *
 * @param items documents as EJSON
 */
export function fieldsIn(items: readonly string[]): string[] {
  const found = new Set<string>();
  const walk = (value: unknown, path: string, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const one of value.slice(0, 20)) walk(one, path, depth);
      return;
    }
    for (const [name, inner] of Object.entries(value)) {
      // `{"$oid": …}` is one value, and no object with fields.
      if (name.startsWith('$')) return;
      const way = path === '' ? name : `${path}.${name}`;
      found.add(way);
      if (depth < DEEPEST) walk(inner, way, depth + 1);
    }
  };
  for (const text of items) walk(JSON.parse(text), '', 1);
  return [...found].slice(0, MOST);
}

const useSeen = create<{ by: Readonly<Record<string, readonly string[]>> }>(() => ({ by: {} }));

/** Fields of a collection that this window has seen, in the order in which it saw them. */
export function useSeenFields(place: Place, items: readonly string[] | undefined) {
  const key = JSON.stringify([place.appId, place.service, place.database, place.collection]);
  useEffect(() => {
    if (items === undefined || items.length === 0) return;
    const known = useSeen.getState().by[key] ?? NONE;
    const all = [...new Set([...known, ...fieldsIn(items)])].slice(0, MOST);
    if (all.length > known.length) useSeen.setState(({ by }) => ({ by: { ...by, [key]: all } }));
  }, [key, items]);
  return useSeen((state) => state.by[key] ?? NONE);
}
