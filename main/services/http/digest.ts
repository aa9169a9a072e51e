import { createHash, randomBytes } from 'node:crypto';

/** Fields of a `WWW-Authenticate: Digest …` header; undefined for any other. */
export function readChallenge(header: string | undefined): Record<string, string> | undefined {
  const match = /^\s*Digest\s+(.*)$/is.exec(header ?? '');
  if (match === null) return undefined;
  const fields: Record<string, string> = {};
  for (const [, name = '', quoted, bare] of (match[1] ?? '').matchAll(
    /(\w+)=(?:"([^"]*)"|([^\s,]+))/g,
  )) {
    fields[name.toLowerCase()] = quoted ?? bare ?? '';
  }
  return fields;
}

/**
 * The Authorization header that answers a challenge.
 *
 * @see RFC 7616, with `qop=auth` or none, MD5 and SHA-256, also their `-sess` forms.
 */
export function answerChallenge(
  challenge: Readonly<Record<string, string>>,
  { name, password }: { name: string; password: string },
  method: string,
  path: string,
  cnonce = randomBytes(12).toString('hex'),
): string {
  const algorithm = challenge.algorithm ?? 'MD5';
  const hashName = /^sha-256/i.test(algorithm) ? 'sha256' : 'md5';
  const hash = (text: string): string => createHash(hashName).update(text, 'utf8').digest('hex');
  const { realm = '', nonce = '', opaque } = challenge;
  const session = /-sess$/i.test(algorithm);
  const plain = hash(`${name}:${realm}:${password}`);
  const a1 = session ? hash(`${plain}:${nonce}:${cnonce}`) : plain;
  const a2 = hash(`${method}:${path}`);
  const hasQop = (challenge.qop ?? '').split(',').some((qop) => qop.trim() === 'auth');
  const nc = '00000001';
  const response = hasQop
    ? hash(`${a1}:${nonce}:${nc}:${cnonce}:auth:${a2}`)
    : hash(`${a1}:${nonce}:${a2}`);
  const fields = [
    `username="${name.replaceAll('"', '\\"')}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${path}"`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(hasQop ? ['qop=auth', `nc=${nc}`, `cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ];
  return `Digest ${fields.join(', ')}`;
}
