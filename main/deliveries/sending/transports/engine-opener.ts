import type { DestinationKind } from '../../../../preload/contract/deliveries/engines.ts';
import type { LoadPackage } from '../../../lib/packages/add-ons.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Guard } from '../../../outbound/guard/guard.ts';
import type { Resolve } from '../../../outbound/resolve.ts';
import type { OpenClient } from './engine-client.ts';
import { EngineFailure } from './engine-failure.ts';
import { kafkaOpener } from './kafka.ts';
import { natsOpener } from './nats.ts';
import { sqsOpener } from './sqs.ts';

interface Parts {
  guards: { http: Guard; engines: Guard };
  resolve: Resolve;
  clock: Clock;
  load: LoadPackage;
}

/** Opens a connection to whatever engine a destination is. */
export function engineOpener({ guards, resolve, clock, load }: Parts): OpenClient {
  const { http, engines } = guards;
  const openers: Partial<Record<DestinationKind, OpenClient>> = {
    nats: natsOpener({ guard: engines, resolve }),
    kafka: kafkaOpener({ guard: engines, resolve }),
    sqs: sqsOpener({ guard: http, resolve, clock, load }),
  };
  return async (destination, timeoutMs) => {
    const open = openers[destination.settings.kind];
    if (open !== undefined) return open(destination, timeoutMs);
    throw new EngineFailure('stopped', 'NO_ENGINE', 'This destination is no event engine.');
  };
}
