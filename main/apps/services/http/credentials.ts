import { badArgument } from '../action-error.ts';

/** A name and password, for Basic or Digest. */
export interface Credentials {
  name: string;
  password: string;
}

// Both stand in headers: a line break would begin a header of its own.
const UNSENDABLE = /[\r\n\0]/;

/**
 * Takes `user:password@` out of a URL, where arguments of their own do not name others.
 *
 * @returns null where neither names anybody.
 * @throws ActionError InvalidParameter
 */
export function takeCredentials(
  url: URL,
  given: { username?: unknown; password?: unknown } = {},
): Credentials | null {
  const name = typeof given.username === 'string' ? given.username : decoded(url.username);
  const password = typeof given.password === 'string' ? given.password : decoded(url.password);
  url.username = '';
  url.password = '';
  if (UNSENDABLE.test(name + password))
    throw badArgument('username or password has a line break in it');
  return name === '' && password === '' ? null : { name, password };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray % is part of the password, as browsers take it.
    return text;
  }
}

export function basicHeader({ name, password }: Credentials): string {
  return `Basic ${Buffer.from(`${name}:${password}`, 'utf8').toString('base64')}`;
}
