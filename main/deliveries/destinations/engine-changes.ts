import { isDeepStrictEqual } from 'node:util';
import type { DestinationInput } from '../../../preload/contract/destinations.ts';
import type { KeptDestination, Settings } from '../store/destination-store.ts';

/** Credentials as they are after a change: those of another kind of engine do not stay. */
export function credentialsAfter(
  one: KeptDestination,
  { kind, credentials }: DestinationInput,
): KeptDestination['credentials'] {
  if (kind === 'http') return null;
  if (credentials !== undefined) return credentials;
  return kind === one.settings.kind ? one.credentials : null;
}

/** Whether an engine would be asked the same again. */
export function isSameEngine(
  { settings: before, credentials }: KeptDestination,
  after: Settings,
  typed: KeptDestination['credentials'],
): boolean {
  const asked = ({ kind, url, engine, trust, allowPrivate }: Settings, login: unknown): unknown => [
    kind,
    url,
    engine,
    trust,
    allowPrivate,
    login,
  ];
  return isDeepStrictEqual(asked(before, credentials), asked(after, typed));
}

/** The parts of credentials that let somebody in: what leaves is searched for them. */
export function secretsIn(credentials: KeptDestination['credentials']): string[] {
  const open = new Set(['mechanism', 'user', 'accessKeyId']);
  return Object.entries(credentials ?? {}).flatMap(([name, text]) =>
    open.has(name) || text === '' ? [] : [text],
  );
}
