import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../lib/new-id.ts';
import type { IntegrationId, IntegrationRules } from '../../preload/contract/integrations.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { LoadingProcess } from '../warehouse/loading/loading-process.ts';
import { fileOf } from '../warehouse/schema-file.ts';
import type { IntegrationStore, KeptIntegration } from './integration-store.ts';
import { type Loading, refOf } from './loading.ts';
import { checkKey } from './primary-key.ts';
import { checkName } from './schema-name.ts';
import { onTables } from './tables-problem.ts';

const DEFAULT_RULES: IntegrationRules = {
  primaryKey: [],
  loading: 'append',
  nested: 'json',
  detectTimestamps: false,
  strictTypes: false,
  jsonInForms: false,
  reservedNames: 'reject-record',
};

export interface NewIntegration extends Partial<IntegrationRules> {
  name: string;
  schema: string;
  existing: 'continue' | 'move-aside' | null;
}

interface Parts {
  store: IntegrationStore;
  groups: GroupCommit;
  clock: Clock;
  loader: LoadingProcess;
  loading: Loading;
  folder: string;
  kept: Map<IntegrationId, KeptIntegration>;
}

export const invalid = (message: string, field: string, hint?: string): BackstitchError =>
  new BackstitchError('INTEGRATION_INVALID', message, { field, ...(hint && { hint }) });

/** Makes integrations, and says what becomes of the tables that earlier ones of their name left. */
export function createCreating(parts: Parts) {
  const { store, groups, clock, loader, loading, folder, kept } = parts;
  /** Schemas that are being made: of several who ask for a name at once, one gets it. */
  const claimed = new Set<string>();
  const hasFile = (file: string): boolean => existsSync(join(folder, file));
  const isLive = ({ state }: KeptIntegration): boolean => state !== 'deleted';
  const ownersOf = (file: string): KeptIntegration[] =>
    [...kept.values()].filter((one) => one.file === file);

  function check(input: { name: string; schema: string }) {
    const live = [...kept.values()].filter(isLive).map(({ schema }) => schema);
    const taken = new Set([...live, ...claimed]);
    const { schema, problem } = checkName(input.name, input.schema, taken);
    return {
      schema,
      problem: problem?.message ?? null,
      field: problem?.field ?? ('name' as const),
      hasTables: problem === null && hasFile(fileOf(schema)),
    };
  }

  /** What earlier integrations accepted is loaded first: it is theirs, though the tables go on. */
  async function finish(earlier: readonly KeptIntegration[]): Promise<void> {
    for (const { id } of earlier) {
      if (await loading.drained(id)) continue;
      const { problem } = loading.stateOf(id);
      throw invalid(
        `What the earlier integration accepted is not loaded yet${problem === null ? '' : `: ${problem}`}.`,
        'existing',
        'Try again when it is, or move its tables aside: then it is loaded there.',
      );
    }
  }

  /** Earlier integrations keep their tables, and what they still have to load goes there. */
  async function moveAside(file: string, earlier: readonly KeptIntegration[]): Promise<void> {
    const stamp = new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-');
    let to = file.replace(/\.sqlite$/, `.${stamp}.sqlite`);
    for (let n = 2; hasFile(to); n += 1) to = file.replace(/\.sqlite$/, `.${stamp}-${n}.sqlite`);
    const point = async (at: string): Promise<void> => {
      const moved = earlier.map((one) => ({ ...one, file: at }));
      await groups.commit(() => moved.forEach(store.put));
      for (const one of moved) kept.set(one.id, one);
    };
    const ids = earlier.map(({ id }) => id);
    await loading.quiet(ids, async () => {
      // Said first: where a crash comes between, the next start finds which of both is there.
      await point(to);
      try {
        await loader.call('moveAside', { file, to });
      } catch (error) {
        await point(file);
        throw error;
      }
    });
  }

  async function make(input: NewIntegration, schema: string): Promise<KeptIntegration> {
    const { name, schema: _given, existing, ...rules } = input;
    const file = fileOf(schema);
    if (existing !== null && hasFile(file)) {
      if (existing === 'move-aside') await moveAside(file, ownersOf(file));
      else await finish(ownersOf(file));
    }
    const one: KeptIntegration = {
      ...DEFAULT_RULES,
      ...rules,
      id: newId('int_') as IntegrationId,
      name: name.trim(),
      schema,
      file,
      state: 'live',
      createdAt: clock.now(),
      postgres: null,
    };
    await loader.call('configure', refOf(one));
    await groups.commit(() => store.put(one));
    kept.set(one.id, one);
    return one;
  }

  return {
    check,
    /** Where a crash came between saying that tables are elsewhere and moving them. */
    settleMoves(): void {
      for (const one of kept.values()) {
        const plain = fileOf(one.schema);
        const isBack = one.file !== plain && !hasFile(one.file) && hasFile(plain);
        if (!isBack || ownersOf(plain).some(isLive)) continue;
        const back = { ...one, file: plain };
        kept.set(one.id, back);
        groups.later(() => store.put(back));
      }
    },
    /** @throws BackstitchError INTEGRATION_INVALID, STORE_UNAVAILABLE */
    async create(input: NewIntegration): Promise<KeptIntegration> {
      const { schema, problem, field, hasTables } = check(input);
      if (problem !== null) throw invalid(problem, field);
      const keyProblem = checkKey(input.primaryKey ?? []);
      if (keyProblem !== null) throw invalid(keyProblem, 'primaryKey');
      if (hasTables && input.existing === null) {
        throw invalid(
          `A deleted integration with this name left its tables in ${schema}.`,
          'existing',
          'Keep using them, or start new ones.',
        );
      }
      claimed.add(schema);
      try {
        return await onTables(() => make(input, schema));
      } finally {
        claimed.delete(schema);
      }
    },
  };
}
