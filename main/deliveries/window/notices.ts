import type { DeliveryNotice, DestinationId } from '../../../preload/contract/deliveries.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { KeptDestination, Standing } from '../store/destination-store.ts';
import type { NoticeStore } from '../store/notice-store.ts';

interface Parts {
  store: NoticeStore;
  commit: Pick<GroupCommit, 'commit'>;
  /** Tells those who look at the moment. */
  tell: (id: DestinationId, words: string) => void;
  /** Deliveries to a destination have no attempt left. */
  onGivenUp: (to: { id: DestinationId; name: string }, words: string, count: number) => void;
  /** The list has changed. */
  onKept: () => void;
  now: () => number;
  log: (message: string, error: unknown) => void;
}

/** A notice that more of the same is added to. */
interface Open {
  id: number;
  since: number;
}

type Kind = DeliveryNotice['kind'];

/** One live notice for each destination within this time; what is listed is gathered for as long. */
const APART_MS = 600_000;

/**
 * Tells of what a person would want to hear without looking: the first failure after a success,
 * deliveries whose attempts are used up, and a destination that was switched off. Grouped: a receiver
 * that fails a thousand times says so once. What was told is kept, for those who were not there.
 */
export function createNotices({ store, commit, tell, onGivenUp, onKept, now, log }: Parts) {
  const told = new Map<DestinationId, number>();
  const open = new Map<string, Open>();

  function tellOnce(id: DestinationId, words: string): void {
    const last = told.get(id);
    const at = now();
    if (last !== undefined && at - last < APART_MS && at >= last) return;
    told.set(id, at);
    tell(id, words);
  }

  function keep(destinationId: DestinationId, kind: Kind, text: string, times: number): void {
    const key = `${kind} ${destinationId}`;
    const at = now();
    const written = commit.commit(() => {
      const last = open.get(key);
      if (last !== undefined && at - last.since < APART_MS && at >= last.since) {
        store.again(last.id, at, times, text);
        return last;
      }
      return { id: store.add({ at, destinationId, kind, text, times }), since: at };
    });
    write(key, written).catch((error: unknown) => log('A notice could not be written.', error));
  }

  async function write(key: string, written: Promise<Open>): Promise<void> {
    open.set(key, await written);
    onKept();
  }

  return {
    /** Told what a destination will be, while it still is as before. */
    onFortune(destination: KeptDestination, after: Standing, words: string, givenUp: number): void {
      const { id, settings, failures } = destination;
      const isFirst = failures === 0 && after.failures > 0;
      if (givenUp > 0) {
        onGivenUp({ id, name: settings.name }, words, givenUp);
        keep(id, 'exhausted', `No attempt is left. ${words}`.trim(), givenUp);
        const many = givenUp === 1 ? 'One delivery' : `${givenUp} deliveries`;
        if (after.state !== 'off') {
          tellOnce(id, `${many} to “${settings.name}” given up. ${words}`.trim());
        }
        return;
      }
      if (!isFirst || after.state === 'off') return;
      keep(id, 'failing', words, 1);
      tellOnce(id, `“${settings.name}” began to fail. ${words}`.trim());
    },
    onOff({ id, offReason }: KeptDestination, words: string): void {
      keep(id, 'off', `Switched off: ${offReason}. ${words}`.trim(), 1);
    },
    surface: {
      notices: (): DeliveryNotice[] => store.newest(),
      async dismissNotices(): Promise<{ removed: number }> {
        open.clear();
        return { removed: await commit.commit(store.removeAll) };
      },
    },
  };
}
