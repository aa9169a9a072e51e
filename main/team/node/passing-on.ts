import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { TeamSources } from '../sources.ts';
import type { TeamStore } from '../team-store.ts';

interface Parts {
  clock: Clock;
  groups: Pick<GroupCommit, 'commit'>;
  store: Pick<TeamStore, 'toPassOn' | 'passedOn'>;
  sources: () => TeamSources | undefined;
}

const AT_ONCE = 100;
const RETRY_MS = 1000;

/**
 * Hands captures of followed nodes to the forwards of this one. Which ones is on disk, in the transaction that
 * wrote them: what a crash cuts off is handed on at the next start.
 */
export function createPassingOn({ clock, groups, store, sources }: Parts) {
  let working: Promise<void> | null = null;
  const end = { isOver: false };
  let cancel = (): void => {};

  async function work(from: TeamSources): Promise<void> {
    while (!end.isOver) {
      const rowIds = store.toPassOn(AT_ONCE);
      if (rowIds.length === 0) return;
      await from.forward(rowIds);
      await groups.commit(() => store.passedOn(rowIds));
    }
  }

  function wake(): void {
    const from = sources();
    if (end.isOver || working !== null || from === undefined) return;
    working = work(from)
      .catch((error: unknown) => {
        from.log('Captures of the team could not be sent on; they are tried again.', error);
        if (!end.isOver) cancel = clock.after(RETRY_MS, wake);
      })
      .finally(() => {
        working = null;
      });
  }

  return {
    /** There may be something to hand on. */
    wake,
    async [Symbol.asyncDispose](): Promise<void> {
      end.isOver = true;
      cancel();
      await working;
    },
  };
}
