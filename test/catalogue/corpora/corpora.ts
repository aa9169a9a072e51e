import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One event type of a corpus of public payloads, with its bodies as text. */
export interface CorpusType {
  provider: string;
  event: string;
  bodies: string[];
}

const require = createRequire(import.meta.url);
const GITHUB = dirname(require.resolve('@octokit/webhooks-examples/package.json'));
const STRIPE = dirname(require.resolve('stripe-mock-data/package.json'));

/** What GitHub documents: 329 bodies of 161 types. */
export function githubCorpus(): CorpusType[] {
  const root = join(GITHUB, 'api.github.com');
  const events = JSON.parse(readFileSync(join(root, 'index.json'), 'utf8')) as {
    name: string;
    examples: { action?: string }[];
  }[];
  return grouped(
    events.flatMap(({ name, examples }) =>
      examples.map((body): [string, string] => [
        typeof body.action === 'string' ? `${name}.${body.action}` : name,
        JSON.stringify(body),
      ]),
    ),
    'github',
  );
}

interface StripeEvent {
  type: string;
}

/** What Stripe sent in eight versions of its API: 281 bodies of 62 types. */
export function stripeCorpus(): CorpusType[] {
  const root = join(STRIPE, 'data/webhooks');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  );
  return grouped(
    files
      .toSorted()
      .flatMap((name) =>
        [JSON.parse(readFileSync(join(root, name), 'utf8')) as StripeEvent | StripeEvent[]]
          .flat()
          .map((event): [string, string] => [event.type, JSON.stringify(event)]),
      ),
    'stripe',
  );
}

function grouped(pairs: readonly [string, string][], provider: string): CorpusType[] {
  const groups = Map.groupBy(pairs, ([event]) => event);
  return [...groups].map(([event, some]) => ({
    provider,
    event,
    bodies: some.map(([, text]) => text),
  }));
}
