import type { Kept } from './own/kept.ts';
import { CREDENTIAL_HEADERS } from '../../lib/secrets/credential-headers.ts';

/** What is cut out of a capture before its bytes leave. Names are compared in any case. */
export type RedactionRule =
  /** Values of headers and trailers; `*` in the name stands for any characters. */
  | { kind: 'header'; name: string }
  /** Values of parameters of the target. */
  | { kind: 'query'; name: string }
  /** Values of fields of urlencoded and multipart bodies. */
  | { kind: 'form'; name: string }
  /** Values in JSON: under a key at any depth, or by a path (RFC 9535), which begins with `$`. */
  | { kind: 'json'; key: string; check?: 'luhn' }
  | { kind: 'json'; path: string }
  /** What a regular expression finds in any text; `name` is what people read. */
  | {
      kind: 'pattern';
      name: string;
      expression: string;
      flags?: string | undefined;
      check?: 'luhn';
    }
  /** Addresses of clients. */
  | { kind: 'address' };

export interface RedactionProfile {
  name: string;
  rules: readonly RedactionRule[];
  /** Rules that a person wrote: their expressions may take for ever. */
  own?: readonly RedactionRule[];
  /** Places that stay. Known secrets are cut there all the same. */
  keep?: readonly Kept[];
  /** Equal values get equal marks, so that they can still be told apart. */
  stable: boolean;
}

const header = (name: string): RedactionRule => ({ kind: 'header', name });
const parameter = (name: string): RedactionRule[] => [
  { kind: 'query', name },
  { kind: 'form', name },
];
const key = (name: string): RedactionRule => ({ kind: 'json', key: name });
const pattern = (name: string, expression: string, flags?: string): RedactionRule => ({
  kind: 'pattern',
  name,
  expression,
  ...(flags !== undefined && { flags }),
});

const HEADERS = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-auth-token',
  'x-access-token',
  'x-csrf-token',
  'x-amz-security-token',
  ...CREDENTIAL_HEADERS,
];

const PARAMETERS = [
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'api_key',
  'api-key',
  'apikey',
  'key',
  'secret',
  'password',
  'jwttokenstring',
  'code',
  'client_secret',
];

const KEYS = [
  'password',
  'secret',
  'client_secret',
  'clientSecret',
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'id_token',
  'private_key',
  'api_key',
  'api-key',
  'apikey',
  'jwttokenstring',
  'cvc',
];

// Each takes time in proportion to the text: what repeats is bounded, for each place is tried.
const PATTERNS: RedactionRule[] = [
  pattern(
    'private key',
    '-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?',
  ),
  pattern('JWT', String.raw`\beyJ[\w-]{8,4000}\.[\w-]{4,8000}\.[\w-]{0,4000}`),
  pattern('Stripe key', String.raw`\b[sr]k_(?:live|test)_\w{8,}`),
  pattern('signing secret', String.raw`\bwhsec_[\w+/=-]{8,200}`),
  pattern('Backstitch token', String.raw`\b(?:bstmcp_[\w-]{43})`),
  pattern('GitHub token', String.raw`\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})`),
  pattern('Slack token', String.raw`\bxox[a-z]-[\w-]{8,400}`),
  pattern('AWS key id', String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`),
  {
    kind: 'pattern',
    name: 'card number',
    expression: String.raw`(?<![\d.])(?:[3-6]\d|2[2-7])(?:[ -]?\d){10,17}(?![\d.])`,
    check: 'luhn',
  },
];

export const DEFAULT_RULES: readonly RedactionRule[] = [
  ...HEADERS.map(header),
  ...PARAMETERS.flatMap(parameter),
  ...KEYS.map(key),
  { kind: 'json', key: 'number', check: 'luhn' },
  ...PATTERNS,
];

const PERSONAL_KEYS = [
  'name',
  'first_name',
  'firstName',
  'last_name',
  'lastName',
  'full_name',
  'fullName',
  'email',
  'phone',
  'phone_number',
  'address',
  'address1',
  'address2',
  'line1',
  'line2',
  'street',
  'postal_code',
  'zip',
  'birthday',
  'date_of_birth',
  'ip',
  'ip_address',
];

export const STRICT_RULES: readonly RedactionRule[] = [
  ...DEFAULT_RULES,
  ...PERSONAL_KEYS.flatMap((name) => [key(name), ...parameter(name)]),
  pattern('mail address', String.raw`[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}`),
  pattern('phone number', String.raw`(?<![\w.])\+\d(?:[ ().-]?\d){6,14}(?![\w.])`),
  { kind: 'address' },
];

/** The profiles that are always there. What is called `none` cuts nothing, known secrets included. */
export const BUILT_IN: Readonly<Record<'default' | 'strict', RedactionProfile>> = {
  default: { name: 'default', rules: DEFAULT_RULES, stable: false },
  strict: { name: 'strict', rules: STRICT_RULES, stable: false },
};
