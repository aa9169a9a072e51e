import type { EngineCredentials } from '../../../preload/contract/deliveries/engines.ts';
import type { DestinationItem } from '../../../preload/contract/interchange/project-destinations.ts';
import type { Json } from '../../project/canonical.ts';
import { lookUp, type Vault } from '../../project/references.ts';

type Login = Extract<DestinationItem, { credentials: unknown }>['credentials'];

/** Credentials of an event engine with the secrets that a file refers to; null where one is not here. */
export function loginIn(vault: Vault, login: Login): EngineCredentials | null {
  if (login === null) return null;
  const found: Record<string, string> = {};
  for (const [field, part] of Object.entries(login)) {
    const text = part === null ? '' : typeof part === 'string' ? part : lookUp(vault, part)?.value;
    if (text === undefined) return null;
    found[field] = text;
  }
  return found as EngineCredentials;
}

/** What each secret is called behind the key of its destination. */
const NAMES: Readonly<Record<string, string>> = {
  token: 'token',
  password: 'password',
  nkeySeed: 'seed',
  jwt: 'jwt',
  secretAccessKey: 'key',
  sessionToken: 'session',
};

/** Credentials as a file has them, with the texts that are to be kept under those names. */
export function loginByNames(
  key: string,
  credentials: EngineCredentials | null,
): { to: Json; texts: { name: string; text: string }[] } | null {
  if (credentials === null) return null;
  const texts: { name: string; text: string }[] = [];
  const parts = Object.entries(credentials).flatMap(([field, text]): [string, Json][] => {
    const called = NAMES[field];
    if (called === undefined) return [[field, text]];
    if (text === '') return [];
    const name = `${key}-${called}`;
    texts.push({ name, text });
    return [[field, { secret: name }]];
  });
  return { to: Object.fromEntries(parts), texts };
}
