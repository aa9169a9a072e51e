import { createHmac, randomUUID } from 'node:crypto';
import type { FakeEvent } from '../backfill/fake-provider.ts';

/** How an issue looks in the week: as it always was, or after the provider changed its mind. */
export type Shape = 'usual' | 'changed';

/** A webhook as the provider sends it. */
export interface Sent {
  event: FakeEvent;
  headers: Record<string, string>;
}

/** An issue was opened, signed as GitHub signs. Changed, its number is a text, and it says why it is open. */
export function issueOpened(n: number, secret: string, shape: Shape): Sent {
  const id = randomUUID();
  const issue =
    shape === 'usual'
      ? { id: 9000 + n, number: n, title: `Order ${n} is late`, state: 'open' }
      : {
          id: 9000 + n,
          number: String(n),
          title: `Order ${n} is late`,
          state: 'open',
          state_reason: 'new',
        };
  const body = JSON.stringify({
    action: 'opened',
    issue,
    repository: { id: 42, full_name: 'acme/shop' },
    sender: { login: 'ada', id: 7 },
  });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'User-Agent': 'GitHub-Hookshot/demo',
    'X-GitHub-Event': 'issues',
    'X-GitHub-Delivery': id,
    'X-Hub-Signature-256': `sha256=${signature}`,
  };
  return {
    headers,
    event: {
      id,
      // Above 2^53, as GitHub's may be.
      number: String(9_007_199_254_740_993n + BigInt(n)),
      type: 'issues',
      at: Date.now(),
      body,
      headers: Object.entries(headers),
      delivered: true,
    },
  };
}
