import type { IntegrationId, IntegrationRules } from '../../preload/contract/integrations.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { LoadingProcess } from '../warehouse/loading/loading-process.ts';
import { checkTarget } from '../lib/postgres/target.ts';
import { invalid } from './creating.ts';
import type { IntegrationStore, KeptIntegration } from './integration-store.ts';
import { type Loading, refOf } from './loading.ts';
import type { PostgresLanes } from './postgres-lane.ts';
import { checkKey } from './primary-key.ts';
import { onTables } from './tables-problem.ts';

interface Parts {
  store: IntegrationStore;
  groups: GroupCommit;
  loader: LoadingProcess;
  loading: Loading;
  lanes: PostgresLanes;
  /** Told once it is on disk. */
  onSaved: (one: KeptIntegration, why: string) => void;
}

/** What somebody wants to be otherwise; what is left out stays. */
export interface Change {
  id: IntegrationId;
  name?: string | undefined;
  state?: 'live' | 'paused' | undefined;
  rules?: Partial<IntegrationRules> | undefined;
  postgres?: { url: string } | null | undefined;
}

/**
 * Changes an integration, and loads its captures again where its new rules ask for other rows.
 *
 * @throws BackstitchError INTEGRATION_INVALID, with the field; INTEGRATION_BUSY while it is rebuilt.
 */
export function createChanging({ store, groups, loader, loading, lanes, onSaved }: Parts) {
  /** @param resets whether its tables are to be loaded again, whatever comes between. */
  async function save(one: KeptIntegration, why: string, resets = false): Promise<void> {
    await groups.commit(() => {
      store.put(one);
      if (resets) store.setRebuilding(one.id, 'asked');
    });
    onSaved(one, why);
  }
  return async (one: KeptIntegration, input: Change): Promise<KeptIntegration> => {
    if (loading.stateOf(one.id).rebuilding !== null && input.rules !== undefined) {
      throw new BackstitchError('INTEGRATION_BUSY');
    }
    const name = input.name?.trim() ?? one.name;
    if (name === '') throw invalid('Enter a name for the integration.', 'name');
    const changed: KeptIntegration = {
      ...one,
      ...input.rules,
      name,
      state: input.state ?? one.state,
      ...(input.postgres !== undefined && { postgres: input.postgres?.url ?? null }),
    };
    const targetFault = changed.postgres === null ? null : checkTarget(changed.postgres);
    if (targetFault !== null) throw invalid(targetFault, 'postgres');
    const newKey = changed.primaryKey.join('\n') !== one.primaryKey.join('\n');
    const keyProblem = newKey ? checkKey(changed.primaryKey) : null;
    if (keyProblem !== null) throw invalid(keyProblem, 'primaryKey');
    const isOther = JSON.stringify(refOf(changed)) !== JSON.stringify(refOf(one));
    if (!isOther) await save(changed, 'changed');
    else {
      await onTables(() =>
        loading.quiet([one.id], async () => {
          const resets = needsReset(one, changed);
          await save(changed, 'changed', resets);
          if (resets) await loading.reset(changed);
          else await loader.call('configure', refOf(changed));
        }),
      );
    }
    if (changed.postgres !== one.postgres) await lanes.restart(one.id);
    return changed;
  };
}

/** Rules that change which rows there are: all is loaded again by them. */
function needsReset(before: KeptIntegration, after: KeptIntegration): boolean {
  const newKey = after.primaryKey.join('\n') !== before.primaryKey.join('\n');
  const replaced = before.loading === 'upsert' && before.primaryKey.length > 0;
  // Rows that replaced each other are only in the captures. To upsert, the rows there are do.
  return after.nested !== before.nested || (replaced && (newKey || after.loading === 'append'));
}
