import { useEffect, useState } from 'react';

/** Since when a word holds, epoch ms; null for the first one, which held before anybody looked. */
export function useSince(word: string): number | null {
  const [seen, setSeen] = useState<{ word: string; at: number | null }>({ word, at: null });
  useEffect(() => {
    const timer = setTimeout(() =>
      setSeen((old) =>
        old.word === word ? old : { word, at: old.word === '' ? null : Date.now() },
      ),
    );
    return () => clearTimeout(timer);
  }, [word]);
  return seen.word === word ? seen.at : null;
}
