/** Something in a request target that authenticates whoever sends it. */
export interface UrlSecret {
  kind: 'token' | 'query';
  /** Name of the query parameter; '' for a token. */
  name: string;
  /** Decoded. */
  value: string;
  /** Where it stands in the target, as it was sent. */
  from: number;
  to: number;
}

interface Spelled {
  text: string;
  /** Where each character begins in what was sent, and behind the last. */
  at: number[];
}

const MASK = '****';
/** Shorter values would be given away by their last four characters. */
const SHOWS_LAST_FOUR = 16;
/** An escape may be escaped itself; nobody decodes more often than this. */
const ROUNDS = 3;
const MAY_HOLD = /token|secret|%|[0-9a-f]{64}/i;
/** Token URLs of integrations in every spelling that a person may take for one. */
const TOKEN = /clients[\\/]+[^\\/?#&\s]*[\\/]+token[\\/]+([^\\/?#&;\s"'<>]+)/gi;
/** A token elsewhere, say in the query of a proxy. */
const LOOKS_LIKE_TOKEN = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/gi;
/** Paths of app webhooks and HTTPS endpoints: `secret` in their query is checked by Backstitch. */
const OF_APP =
  /[\\/]api[\\/]+client[\\/]|[\\/]app[\\/]+[^\\/]+[\\/]+endpoint(?:[\\/]|$)|^[\\/]+w[\\/]/i;

/** Whether it is worth looking: most targets and headers are told at once. */
export const mayHoldSecret = (text: string): boolean => MAY_HOLD.test(text);

interface Looking {
  /** Lower-case names in the query that hold a secret, besides `secret` of an app. */
  names?: readonly string[];
  /** Whether 64 hexadecimal digits, in lower case, are a token of ours. */
  isToken?: (digits: string) => boolean;
}

/**
 * Finds what authenticates in a request target, in order: the token of an integration's URL in any
 * spelling, `secret` of an app's webhook, and other names in the query. Wrong ones count too: a
 * mistyped secret is most of the right one.
 *
 * @param target as it was sent: path and query, or an absolute URL
 */
export function findUrlSecrets(target: string, { names = [], isToken }: Looking = {}): UrlSecret[] {
  if (!mayHoldSecret(target) && names.length === 0) return [];
  const { text, at } = spell(target);
  const path = text.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? '';
  const inQuery = OF_APP.test(path) ? ['secret', ...names] : names;
  const found: UrlSecret[] = inQuery.length === 0 ? [] : querySecrets(target, inQuery);
  const token = (value: string, end: number): UrlSecret => {
    const from = at[end - value.length] ?? 0;
    return { kind: 'token', name: '', value, from, to: at[end] ?? target.length };
  };
  for (const match of text.matchAll(TOKEN)) {
    found.push(token(match[1] ?? '', match.index + match[0].length));
  }
  for (const { 0: digits, index } of text.matchAll(LOOKS_LIKE_TOKEN)) {
    if (isToken?.(digits.toLowerCase())) found.push(token(digits, index + digits.length));
  }
  return apart(found);
}

/** Undoes percent escapes, also nested ones, and remembers where everything stood. */
function spell(target: string): Spelled {
  let spelled: Spelled = {
    text: target,
    at: Array.from({ length: target.length + 1 }, (_, i) => i),
  };
  for (let round = 0; round < ROUNDS && /%[0-9a-f]{2}/i.test(spelled.text); round += 1) {
    spelled = unescapeOnce(spelled);
  }
  return spelled;
}

function unescapeOnce({ text, at }: Spelled): Spelled {
  let plain = '';
  const places: number[] = [];
  for (let i = 0; i < text.length;) {
    const hex = text.charAt(i) === '%' ? /^[0-9a-f]{2}/i.exec(text.slice(i + 1, i + 3)) : null;
    places.push(at[i] ?? 0);
    plain += hex === null ? text.charAt(i) : String.fromCharCode(Number.parseInt(hex[0], 16));
    i += hex === null ? 1 : 3;
  }
  places.push(at[text.length] ?? 0);
  return { text: plain, at: places };
}

function querySecrets(target: string, names: readonly string[]): UrlSecret[] {
  const found: UrlSecret[] = [];
  const start = target.indexOf('?');
  if (start < 0) return found;
  let from = start + 1;
  for (const piece of target.slice(from).split('#', 1)[0]?.split('&') ?? []) {
    const equals = piece.indexOf('=');
    const name = decoded(piece.slice(0, Math.max(equals, 0)));
    if (equals >= 0 && equals + 1 < piece.length && names.includes(name.toLowerCase())) {
      const value = decoded(piece.slice(equals + 1));
      found.push({ kind: 'query', name, value, from: from + equals + 1, to: from + piece.length });
    }
    from += piece.length + 1;
  }
  return found;
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    // A broken escape: what can be read is read.
    return spell(spaced).text;
  }
}

/** In order, each place once. */
function apart(found: UrlSecret[]): UrlSecret[] {
  const kept: UrlSecret[] = [];
  for (const one of found.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (one.from >= (kept.at(-1)?.to ?? 0)) kept.push(one);
  }
  return kept;
}

/** Whether a value is what stands for a secret, and no secret itself. */
export const isMask = (value: string): boolean => /^\*{4}.{0,4}$/.test(value);

/** What stands for a secret: of a token its last four characters, of a secret in a query nothing. */
export function maskOf({ kind, value }: Pick<UrlSecret, 'kind' | 'value'>): string {
  if (isMask(value)) return value;
  if (kind === 'query' || value.length < SHOWS_LAST_FOUR) return MASK;
  const last = value.slice(-4);
  return MASK + (/^[\w-]{4}$/.test(last) ? last : '');
}

/** A target with other words in the place of its secrets; undefined leaves one as it is. */
export function replaceUrlSecrets(
  target: string,
  secrets: readonly UrlSecret[],
  by: (secret: UrlSecret) => string | undefined,
): string {
  let text = '';
  let done = 0;
  for (const secret of secrets) {
    const { from, to } = secret;
    text += target.slice(done, from) + (by(secret) ?? target.slice(from, to));
    done = to;
  }
  return text + target.slice(done);
}

/** A target, or the value of a header that may hold a URL, with its secrets masked. */
export function maskTarget(target: string, looking?: Looking): string {
  return replaceUrlSecrets(target, findUrlSecrets(target, looking), maskOf);
}

/**
 * Masks secrets in the head of a request that could not be parsed: in the request line and in the
 * values of its headers. The number of bytes stays what it was.
 */
export function maskHead(bytes: Buffer, looking?: Looking): Buffer {
  const text = bytes.toString('latin1');
  const end = text.search(/\r?\n\r?\n/);
  const head = end < 0 ? text : text.slice(0, end);
  const masked = head.replaceAll(/[^\s]+/g, (word) =>
    replaceUrlSecrets(word, findUrlSecrets(word, looking), (secret) => {
      const mask = maskOf(secret);
      const length = secret.to - secret.from;
      return mask.slice(MASK.length).padStart(length, '*').slice(-length);
    }),
  );
  return masked === head ? bytes : Buffer.from(masked + text.slice(head.length), 'latin1');
}
