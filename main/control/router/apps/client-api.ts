import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function clientApiRouter({ on }: RouterBase, clientApi: EngineSurface['clientApi']) {
  const { clientApi: os } = on;
  return os.router({
    get: os.get.handler(({ input, signal }) => clientApi.get(input, signal)),
    set: os.set.handler(({ input, signal }) => clientApi.set(input, signal)),
    sessions: os.sessions.handler(({ input, signal }) => clientApi.sessions(input, signal)),
    endSession: os.endSession.handler(({ input, signal }) => clientApi.endSession(input, signal)),
    endSessions: os.endSessions.handler(({ input, signal }) =>
      clientApi.endSessions(input, signal),
    ),
    pushDevices: os.pushDevices.handler(({ input, signal }) =>
      clientApi.pushDevices(input, signal),
    ),
    outcomeOf: os.outcomeOf.handler(({ input, signal }) => clientApi.outcomeOf(input, signal)),
  });
}
