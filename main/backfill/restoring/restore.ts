import { setImmediate as turn } from 'node:timers/promises';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerValue } from '../../lib/headers.ts';
import type { Given } from '../adapter.ts';
import { indentedSpelling, SPELLINGS, type Spelling, usualSpelling } from './candidates.ts';

/** A request as it may have been. */
export interface Candidate {
  target: string;
  headers: HeaderPair[];
  body: Buffer;
  /** When it was sent; epoch ms. */
  at: number;
}

export interface Restored extends Candidate {
  /** Its bytes may differ from those that were sent: nothing proves them. */
  rebuilt: boolean;
}

interface Wanted {
  given: Given;
  /** Path here. */
  target: string;
  at: number;
  /** Spells JSON where nothing proves a spelling. */
  habit: 'compact' | 'indented';
  /** Whether a signature in the headers fits the body, with a secret that is known here. */
  proves: (candidate: Candidate) => boolean;
}

/** Longer ones are not spelled in all ways: each takes as long as reading it. */
const MOST_BYTES = 2 * 1024 * 1024;
/** Of this connection, or made again for the body: they are not those of the capture. */
const OF_THE_WAY = new Set(['content-length', 'connection', 'transfer-encoding', 'host']);

/**
 * Brings back a request of what a provider gives of it. JSON inside of an answer is spelled as it may have been sent,
 * and the first spelling whose signature fits is the one that was sent: the values are never read and written again.
 * One turn of the loop passes between two tries.
 */
export async function restore(wanted: Wanted): Promise<Restored> {
  const { given } = wanted;
  if (given.body.kind === 'bytes') {
    return { ...candidateOf(wanted, given.body.text), rebuilt: false };
  }
  const { source } = given.body;
  const isForm = /^application\/x-www-form-urlencoded/i.test(
    headerValue(given.headers, 'content-type') ?? '',
  );
  const shaped = (spelling: Spelling): string => {
    const text = spelling(source);
    return isForm ? `payload=${encodeURIComponent(text)}` : text;
  };
  if (source.length <= MOST_BYTES && given.headers.length > 0) {
    const tried = new Set<string>();
    for (const spelling of SPELLINGS) {
      const text = shaped(spelling);
      if (tried.has(text)) continue;
      tried.add(text);
      const candidate = candidateOf(wanted, text);
      if (wanted.proves(candidate)) return { ...candidate, rebuilt: false };
      await turn();
    }
  }
  const usual = wanted.habit === 'indented' ? indentedSpelling : usualSpelling;
  return { ...candidateOf(wanted, shaped(usual)), rebuilt: true };
}

/** Headers that the provider did not give are not invented, but for what a body has to have. */
function candidateOf({ given, target, at }: Wanted, text: string): Candidate {
  const body = Buffer.from(text, 'utf8');
  const host = given.url === null ? undefined : URL.parse(given.url)?.host;
  const logged = given.headers.filter(([name]) => !OF_THE_WAY.has(name.toLowerCase()));
  const headers: HeaderPair[] = [];
  if (host !== undefined && host !== '') headers.push(['Host', host]);
  headers.push(...logged, ['Content-Length', String(body.length)]);
  return { target, headers, body, at };
}
