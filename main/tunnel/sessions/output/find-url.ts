import { RE2JS } from 're2js';
import { classifyAddress } from '../../../outbound/address.ts';

/** The public URL in one printed line, or in two; null where there is none. Without closing slash. */
export type FindUrl = (line: string) => string | null;

/** What of a line is looked at, in characters. */
export const LINE_MAX = 2048;
/** Steps of a person's pattern: with the longest line that is a fifth of a second at worst. */
const STEPS_MAX = 300;

/** By the pattern of a preset, which is ours. */
export function findByPreset(preset: { pattern: RegExp; scheme: string }): FindUrl {
  return (line) => usable(preset.pattern.exec(line)?.[1], preset.scheme);
}

/**
 * By a pattern that a person wrote: RE2, whose time is linear, so that neither it nor what a relay
 * prints can hold up the thread. Its first group is the URL, or all of it without one.
 *
 * @throws RE2JSException; Error where the pattern has too many steps
 */
export function findByPattern(pattern: string): FindUrl {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  if (compiled.programSize() > STEPS_MAX) throw new Error('it has too many steps');
  return (line) => {
    const found = compiled.matcher(line);
    for (let from = 0; found.find(from);) {
      const text = found.group(found.groupCount() > 0 ? 1 : 0);
      const url = usable(text ?? undefined, 'https://');
      if (url !== null) return url;
      if (found.end() <= from) return null;
      from = found.end();
    }
    return null;
  };
}

/** What a relay or program says it is reached at: a web address on another computer than this one. */
function usable(found: string | undefined, scheme: string): string | null {
  if (found === undefined || found.length > 500) return null;
  const url = URL.parse(/^[a-z]+:\/\//.test(found) ? found : scheme + found);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (url.username !== '' || url.password !== '' || isHere(url.hostname)) return null;
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/**
 * A probe of this computer's own address would succeed without any tunnel: programs print where
 * they forward to, and their own pages.
 */
function isHere(hostname: string): boolean {
  if (/(?:^|\.)localhost\.?$/.test(hostname)) return true;
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (bare === '0.0.0.0' || bare === '::') return true;
  return /^[\d.]+$|:/.test(bare) && classifyAddress(bare).kind === 'loopback';
}
