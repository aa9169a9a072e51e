import { createHash, randomBytes } from 'node:crypto';
import { headerValues } from '../../../lib/headers.ts';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import type { Credentials } from './credentials.ts';

/** Fields of a `Digest` challenge, names in lower case. */
export type Challenge = Readonly<Record<string, string>>;

// A challenge ends where the next one begins: a comma, a scheme, a blank, a field.
const DIGEST = /(?:^|,)\s*Digest\s+(.*?)(?=,\s*[\w-]+\s+[\w-]+\s*=|$)/gis;
const FIELD = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gs;

/** The strongest challenge that can be answered; undefined where none can. */
export function pickChallenge(headers: readonly HeaderPair[]): Challenge | undefined {
  const challenges = headerValues(headers, 'www-authenticate')
    .flatMap((value) => [...value.matchAll(DIGEST)].map(([, text = '']) => fieldsIn(text)))
    .filter((challenge) => hashOf(challenge) !== undefined && mayAnswer(challenge));
  return challenges.find((challenge) => hashOf(challenge) === 'sha256') ?? challenges[0];
}

function fieldsIn(text: string): Challenge {
  const fields: [string, string][] = [];
  for (const [, name = '', quoted, bare = ''] of text.matchAll(FIELD)) {
    fields.push([name.toLowerCase(), quoted?.replaceAll(/\\(.)/gs, '$1') ?? bare]);
  }
  return Object.fromEntries(fields);
}

function hashOf({ algorithm = 'MD5' }: Challenge): 'md5' | 'sha256' | undefined {
  if (/^md5(-sess)?$/i.test(algorithm)) return 'md5';
  return /^sha-256(-sess)?$/i.test(algorithm) ? 'sha256' : undefined;
}

const hasAuth = ({ qop = '' }: Challenge): boolean =>
  qop.split(',').some((one) => one.trim().toLowerCase() === 'auth');

/** RFC 2069 knew no qop; `auth-int` alone is not offered. */
const mayAnswer = (challenge: Challenge): boolean =>
  challenge.qop === undefined || hasAuth(challenge);

const quote = (text: string): string =>
  `"${Buffer.from(text, 'utf8')
    .toString('latin1')
    .replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/**
 * The Authorization header that answers a challenge.
 *
 * @see RFC 7616, with `qop=auth` or none, MD5 and SHA-256, also their `-sess` forms.
 */
export function answerChallenge(
  challenge: Challenge,
  { name, password }: Credentials,
  method: string,
  path: string,
  cnonce = randomBytes(12).toString('hex'),
): string {
  const { realm = '', nonce = '', opaque, algorithm } = challenge;
  const hash = (text: string): string =>
    createHash(hashOf(challenge) ?? 'md5')
      .update(text, 'utf8')
      .digest('hex');
  const isSession = /-sess$/i.test(algorithm ?? '');
  const plain = hash(`${name}:${realm}:${password}`);
  const a1 = isSession ? hash(`${plain}:${nonce}:${cnonce}`) : plain;
  const a2 = hash(`${method}:${path}`);
  const nc = '00000001';
  const withQop = hasAuth(challenge);
  const response = withQop
    ? hash(`${a1}:${nonce}:${nc}:${cnonce}:auth:${a2}`)
    : hash(`${a1}:${nonce}:${a2}`);
  const fields = [
    `username=${quote(name)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(path)}`,
    `response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(withQop ? ['qop=auth', `nc=${nc}`] : []),
    ...(withQop || isSession ? [`cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
  ];
  return `Digest ${fields.join(', ')}`;
}
