import { describe, expect, it } from 'vitest';
import { verify } from '../../main/signatures/verify.ts';
import { vectors } from './vectors.ts';

describe('a request of each sender', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const { provider, request, secret, now } = vector;
    const verdict = verify({ provider, request, secrets: [secret], now });
    expect(verdict).toMatchObject({ state: 'verified', code: null, secretId: 's1' });
  });
});
