const NAMES =
  /^(?:_?id|uuid|guid|nonce|created|updated|timestamp|time|date|sent|seq|sequence|etag|token)$|(?:_|-|^)(?:id|at|ts|time|timestamp|date|delivery|nonce|token|etag)$|(?:Id|At|Time|Timestamp|Date|Token)$/;

const SHAPES: readonly RegExp[] = [
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  /^[0-9a-f]{16,}$/i,
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/,
  // Seconds and milliseconds since 1970, from 2001 on.
  /^1\d{9}(?:\.\d+)?$|^1\d{12}$/,
  // evt_1PqR…, msg-2KWP…: a word, then what nobody types.
  /^[a-z]{2,12}[_-][A-Za-z0-9]{8,}$/,
  /^[A-Za-z0-9+/_=-]{24,}$/,
];

/**
 * Whether a value looks like one that every delivery has of its own: an id, a time or a token, by its
 * name or by how both sides are written.
 */
export function isVolatile(name: string, left: string | null, right: string | null): boolean {
  if (left === null || right === null) return false;
  const a = unquoted(left);
  const b = unquoted(right);
  if (a.length > 200 || b.length > 200) return false;
  if (NAMES.test(name) && isPlain(left) && isPlain(right)) return true;
  return SHAPES.some((shape) => shape.test(a) && shape.test(b));
}

const isPlain = (source: string): boolean => !/^[[{]|^(?:true|false|null)$/.test(source);

const unquoted = (source: string): string => source.replace(/^"(.*)"$/s, '$1');
