import { describe, expect, it } from 'vitest';
import { toldVerdict } from '../../main/senders/told-verdict.ts';
import { probe } from '../../main/signatures/probes.ts';
import { findProvider } from '../../main/signatures/providers/providers.ts';
import { viewRequest } from '../../main/signatures/request-view.ts';
import { signRequest } from '../../main/signatures/sign.ts';

const NOW = 1_763_700_000_000;

/** The hint for a request of GitHub's that one secret signed, where others are known. */
function hintOf(signedWith: string, known: string, others: string[]) {
  const provider = findProvider('github')!;
  const request = { method: 'POST', target: '/in', headers: [], body: Buffer.from('{}'), urls: [] };
  const secrets = [{ id: 's', label: 's', value: signedWith }];
  const result = signRequest({ provider, request, secrets, now: NOW });
  if (!result.ok) throw new Error(result.text);
  return probe({
    provider,
    view: viewRequest({ ...request, headers: result.headers }),
    secrets: [{ id: 'k', label: 'mine', value: known }],
    otherSecrets: others.map((value) => ({ id: value, label: `Shop of ${value}`, value })),
    now: NOW,
  });
}

function told(hint: ReturnType<typeof hintOf>) {
  const verdict = {
    state: 'failed',
    scheme: 'HMAC',
    code: 'SIGNATURE_MISMATCH',
    text: 'The signature does not match.',
    hint,
    secretId: 'k',
    secretLabel: 'mine',
    skewSeconds: null,
    url: 'https://hooks.example/in?token=1',
    notes: [],
  };
  return toldVerdict(JSON.stringify({ verdict }));
}

describe('what is told of a verdict', () => {
  it('is the cause in words, without which secret, its name or what was signed', () => {
    const hint = hintOf(' right ', 'right', []);
    expect(told(hint)?.hint).toEqual(hint);
    expect(Object.keys(told(hint) ?? {}).toSorted()).toEqual([
      'code',
      'hint',
      'scheme',
      'state',
      'text',
    ]);
    expect(JSON.stringify(told(hint))).not.toMatch(/mine|hooks\.example/);
  });

  it('leaves out a hint that names another secret, or a URL', () => {
    const other = hintOf('staging', 'right', ['staging']);
    expect(other?.text).toContain('Shop of staging');
    expect(told(other)?.hint).toBeNull();
    expect(told({ text: 'Signed for https://old.example/x.', certain: true })?.hint).toBeNull();
  });

  it('is nothing where nothing was noted', () => {
    expect(toldVerdict(null)).toBeNull();
    expect(toldVerdict('{}')).toBeNull();
  });
});
