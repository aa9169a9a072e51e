import { createHash, createHmac } from 'node:crypto';

export interface KnownKey {
  /** `ssh-ed25519` and the like. */
  type: string;
  /** As in the file: base64. */
  key: string;
  revoked: boolean;
}

/** What a `known_hosts` says about a key. */
export type Known = 'trusted' | 'revoked' | 'changed' | 'unknown';

/** SHA-256 of a host key as OpenSSH writes it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/**
 * The keys that a `known_hosts` of OpenSSH names for a host, hashed names included. Authorities are
 * passed over: certificates are not judged here.
 *
 * @see sshd(8), SSH_KNOWN_HOSTS FILE FORMAT
 */
export function keysOf(text: string, host: string, port: number): KnownKey[] {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  return text.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
    const [names = '', type = '', key = ''] = words;
    if (names === '' || names.startsWith('#') || key === '') return [];
    if (marker !== undefined && marker !== '@revoked') return [];
    return isNamed(names, name) ? [{ type, key, revoked: marker === '@revoked' }] : [];
  });
}

/** Another key of the same kind for the host is a change; one of another kind says nothing. */
export function judgeKey(keys: readonly KnownKey[], shown: Buffer): Known {
  const text = shown.toString('base64');
  const same = keys.filter(({ key }) => key === text);
  if (same.some(({ revoked }) => revoked)) return 'revoked';
  if (same.length > 0) return 'trusted';
  const type = typeOf(shown);
  return keys.some((one) => !one.revoked && one.type === type) ? 'changed' : 'unknown';
}

/** The kind of a key stands in front of it, after its length. */
function typeOf(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  return key.subarray(4, 4 + Math.min(length, 100)).toString('latin1');
}

function isNamed(names: string, wanted: string): boolean {
  let found = false;
  for (const pattern of names.split(',')) {
    const denied = pattern.startsWith('!');
    if (!matches(denied ? pattern.slice(1) : pattern, wanted)) continue;
    if (denied) return false;
    found = true;
  }
  return found;
}

function matches(pattern: string, wanted: string): boolean {
  const hashed = /^\|1\|([^|]+)\|([^|]+)$/.exec(pattern);
  if (hashed !== null) {
    const salt = Buffer.from(hashed[1] ?? '', 'base64');
    return createHmac('sha1', salt).update(wanted).digest('base64') === hashed[2];
  }
  return glob(pattern.toLowerCase(), wanted);
}

/** `*` and `?`, without a regular expression made of somebody's file. */
function glob(pattern: string, text: string): boolean {
  let star = -1;
  let mark = 0;
  let at = 0;
  let p = 0;
  while (at < text.length) {
    if (
      p < pattern.length &&
      (pattern[p] === '?' || pattern[p] === text[at]) &&
      pattern[p] !== '*'
    ) {
      p += 1;
      at += 1;
    } else if (pattern[p] === '*') {
      star = p;
      mark = at;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
