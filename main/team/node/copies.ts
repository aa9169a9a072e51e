import type { Arriving } from '../exchange/pull.ts';
import type { Outbox } from '../outbox.ts';
import type { TeamSources } from '../sources.ts';

interface Parts {
  outbox: Pick<Outbox, 'forget'>;
  nameOf: (node: string) => string;
}

const IMPORT = 'team_';
const importIdOf = (node: string): string => IMPORT + node;

/** Keeps captures of other nodes here, one list after the other: what is copied by hand may come by itself at the same moment. */
export function createCopies({ outbox, nameOf }: Parts) {
  let last: Promise<void> = Promise.resolve();

  async function keepAfter(
    before: Promise<void>,
    from: TeamSources,
    node: string,
    arriving: readonly Arriving[],
    kept: (one: Arriving, rowId: number) => void,
  ): Promise<void> {
    await before;
    const fresh = arriving.filter(({ origin }) => from.copyOf(node, origin.id) === undefined);
    if (fresh.length === 0) return;
    await from.keep({ id: importIdOf(node), name: nameOf(node) }, fresh, (one, rowId) => {
      kept(one, rowId);
      outbox.forget('capture', rowId);
    });
  }

  return {
    /** @param kept called for each that was not here yet, in the transaction that writes it. */
    keep(
      from: TeamSources,
      node: string,
      arriving: readonly Arriving[],
      kept: (one: Arriving, rowId: number) => void,
    ): Promise<void> {
      const next = keepAfter(last, from, node, arriving, kept);
      last = next.catch(() => {});
      return next;
    },
    /** Under what name captures of a node came in; undefined where `id` is none of those. */
    factsOf: (id: string): { from: 'team'; name: string; at: null } | undefined =>
      id.startsWith(IMPORT)
        ? { from: 'team', name: nameOf(id.slice(IMPORT.length)), at: null }
        : undefined,
  };
}

export type Copies = ReturnType<typeof createCopies>;
