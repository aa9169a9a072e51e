import { fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type FakeEvent, fakeProvider } from '../../backfill/fake-provider.ts';

const TOKEN = 'a-token-of-the-bench';
const SECRET = 'a secret of the bench';

/** About as long as the event of a push that changes two files. */
function eventOf(n: number, now: number): FakeEvent {
  const commit = { id: String(n).padStart(40, '0'), message: `Commit ${n}`, added: ['a', 'b'] };
  const commits = Array.from({ length: 16 }, () => commit);
  const body = JSON.stringify({ ref: 'refs/heads/main', n, commits });
  const id = `guid-${n}`;
  const proof = createHmac('sha256', SECRET).update(body).digest('hex');
  return {
    id,
    number: String(n + 1),
    type: 'push',
    at: now - n * 1000,
    body,
    headers: [
      ['Content-Type', 'application/json'],
      ['X-GitHub-Event', 'push'],
      ['X-GitHub-Delivery', id],
      ['X-Hub-Signature-256', `sha256=${proof}`],
    ],
    delivered: false,
  };
}

/** A provider with so many signed events that nobody took, in a process of its own: its memory is not ours. */
export async function startListedProvider(count: number) {
  const child = fork(fileURLToPath(import.meta.url), [String(count)]);
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    token: TOKEN,
    secret: SECRET,
    async close(): Promise<void> {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const now = Date.now();
  const events = Array.from({ length: Number(process.argv[2]) }, (_, n) => eventOf(n, now));
  const provider = await fakeProvider('github', events, {
    token: TOKEN,
    intake: () => null,
    page: 100,
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.(provider.url);
}
