import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { ENGINE_TIMEOUT_MS, within } from '../sending/transports/engine.ts';
import type { OpenClient } from '../sending/transports/engine-client.ts';
import { EngineFailure, networkFailure } from '../sending/transports/engine-failure.ts';
import type { KeptDestination } from '../store/destination-store.ts';

/**
 * Asks an event engine whether it would take messages of a destination that is to be saved: connects, logs in,
 * looks for its stream, topic or queue. Publishes nothing.
 *
 * @throws BackstitchError DESTINATION_INVALID, with the field that would mend it
 */
export function createAskEngine({ clock, open }: { clock: Clock; open: OpenClient }) {
  return async (destination: KeptDestination): Promise<void> => {
    const { kind, timeoutMs } = destination.settings;
    if (kind === 'http') return;
    const ms = timeoutMs ?? ENGINE_TIMEOUT_MS;
    const nobody = new AbortController().signal;
    const opening = open(destination, ms);
    try {
      const client = await within(clock, ms, nobody, opening);
      await within(clock, ms, nobody, client.check(destination, ms));
    } catch (cause) {
      const failure =
        cause instanceof EngineFailure ? cause : networkFailure(cause, destination.target, ms);
      throw new BackstitchError('DESTINATION_INVALID', failure.message, {
        field: failure.field ?? 'url',
        cause,
      });
    } finally {
      // Also one that is opened after its time.
      opening.then((client) => client.close()).catch(() => {});
    }
  };
}
