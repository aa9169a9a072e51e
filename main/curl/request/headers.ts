import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { fieldValue } from '../../decode/field-value.ts';
import { shown } from '../bytes.ts';
import type { Given } from '../options.ts';
import { Refused } from '../refused.ts';
import type { Sent } from './data.ts';

interface Around {
  host: string;
  /** `name:password` that stands in the URL. */
  user: string | undefined;
  sent: Sent | null;
}

type Added = [name: string, value: string | undefined, by?: 'curl'];

/** A header, and whether the command asks for it or curl adds it by itself. */
export interface CurlHeader {
  pair: HeaderPair;
  by: 'command' | 'curl';
}

/**
 * In the order in which curl sends them. `User-Agent` is there where the command says it: which curl it would be is
 * not known.
 *
 * @throws Refused
 */
export function headersOf(given: readonly Given[], { host, user, sent }: Around): CurlHeader[] {
  const own = given
    .filter(({ option }) => option === 'header')
    .map(({ value }) => ownHeader(value));
  const ownNames = new Set(own.map(([name]) => name.toLowerCase()));
  const last = (name: string): string | undefined =>
    given.findLast(({ option }) => option === name)?.value;
  const isGiven = (name: string): boolean => given.some(({ option }) => option === name);
  const isJson = isGiven('json');
  const range = last('range');
  const before: Added[] = [
    ['Host', host, 'curl'],
    ['Authorization', authorization(last('oauth2-bearer'), last('user'), user)],
    ['User-Agent', last('user-agent') || undefined],
    ...(range === undefined ? [] : [['Range', `bytes=${range}`] as Added]),
    isJson ? ['Accept', 'application/json'] : ['Accept', '*/*', 'curl'],
    ['Accept-Encoding', isGiven('compressed') ? 'deflate, gzip' : undefined, 'curl'],
    ['Referer', last('referer')?.replace(/;auto$/, '') || undefined],
    ['Cookie', cookies(given)],
  ];
  const after: Added[] = [
    ['Content-Length', sent === null ? undefined : String(sent.text.length), 'curl'],
    ['Content-Type', sent?.contentType],
  ];
  const added = (those: readonly Added[]): CurlHeader[] =>
    those.flatMap(([name, value, by]): CurlHeader[] =>
      value === undefined || ownNames.has(name.toLowerCase())
        ? []
        : [{ pair: [name, value], by: by ?? 'command' }],
    );
  const kept = own.flatMap(([name, value]): CurlHeader[] =>
    value === null ? [] : [{ pair: [name, value], by: 'command' }],
  );
  // A Host of one's own stands where curl's would.
  const isHost = ({ pair }: CurlHeader): boolean => pair[0].toLowerCase() === 'host';
  return [
    ...kept.filter(isHost),
    ...added(before),
    ...kept.filter((one) => !isHost(one)),
    ...added(after),
  ];
}

function authorization(
  bearer: string | undefined,
  given: string | undefined,
  inUrl: string | undefined,
): string | undefined {
  if (bearer !== undefined) return `Bearer ${bearer}`;
  if (given !== undefined && !given.includes(':')) {
    throw new Refused('curl would ask for the password of --user. Write name:password.');
  }
  const user = given ?? inUrl;
  return user === undefined ? undefined : `Basic ${btoa(user)}`;
}

function cookies(given: readonly Given[]): string | undefined {
  const all = given.filter(({ option }) => option === 'cookie').map(({ value }) => value);
  const file = all.find((value) => !value.includes('='));
  if (file === '') return undefined;
  if (file !== undefined) {
    throw new Refused(`It takes cookies from the file ${shown(file)}, which is not read.`);
  }
  return all.length === 0 ? undefined : all.join('; ');
}

/** `Name: value`; `Name;` for an empty one; `Name:` takes curl's own away: null. */
function ownHeader(given: string): [string, string | null] {
  if (given.startsWith('@')) {
    throw new Refused('It takes headers from a file (-H @…), which is not read.');
  }
  const colon = given.indexOf(':');
  if (colon >= 0) {
    const value = fieldValue(given.slice(colon + 1));
    return [fieldValue(given.slice(0, colon)), value === '' ? null : value];
  }
  const name = fieldValue(given);
  if (!name.endsWith(';')) throw new Refused(`The header ${shown(given)} has no colon.`);
  return [fieldValue(name.slice(0, -1)), ''];
}
