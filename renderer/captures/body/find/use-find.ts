import { useEffect, useRef, useState } from 'react';
import type { FindQuery } from './find-query.ts';
import { useFindQuery } from './find-store.ts';
import type { FindPlace, FindSource } from './find-worker.ts';
import { type Finder, type Found, openFinder } from './finder.ts';

const REST_MS = 120;

interface Answer {
  source: FindSource;
  place: FindPlace;
  query: FindQuery;
  found: Found;
}

const hitsOf = (found: Found | null): number =>
  found?.kind === 'spans' || found?.kind === 'nodes' ? found.from.length : 0;

/** One worker for a body, from its first question until the body is no longer shown. */
function useFinder(source: FindSource) {
  const opened = useRef<Finder | null>(null);
  useEffect(
    () => () => {
      opened.current?.close();
      opened.current = null;
    },
    [source],
  );
  return () => (opened.current ??= openFinder(source));
}

/**
 * The search within one body: open or not, what it found, and which hit is current.
 *
 * @param source the same object while nothing changes.
 * @param place null where the view cannot be searched.
 * @param finding open while that holds: a search around it leads here.
 */
export function useFind(source: FindSource, place: FindPlace | null, finding: boolean) {
  const [open, setOpen] = useState(false);
  const [wasFinding, setWasFinding] = useState(false);
  if (finding !== wasFinding) {
    setWasFinding(finding);
    setOpen(finding);
  }
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [at, setAt] = useState(0);
  const { query, change } = useFindQuery();
  const finder = useFinder(source);
  const wanted = open && place !== null && query.text !== '';
  const isThis =
    answer !== null && answer.source === source && answer.place === place && answer.query === query;

  useEffect(() => {
    if (!wanted || isThis) return;
    let left = false;
    const ask = async (): Promise<void> => {
      const found = await finder().find(place, query);
      if (left || found === null) return;
      setAnswer({ source, place, query, found });
      setAt(0);
    };
    const timer = setTimeout(() => void ask(), REST_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  });

  const found = wanted && isThis ? answer.found : null;
  const count = hitsOf(found);
  const step = (by: number): void => {
    if (count > 0) setAt((at + by + count) % count);
  };
  return {
    open: open && place !== null,
    show: () => setOpen(true),
    hide: () => setOpen(false),
    query,
    change,
    searching: wanted && !isThis,
    found,
    count,
    at,
    next: () => step(1),
    previous: () => step(-1),
  };
}
export type Find = ReturnType<typeof useFind>;
