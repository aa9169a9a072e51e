import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerValue } from '../../lib/headers.ts';

interface Received {
  headers: readonly HeaderPair[];
  target: string;
  viaTunnel: boolean;
}

/**
 * URLs under which a sender may know this place, the likeliest first: the one the user typed, the one
 * a proxy tells of, the one of `Host`; each as it is, then with its port, scheme and last slash
 * written otherwise. The query stays as it came, undecoded.
 */
export function urlsOf(
  { headers, target, viaTunnel }: Received,
  publicUrl: string | null,
): string[] {
  const query = /\?.*$/s.exec(target)?.[0] ?? '';
  const forwardedHost = first(headerValue(headers, 'x-forwarded-host'));
  const host = headerValue(headers, 'host');
  const proto = first(headerValue(headers, 'x-forwarded-proto')) ?? (viaTunnel ? 'https' : 'http');
  const bases = [
    publicUrl === null ? undefined : withoutQuery(publicUrl) + query,
    forwardedHost && `${proto}://${forwardedHost}${target}`,
    host && `${proto}://${host}${target}`,
  ].filter((url) => url !== undefined && url !== '') as string[];
  return [...new Set([...bases, ...bases.flatMap(otherSpellings)])];
}

const first = (value: string | undefined): string | undefined =>
  value?.split(',', 1)[0]?.trim() || undefined;

const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '');

function otherSpellings(url: string): string[] {
  const schemes = [url.replace(/^http:/, 'https:'), url.replace(/^https:/, 'http:')];
  return [url, ...schemes].flatMap((one) => [
    one,
    one.replace(/^(https:\/\/[^/?:]+)(?=[/?]|$)/, '$1:443'),
    one.replace(/^(http:\/\/[^/?:]+)(?=[/?]|$)/, '$1:80'),
    one.replace(/^(https:\/\/[^/?]+):443(?=[/?]|$)/, '$1'),
    one.replace(/^(http:\/\/[^/?]+):80(?=[/?]|$)/, '$1'),
    one.replace(/\/(?=\?|$)/, ''),
    one.replace(/([^/])(?=\?|$)/, '$1/'),
  ]);
}
