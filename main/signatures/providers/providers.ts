import type { Provider } from '../scheme.ts';
import { BODY_HMAC } from './body-hmac.ts';
import { BODY_HMAC_MORE } from './body-hmac-more.ts';
import { IN_BODY, TOKENS, WITH_KEYS } from './other.ts';
import { STANDARD, WEBSUB } from './standard.ts';
import { IN_FIELDS, WITH_TIME_HEADER } from './timed.ts';
import { URL_SIGNED } from './url-signed.ts';

/** All senders whose proof Backstitch can read, by family. */
export const PROVIDERS: readonly Provider[] = [
  ...BODY_HMAC,
  ...IN_FIELDS,
  ...WITH_TIME_HEADER,
  ...STANDARD,
  ...URL_SIGNED,
  ...IN_BODY,
  ...WITH_KEYS,
  ...TOKENS,
  ...BODY_HMAC_MORE,
  WEBSUB,
];

const byId = new Map(PROVIDERS.map((provider) => [provider.id, provider]));

export function findProvider(id: string): Provider | undefined {
  return byId.get(id);
}
