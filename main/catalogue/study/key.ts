import { headerValue } from '../../lib/headers.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** What tells event types apart. */
export interface TypeKey {
  provider: string | null;
  event: string | null;
  version: string | null;
  /** Only where no provider is known. */
  endpointId: string | null;
  method: string;
}

interface Told {
  provider: string | null;
  eventType: string | null;
  endpointId: string | null;
  method: string;
  headers: readonly HeaderPair[];
}

/** Where senders say in which version they write. */
const VERSIONS: Readonly<Record<string, { json?: string; header?: string }>> = {
  stripe: { json: 'api_version' },
  chargebee: { json: 'api_version' },
  shopify: { header: 'x-shopify-api-version' },
  github: { header: 'x-github-api-version' },
};
/** Longer names are cut: they are the sender's. */
const LONGEST = 200;

/** The type of a capture. @param value its body, as `readJson` gives it */
export function typeKeyOf(
  { provider, eventType, endpointId, method, headers }: Told,
  value: unknown,
): TypeKey {
  const version = versionOf(provider, headers, value)?.slice(0, LONGEST) ?? null;
  const event = eventType?.slice(0, LONGEST) ?? null;
  return provider === null
    ? { provider, event, version, endpointId, method }
    : { provider, event, version, endpointId: null, method: 'POST' };
}

function versionOf(
  provider: string | null,
  headers: readonly HeaderPair[],
  value: unknown,
): string | null {
  const place = provider === null ? undefined : VERSIONS[provider];
  if (place?.header !== undefined) return headerValue(headers, place.header) ?? null;
  if (typeof value !== 'object' || value === null) return null;
  // CloudEvents: the schema its data follows.
  const key = place?.json ?? ('specversion' in value ? 'dataschema' : undefined);
  const found: unknown = key === undefined ? undefined : Reflect.get(value, key);
  return typeof found === 'string' && found !== '' ? found : null;
}

export const keyText = ({ provider, event, version, endpointId, method }: TypeKey): string =>
  JSON.stringify([provider, event, version, endpointId, method]);
