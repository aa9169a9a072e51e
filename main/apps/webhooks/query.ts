/** A query or form as pairs, decoded, in order. */
export type Pairs = [string, string][];

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  const bytes = Buffer.from(spaced, 'latin1').toString('latin1');
  try {
    return decodeURIComponent(bytes);
  } catch {
    // A broken escape or bytes that are no UTF-8: what can be read is read.
    return Buffer.from(
      bytes.replaceAll(/%([0-9a-fA-F]{2})/g, (_all, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      ),
      'latin1',
    ).toString('utf8');
  }
}

export function readPairs(text: string): Pairs {
  return text
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece): [string, string] => {
      const at = piece.indexOf('=');
      return at < 0
        ? [decode(piece), '']
        : [decode(piece.slice(0, at)), decode(piece.slice(at + 1))];
    });
}

/** The query string of a target, without `?`. */
export function rawQueryOf(target: string): string {
  const at = target.indexOf('?');
  return at < 0 ? '' : (target.slice(at + 1).split('#', 1)[0] ?? '');
}

/** The raw query without pairs named `secret`: it is nobody's business but the check's. */
export function withoutSecret(rawQuery: string): string {
  return rawQuery
    .split('&')
    .filter((piece) => piece !== '' && decode(piece.split('=', 1)[0] ?? '') !== 'secret')
    .join('&');
}

export const secretsIn = (rawQuery: string): string[] =>
  readPairs(rawQuery)
    .filter(([name]) => name === 'secret')
    .map(([, value]) => value);

const FORM = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i;
const MERGING = new Set(['POST', 'PUT', 'PATCH']);

/**
 * What `payload.query` is made of: fields of a form come first, since they win over the query
 * (spec: the order of Go's ParseForm).
 */
export function payloadPairs(
  rawQuery: string,
  method: string,
  contentType: string | undefined,
  body: Buffer,
): Pairs {
  const query = readPairs(rawQuery).filter(([name]) => name !== 'secret');
  if (!MERGING.has(method) || contentType === undefined || !FORM.test(contentType)) return query;
  const form = readPairs(body.toString('latin1')).filter(([name]) => name !== 'secret');
  return [...form, ...query];
}
