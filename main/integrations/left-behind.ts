import type { IntegrationId, LeftBehind } from '../../preload/contract/integrations.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { KeptIntegration } from './integration-store.ts';
import type { Loading } from './loading.ts';

interface Parts {
  kept: ReadonlyMap<IntegrationId, KeptIntegration>;
  loading: Pick<Loading, 'stateOf' | 'resume' | 'idle' | 'quiet' | 'drop'>;
  tell: (id: IntegrationId, why: string) => void;
}

/** What deleted integrations accepted and have not loaded yet: it was answered with 200, so it is kept. */
export function createLeftBehind({ kept, loading, tell }: Parts) {
  function viewOf({ id, name, schema, file }: KeptIntegration): LeftBehind {
    const { waiting, problem } = loading.stateOf(id);
    return { id, name, schema, file, waiting, problem };
  }
  /** @throws BackstitchError INTEGRATION_NOT_FOUND where it is not deleted, or never was */
  function mustFind(id: IntegrationId): KeptIntegration {
    const one = kept.get(id);
    if (one?.state !== 'deleted') throw new BackstitchError('INTEGRATION_NOT_FOUND');
    return one;
  }
  return {
    leftBehind: (): LeftBehind[] =>
      [...kept.values()]
        .filter(({ state }) => state === 'deleted')
        .map(viewOf)
        .filter(({ waiting }) => waiting > 0),
    /** Tries at once what would be tried again later. */
    async loadLeft({ id }: { id: IntegrationId }): Promise<{ waiting: number }> {
      const one = mustFind(id);
      loading.resume(one.id);
      await loading.idle(one.id);
      tell(one.id, 'loaded');
      return { waiting: loading.stateOf(one.id).waiting };
    },
    /** Takes it out of the line for good; the captures stay. */
    async dropLeft({ id }: { id: IntegrationId }): Promise<{ dropped: number }> {
      const one = mustFind(id);
      const dropped = await loading.quiet([one.id], () => loading.drop(one.id));
      tell(one.id, 'state');
      return { dropped };
    },
  };
}
