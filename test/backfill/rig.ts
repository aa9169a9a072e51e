import type {
  BackfillHow,
  BackfillProviderId,
  BackfillScan,
  BackfillSource,
} from '../../preload/contract/backfill.ts';
import type { TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';
import { type FakeEvent, type FakeProvider, fakeProvider } from './fake-provider.ts';
import { FIRST_WAYS } from './ways/first-wave.ts';
import { SECOND_WAYS } from './ways/second-wave.ts';
import { NOW, timeOf, type Way } from './ways/way.ts';

export const TOKEN = 'secret_token_0123456789';
export const HOUR = 3_600_000;

export const WAYS: Record<BackfillProviderId, Way> = { ...FIRST_WAYS, ...SECOND_WAYS };

let made = 0;
/** Events of a provider that no other test has, the newest first. */
export const some = (provider: BackfillProviderId, count: number, delivered = false): FakeEvent[] =>
  Array.from({ length: count }, () => eventOf(provider, (made += 1), delivered));

const types: Partial<Record<BackfillProviderId, string>> = {
  github: 'push',
  stripe: 'invoice.paid',
  square: 'payment.updated',
  workos: 'user.created',
};
function eventOf(provider: BackfillProviderId, n: number, delivered: boolean): FakeEvent {
  const type = types[provider] ?? 'something';
  return { ...WAYS[provider].event(n), type, at: timeOf(n), delivered };
}

/** An account at a fake provider, and what is done with it. */
export interface Rig extends AsyncDisposable {
  fake: FakeProvider;
  source: BackfillSource;
  path: string;
  look: (only?: 'undelivered' | 'all') => Promise<BackfillScan>;
  ended: (id: BackfillScan['id']) => Promise<BackfillScan>;
}

/** @param token what a person pastes; the provider takes it, or gives another one for it */
export async function openRig(
  engine: TestEngine,
  provider: BackfillProviderId,
  events: FakeEvent[],
  token: string = TOKEN,
): Promise<Rig> {
  const path = `/backfill-${Math.random().toString(36).slice(2)}`;
  const fake = await fakeProvider(provider, events, {
    token,
    intake: () => engine.url + path,
  });
  const { backfill } = engine.engine;
  const source = await backfill.createSource({
    provider,
    name: '',
    settings: { ...WAYS[provider].settings, base: fake.url },
    path,
    token,
  });
  const ended = (id: BackfillScan['id']) =>
    until(async () => {
      const scan = backfill.getScan({ id });
      return !['listing', 'acting'].includes(scan.state) && scan;
    }, 'the scan never ended');
  return {
    fake,
    source,
    path,
    ended,
    async look(only = 'undelivered') {
      const begun = await backfill.scan({
        sourceId: source.id,
        from: NOW - 2 * HOUR,
        to: NOW,
        only,
      });
      return ended(begun.id);
    },
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}

export const actOn = async (
  engine: TestEngine,
  rig: Rig,
  scan: BackfillScan,
  how: BackfillHow,
  more: { run?: boolean; sign?: 'keep' | 'local' | 'none' } = {},
) => {
  await engine.engine.backfill.act({
    id: scan.id,
    items: 'missing',
    how,
    sign: 'local',
    run: false,
    ...more,
  });
  return rig.ended(scan.id);
};
