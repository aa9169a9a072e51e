import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ExpectationMistake } from '../../preload/contract/interchange/expectations.ts';
import { query } from '../api/client.ts';

/** From the last key until the engine is asked. */
const PAUSE_MS = 250;
const NONE: readonly ExpectationMistake[] = [];

/**
 * What is wrong with a text, and where, as the engine reads it. Empty while it is being typed: a place of the
 * text before would be marked in this one.
 */
export function useMistakes(text: string): readonly ExpectationMistake[] {
  const [asked, ask] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => ask(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data } = useQuery({
    ...query.expectations.mistakes.queryOptions({ input: { text: asked } }),
    gcTime: 0,
    staleTime: Infinity,
  });
  return asked === text ? (data ?? NONE) : NONE;
}

/** The first mistake of a field, or of anything in it: `each.0`. */
export const mistakeAt = (
  mistakes: readonly ExpectationMistake[],
  path: string,
): string | undefined =>
  mistakes.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.message;
