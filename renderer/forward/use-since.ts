import { useState } from 'react';

/** Since when a word holds, epoch ms; null for the first one, which held before anybody looked. */
export function useSince(word: string): number | null {
  const [seen, setSeen] = useState<{ word: string; at: number | null }>({ word, at: null });
  if (seen.word !== word) setSeen({ word, at: seen.word === '' ? null : Date.now() });
  return seen.word === word ? seen.at : null;
}
