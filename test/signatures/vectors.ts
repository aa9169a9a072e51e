import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProvider } from '../../main/signatures/providers/providers.ts';
import type { SignedRequest } from '../../main/signatures/request-view.ts';
import type { Provider, Secret } from '../../main/signatures/scheme.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';

interface Written {
  provider: string;
  source: string;
  method: string;
  url: string;
  body: string;
  secret: string;
  now: number | null;
  headers: HeaderPair[];
}

export interface Vector {
  name: string;
  provider: Provider;
  request: SignedRequest;
  secret: Secret;
  /** Epoch ms. */
  now: number;
}

const FILE = join(import.meta.dirname, '../fixtures/signatures/vectors.json');
/** Names of the file that are schemes of a provider here. */
const SCHEME_OF: Record<string, string> = {
  'standard-webhooks-v1a': 'standard-webhooks',
  'gitlab-signed': 'gitlab',
  'hubspot-v2': 'hubspot',
  'hubspot-v3': 'hubspot',
};

export const written = JSON.parse(readFileSync(FILE, 'utf8')) as {
  vectors: Written[];
  handshakes: Record<string, Record<string, string>>;
};

export const vectors: Vector[] = written.vectors.map((vector, i) => {
  const id = SCHEME_OF[vector.provider] ?? vector.provider;
  const provider = findProvider(id);
  if (provider === undefined) throw new Error(`no provider ${id}`);
  const url = new URL(vector.url);
  return {
    name: `${vector.provider} ${i}: ${vector.source}`,
    provider,
    request: {
      method: vector.method,
      target: vector.url.slice(url.origin.length),
      headers: vector.headers.map(([name, value]) => [name, value]),
      body: Buffer.from(vector.body),
      urls: [vector.url],
    },
    secret: { id: 's1', label: 'ours', value: vector.secret },
    now: (vector.now ?? 1_700_000_000) * 1000,
  };
});
