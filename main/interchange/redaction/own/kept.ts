/** A place that is not cut; without a rule, by none. */
export interface Kept {
  rule?: string | undefined;
  place: string;
}

/** Longer values are not unpacked: what known secrets look like in them is looked for as it stands. */
const UNPACKED = 64 * 1024;

/** Says of places whether they stay, and of a value that stands there whether it may. */
export interface Keeping {
  names: (rule: string, place: string) => boolean;
  /** True where a known secret is in the value, as it is or packed. */
  isSecret: (value: string) => boolean;
}

export const KEEPS_NOTHING: Keeping = { names: () => false, isSecret: () => false };

/**
 * @param secrets every secret that is known, as text. Here short ones count too: a person said that this
 *   place may be seen, and could not see that a secret is in it.
 */
export function keepingOf(
  kept: readonly Kept[],
  secrets: readonly string[],
  known: RegExp | undefined,
): Keeping {
  if (kept.length === 0) return KEEPS_NOTHING;
  const pairs = new Set(kept.map(({ rule, place }) => `${rule ?? ''}\n${place}`));
  const short = secrets.filter((secret) => secret !== '');
  const holds = (text: string): boolean =>
    text.search(known ?? /(?!)/) >= 0 ||
    short.some((secret) => (secret.length < 4 ? text === secret : text.includes(secret)));
  return {
    names: (rule, place) => pairs.has(`\n${place}`) || pairs.has(`${rule}\n${place}`),
    isSecret: (value) => holds(value) || unpackedForms(value).some(holds),
  };
}

/** What the value is, where it is percent-encoded, hex or Base64, also behind a word as in `Basic …`. */
function unpackedForms(value: string): string[] {
  if (value.length > UNPACKED) return [];
  const last = value.trim().replace(/^[\w-]+ +/, '');
  const plain = [value, last];
  if (/^[\w+/=-]{4,}$/.test(last)) plain.push(Buffer.from(last, 'base64').toString('utf8'));
  if (/^(?:[0-9a-f]{2}){2,}$/i.test(last)) plain.push(Buffer.from(last, 'hex').toString('utf8'));
  const decodedParts = plain.flatMap((text) => text.split(/[:;,=&\s]+/));
  const percent = value.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
  return [...plain, ...decodedParts, percent];
}
