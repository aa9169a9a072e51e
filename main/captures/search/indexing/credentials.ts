import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { CREDENTIAL_HEADERS } from '../../../lib/secrets/credential-headers.ts';

/** What they hold is no word to be found: an index outlives the capture on backups and screenshots. */
const CREDENTIALS = new Set(CREDENTIAL_HEADERS);
/** What stands in the index instead of a credential. */
export const HIDDEN = '(not searched)';

const isCredential = (name: string): boolean => CREDENTIALS.has(name.toLowerCase());

/** Headers with what proves an identity taken out. */
export function withoutCredentials(headers: readonly HeaderPair[]): readonly HeaderPair[] {
  if (!headers.some(([name]) => isCredential(name))) return headers;
  return headers.map(([name, value]) => [name, isCredential(name) ? HIDDEN : value]);
}

const NAMES = /"(?:api-?key|password|jwtTokenString)"/i;
const FIELD = /("(?:api-?key|password|jwtTokenString)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

/** JSON text with the string values of credential fields taken out, whatever their depth. */
export function bodyWithoutCredentials(json: string): string {
  return NAMES.test(json) ? json.replace(FIELD, `$1"${HIDDEN}"`) : json;
}

/** Tokens of Stitch Data stand in the path; four characters are enough to tell URLs apart. */
const HOOK_TOKEN = /^(\/v1\/clients\/[^/]+\/token\/)[0-9a-f]{60}/;

/** The same for targets and forms, still encoded. `secret` is Stitch's own query parameter. */
export function queryWithoutCredentials(text: string): string {
  return text
    .replace(
      /((?:^|[?&])(?:api-?key|password|jwtTokenString|secret)=)[^&#]*/gi,
      `$1${encodeURIComponent(HIDDEN)}`,
    )
    .replace(HOOK_TOKEN, '$1');
}

const FIELDS = /^(?:api-?key|password|jwtTokenString|secret)$/i;

/** The same for one field of a form, decoded: `secret` and the rest by name, others as JSON. */
export function fieldWithoutCredentials(name: string, text: string): string {
  return FIELDS.test(name) ? HIDDEN : bodyWithoutCredentials(text);
}
