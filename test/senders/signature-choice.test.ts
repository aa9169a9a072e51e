import { describe, expect, it } from 'vitest';
import {
  chooseSignature,
  type SigningFacts,
} from '../../main/senders/choosing/signature-choice.ts';

/** A signed capture of Stripe, untouched, whose secret is known and right. */
const UNTOUCHED: SigningFacts = {
  isOwn: false,
  isSigned: true,
  provider: 'Stripe',
  changed: null,
  age: null,
  verifies: true,
  signer: 'secret',
  secretLabel: 'Production',
  hasFitted: true,
};
const LATE = 'Signed 3 h ago (limit 5 min).';
const EDITED = { changed: 'body', verifies: false } as const;
const TOO_LATE = { age: LATE, verifies: false } as const;
const NO_SECRET = { signer: 'nothing', secretLabel: null, hasFitted: false } as const;

type Row = [
  row: number,
  situation: string,
  facts: Partial<SigningFacts>,
  choice: string,
  tone: string,
  reason: string,
];

const ROWS: Row[] = [
  [1, 'the signature was written by hand', { isOwn: true, ...EDITED }, 'keep', 'ok', 'You wrote'],
  [1, '… even where no secret is known', { isOwn: true, ...NO_SECRET }, 'keep', 'ok', 'You wrote'],
  [2, 'nobody is known to send it', { provider: null, ...EDITED }, 'none', 'ok', 'Nothing to sign'],
  [
    2,
    'it is not signed, and nothing can sign it',
    { isSigned: false, ...NO_SECRET },
    'none',
    'ok',
    'Nothing to sign',
  ],
  [
    2,
    'it is not signed, and only its sender could',
    { isSigned: false, signer: 'provider', ...EDITED },
    'none',
    'ok',
    'Nothing to sign',
  ],
  [3, 'nothing changed', {}, 'keep', 'ok', 'The captured signature still verifies.'],
  [
    3,
    'nothing changed, and no secret says whether it was right',
    { verifies: false, ...NO_SECRET },
    'keep',
    'ok',
    'Nothing that is signed was changed.',
  ],
  [
    3,
    'nothing changed, signed with a key that only the provider has',
    { verifies: false, signer: 'provider' },
    'keep',
    'ok',
    'Nothing that is signed was changed.',
  ],
  [
    4,
    'a body signed with a key pair',
    { ...EDITED, signer: 'provider' },
    'strip',
    'warn',
    'Only Stripe has',
  ],
  [
    4,
    '… for which there is a test key',
    { ...EDITED, signer: 'test-key' },
    'resign',
    'warn',
    'Only Stripe has',
  ],
  [
    4,
    'a late one of a key pair',
    { ...TOO_LATE, signer: 'provider' },
    'strip',
    'warn',
    'Only Stripe has',
  ],
  [5, 'the body changed', EDITED, 'resign', 'ok', 'You changed the body.'],
  [5, 'the URL changed', { ...EDITED, changed: 'url' }, 'resign', 'ok', 'The URL is signed'],
  [5, 'a header changed', { ...EDITED, changed: 'rest' }, 'resign', 'ok', 'You changed a part'],
  [5, 'it is too old', TOO_LATE, 'resign', 'ok', LATE],
  [
    5,
    'it has no signature yet',
    { isSigned: false, verifies: false },
    'resign',
    'ok',
    'It is not signed yet.',
  ],
  [
    6,
    'the body changed, and the secret never fitted',
    { ...EDITED, hasFitted: false },
    'resign',
    'warn',
    'Signed with “Production”; it has not verified yet.',
  ],
  [
    6,
    'it is too old, and the secret never fitted',
    { ...TOO_LATE, hasFitted: false },
    'resign',
    'warn',
    'it has not verified yet',
  ],
  [
    7,
    'the body changed without a secret',
    { ...EDITED, ...NO_SECRET },
    'keep',
    'bad',
    'The signature is of other bytes.',
  ],
  [
    7,
    'it is too old without a secret',
    { ...TOO_LATE, ...NO_SECRET },
    'keep',
    'bad',
    `The signature is too old. ${LATE}`,
  ],
];

describe('how a request is signed that is sent again', () => {
  it.each(ROWS)('row %i: %s', (row, _situation, facts, choice, tone, reason) => {
    const chosen = chooseSignature({ ...UNTOUCHED, ...facts });
    expect(chosen).toMatchObject({ row, choice, tone });
    expect(chosen.reason).toContain(reason);
    const label = choice === 'resign' ? 'Production' : null;
    expect(chosen.secretLabel).toBe(label);
  });

  it('has a case for each of its seven rows', () => {
    expect([...new Set(ROWS.map(([row]) => row))]).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
