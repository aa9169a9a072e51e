import type { openAppRooms } from '../../apps/apps.ts';
import { openCatalogue } from '../../catalogue/catalogue.ts';
import type { Captures } from '../../captures/captures.ts';
import type { Deliveries } from '../../deliveries/deliveries.ts';
import { openExpectations } from '../../expectations/expectations.ts';
import { createShown } from '../../interchange/shown.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Replays } from '../../replays/replays.ts';
import { signatureHeadersOfSender } from '../../senders/sender-fields.ts';
import { openSuites } from '../../suites/suites.ts';
import { handledCases } from '../captures/handled-cases.ts';
import { judgedCaptures } from '../captures/judged-captures.ts';
import type { openSendersOf } from '../senders-of.ts';
import type { Storage } from '../storage.ts';

interface Ground {
  storage: Storage;
  clock: Clock;
  say: (message: string, error: unknown) => void;
}

interface JudgingGround extends Ground {
  captures: Captures;
  replays: Replays;
  deliveries: Deliveries;
  senders: ReturnType<typeof openSendersOf>;
  apps: Pick<ReturnType<typeof openAppRooms>, 'direct'>;
  variants: Parameters<typeof handledCases>[0]['variants'];
  intakeUrl: () => string;
  secrets: () => string[];
}

/** What says whether captures are as they must be, and whether a handler still answers as it did. */
export function openJudging(parts: JudgingGround) {
  const {
    storage,
    clock,
    captures,
    replays,
    deliveries,
    senders,
    apps,
    variants,
    intakeUrl,
    secrets,
    say,
  } = parts;
  const { db, groups } = storage;
  const expectations = openExpectations({
    db,
    groups,
    captured: judgedCaptures(captures, deliveries),
    clipped: () => createShown(secrets()),
    mark: () => captures.mark().mark,
    now: () => clock.now(),
  });
  const suites = openSuites({
    db,
    groups,
    clock,
    handled: handledCases({
      captures,
      replays,
      deliveries,
      senders,
      direct: apps.direct,
      variants,
      clock,
      intakeUrl,
      secrets,
    }),
    log: say,
  });
  return {
    expectations,
    suites,
    [Symbol.asyncDispose]: () => suites[Symbol.asyncDispose](),
  };
}

type CatalogueParts = Pick<
  Parameters<typeof openCatalogue>[0],
  'dataDir' | 'startProcess' | 'atOnce'
>;

/** The catalogue, which looks at captures as they come. */
export function openCatalogueOf(
  captures: Captures,
  { storage, clock, say, ...rest }: Ground & CatalogueParts,
) {
  const { db, groups } = storage;
  const catalogue = openCatalogue({
    db,
    groups,
    clock,
    ...rest,
    captures,
    signatureHeaders: signatureHeadersOfSender,
    log: say,
  });
  const leave = [captures.onRecorded(catalogue.wake), captures.onChange(catalogue.wake)];
  return {
    ...catalogue,
    async [Symbol.asyncDispose](): Promise<void> {
      for (const end of leave) end();
      await catalogue[Symbol.asyncDispose]();
    },
  };
}
