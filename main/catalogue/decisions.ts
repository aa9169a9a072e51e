import type { EventTypeId } from '../../preload/contract/captures/events.ts';
import type {
  EventChange,
  EventChangeId,
  EventType,
  Mutes,
} from '../../preload/contract/captures/event-types.ts';
import type { CataloguedCaptures } from '../captures/catalogued/catalogued.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { ruleFrom } from './bodies.ts';
import { accepted } from './drift/accept.ts';
import { ruleOf, type Rule } from './drift/rule.ts';
import { rowIdIn, typeId } from './present.ts';
import type { createRounds } from './rounds.ts';
import { emptyShape } from './shape/shape.ts';
import type { CatalogueStore, ListedType } from './store.ts';
import { noFacts } from './study/facts.ts';
import { type Learned, packRule, unpackRule } from './study/packed.ts';
import type { ChangeRow, TypeRow } from './study/type-row.ts';

interface Parts {
  store: CatalogueStore;
  catalogued: Pick<CataloguedCaptures, 'heldOf' | 'again'>;
  rounds: Pick<ReturnType<typeof createRounds>, 'edit' | 'wake'>;
  clock: Clock;
  /** @throws BackstitchError EVENT_TYPE_NOT_FOUND */
  mustFind: (id: number) => ListedType;
  /** @throws BackstitchError EVENT_TYPE_NOT_FOUND */
  mustRead: (id: EventTypeId) => TypeRow;
  learnedOf: (row: TypeRow) => Learned | null;
  present: (row: ListedType) => EventType;
  presented: (row: ChangeRow) => EventChange;
  onChange: (ids: EventTypeId[]) => void;
}

/** What people decide about types: what they are held against, what is muted, and what of a change. */
export function createDecisions(parts: Parts) {
  const { store, catalogued, rounds, clock, mustFind, mustRead } = parts;
  const { learnedOf, present, presented, onChange } = parts;

  async function edited(id: number, job: () => void): Promise<EventType> {
    await rounds.edit(job);
    onChange([typeId(id)]);
    return present(mustFind(id));
  }

  /** A baseline of its own time: what was found against the one before it counts no more. */
  function setBaseline(id: number, rule: Rule | null, kind: 'pinned' | 'schema' | null): void {
    store.setBaseline(id, rule && packRule(rule), rule && clock.now(), kind);
    store.dropChanges(id);
    if (rule === null) relearn(id);
  }

  /** From the captures that are kept; where none is, what was learned stays. */
  function relearn(id: number): void {
    const held = catalogued.heldOf(id);
    if (held === 0) return;
    store.dropChanges(id);
    store.forgetShape(id, held, JSON.stringify(noFacts()));
    catalogued.again(id);
  }

  return {
    surface: {
      /** @throws BackstitchError EVENT_TYPE_NOT_FOUND, SCHEMA_INVALID */
      async pin(input: {
        id: EventTypeId;
        from: 'now' | 'schema';
        schema?: string | undefined;
      }): Promise<EventType> {
        const row = mustRead(input.id);
        if (input.from === 'schema') {
          const rule = ruleFrom(input.schema ?? '');
          return edited(row.id, () => setBaseline(row.id, rule, 'schema'));
        }
        return edited(row.id, () => {
          const learned = learnedOf(mustRead(input.id));
          setBaseline(row.id, ruleOf(learned?.shape ?? emptyShape()), 'pinned');
        });
      },
      /** @throws BackstitchError EVENT_TYPE_NOT_FOUND */
      async unpin({ id }: { id: EventTypeId }): Promise<EventType> {
        const row = mustRead(id);
        const type = await edited(row.id, () => setBaseline(row.id, null, null));
        rounds.wake();
        return type;
      },
      /** @throws BackstitchError EVENT_TYPE_NOT_FOUND */
      async mute({ id, ...mutes }: { id: EventTypeId } & Mutes): Promise<Mutes> {
        const row = mustRead(id);
        await edited(row.id, () => store.setMutes(row.id, mutes));
        return mutes;
      },
      /** @throws BackstitchError EVENT_TYPE_NOT_FOUND */
      async rebuild({ ids }: { ids: EventTypeId[] }): Promise<{ captures: number }> {
        const rows = ids.map(mustRead);
        const held = rows.map(({ id }) => catalogued.heldOf(id));
        await rounds.edit(() => {
          for (const { id } of rows) relearn(id);
        });
        onChange(ids);
        rounds.wake();
        return { captures: held.reduce((sum, one) => sum + one, 0) };
      },
      /** @throws BackstitchError EVENT_TYPE_NOT_FOUND */
      async judge({
        id,
        state,
      }: {
        id: EventChangeId;
        state: 'accepted' | 'ignored' | 'open';
      }): Promise<EventChange> {
        const rowId = rowIdIn(id);
        const change = store.change(rowId);
        if (change === undefined) throw new BackstitchError('EVENT_TYPE_NOT_FOUND');
        await rounds.edit(() => {
          store.setState(rowId, state);
          const row = store.find(change.type_id);
          if (state !== 'accepted' || row?.baseline == null) return;
          const rule = accepted(unpackRule(row.baseline), change, learnedOf(row)?.shape ?? null);
          store.setBaseline(row.id, packRule(rule), row.baseline_at, row.baseline_kind);
        });
        onChange([typeId(change.type_id)]);
        return presented({ ...change, state });
      },
    },
  };
}
