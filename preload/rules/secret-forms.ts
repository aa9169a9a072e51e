/**
 * The form in which a pasted secret is the right one: as it is, or copied with something too much or
 * missing, or its bytes read as text, base64 or hex. The likeliest first: how it was copied before
 * what its bytes are.
 */
export const SECRET_FORMS = [
  'typed',
  'trimmed',
  'unquoted',
  'unprefixed',
  'prefixed',
  'line-break',
  'text',
  'base64',
  'hex',
] as const;
