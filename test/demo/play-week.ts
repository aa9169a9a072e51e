import { randomBytes } from 'node:crypto';
import type { BackfillSource } from '../../preload/contract/backfill.ts';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import type { SenderSecret } from '../../preload/contract/signatures/secrets.ts';
import { type FakeEvent, fakeProvider } from '../backfill/fake-provider.ts';
import { startHandler } from './handler.ts';
import { issueOpened, type Shape } from './provider.ts';

/** A Backstitch that runs on this machine. */
export interface Running {
  /** REST, below `/api/v1`; refusals are thrown. */
  ask: (method: string, path: string, input?: unknown) => Promise<unknown>;
  /** Base of the intake. */
  intake: string;
  /** `backstitch` with these arguments, for this Backstitch. */
  run: (...argv: string[]) => Promise<{ code: number; stdout: string; stderr: string }>;
}

/** Something of the week that Backstitch found out, and the command that shows it. */
export interface Finding {
  name: 'types' | 'drift' | 'difference' | 'flow' | 'missed' | 'back' | 'mended' | 'verdict';
  day: string;
  words: string;
  argv: string[];
  code: number;
  text: string;
}

/** After so many captures Backstitch knows what is usual. */
const USUAL = 24;

/**
 * Plays a week of a provider against a Backstitch: signed events, then one that looks otherwise, a handler that breaks
 * over it, an outage with events that nobody took. Everything is on this machine; what was made for it is taken away
 * at the end, and the captures stay.
 *
 * @param tell hears of each finding as it is made
 */
export async function playWeek(
  { ask, intake, run }: Running,
  tell: (finding: Finding) => void,
): Promise<Finding[]> {
  await using stack = new AsyncDisposableStack();
  const secret = randomBytes(24).toString('hex');
  const token = randomBytes(16).toString('hex');
  const week = `week-${randomBytes(3).toString('hex')}`;
  const path = `/${week}`;
  const findings: Finding[] = [];
  const events: FakeEvent[] = [];

  const handler = stack.use(await startHandler());
  const provider = stack.use(
    await fakeProvider('github', events, { token, intake: () => null, page: 100 }),
  );
  const endpoint = (await ask('POST', '/endpoints', {
    name: week,
    path,
    enabled: true,
    methods: [],
    reply: {
      status: 200,
      headers: [],
      bodyKind: 'text',
      body: '',
      delayMs: 0,
      failFirst: { count: 0, status: 500 },
    },
  })) as Endpoint;
  stack.defer(() => ask('DELETE', `/endpoints/${endpoint.id}`).then(() => undefined));
  const kept = (await ask('POST', '/sender-secrets', {
    owner: { endpointId: endpoint.id, provider: 'github' },
    label: week,
    value: secret,
  })) as SenderSecret;
  stack.defer(() => ask('DELETE', `/sender-secrets/${kept.id}`).then(() => undefined));
  const { destination } = (await ask('PUT', `/endpoints/${endpoint.id}/forward-to`, {
    address: handler.url,
  })) as { destination: { id: string } };
  stack.defer(() => ask('DELETE', `/destinations/${destination.id}`).then(() => undefined));
  const source = (await ask('POST', '/backfill/sources', {
    provider: 'github',
    name: week,
    settings: { account: 'acme/shop', hook: '7', base: provider.url },
    path,
    token,
  })) as BackfillSource;
  stack.defer(() => ask('DELETE', `/backfill/sources/${source.id}`).then(() => undefined));

  async function happens(n: number, shape: Shape, isTaken = true): Promise<void> {
    const { event, headers } = issueOpened(n, secret, shape);
    // The provider lists the newest first.
    events.unshift({ ...event, delivered: isTaken });
    if (!isTaken) return;
    const { body } = event;
    const answer = await fetch(intake + path, { method: 'POST', headers, body });
    await answer.text();
  }
  async function found(
    name: Finding['name'],
    day: string,
    words: string,
    ...argv: string[]
  ): Promise<void> {
    const { code, stdout, stderr } = await run(...argv);
    const finding = { name, day, words, argv, code, text: stdout + stderr };
    findings.push(finding);
    tell(finding);
  }
  const newest = (search: string): string => `latest:path:${path} ${search}`;

  for (let n = 1; n <= USUAL; n += 1) await happens(n, 'usual');
  await found(
    'types',
    'Monday',
    `${USUAL} signed webhooks came. Backstitch knows what they look like.`,
    'catalogue',
    'list',
    '--search',
    'issues',
  );

  for (let n = 101; n <= 103; n += 1) await happens(n, 'changed');
  await found(
    'drift',
    'Wednesday',
    'The provider changed its mind: a number became a text, and there is a new field.',
    'drift',
  );
  await found(
    'difference',
    'Thursday',
    'The handler answers 500 since. What is different about what it got?',
    'diff',
    newest('status:200'),
    newest('status:500'),
  );
  await found(
    'flow',
    'Thursday',
    'Where in its way it failed, along time.',
    'trace',
    newest('status:500'),
  );

  handler.mend();
  for (let n = 201; n <= 204; n += 1) await happens(n, 'changed', false);
  await found(
    'missed',
    'Friday',
    'The laptop was closed: the provider sent four webhooks to nobody.',
    'backfill',
    week,
    '--since',
    '1h',
  );
  await found(
    'back',
    'Saturday',
    'They are fetched, proven by their signatures, and run as if they came now.',
    'backfill',
    week,
    '--since',
    '1h',
    '--do',
    'fetch',
    '--yes',
  );
  await found(
    'mended',
    'Sunday',
    'The handler was mended: what it refused on Wednesday goes through.',
    'replay',
    newest('status:500'),
    '--to',
    handler.url,
  );
  handler.tidy();
  await found(
    'verdict',
    'Sunday',
    'The handler was tidied up, and what came until Tuesday no longer goes through. The newest are tried before that ships.',
    'suite',
    '--search',
    `path:${path}`,
    '--to',
    handler.url,
  );
  return findings;
}
