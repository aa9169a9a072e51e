import type { GroupCommit } from '../../store/group-commit.ts';
import type { Outcome, SenderNote, Streaming, Surplus } from '../arrival.ts';
import type { CaptureStore } from '../capture-store.ts';
import type { openCharsets } from '../reading/charsets.ts';
import type { AnswerJournal } from '../recovery/answer-journal.ts';
import type { createUnlisted } from '../recovery/unlisted.ts';
import type { createSettling } from '../settling.ts';
import type { Totals } from '../totals.ts';
import type { Writable } from '../url-secrets/url-secrets.ts';
import type { LiveCaptures } from './live-captures.ts';

interface Parts {
  groups: GroupCommit;
  store: CaptureStore;
  unlisted: ReturnType<typeof createUnlisted>;
  settling: ReturnType<typeof createSettling>;
  totals: Totals;
  charsets: Pick<ReturnType<typeof openCharsets>, 'at' | 'markAgain'>;
  journal: AnswerJournal;
  live: LiveCaptures;
  /** How many each endpoint ever took, by its id. */
  byEndpoint: Map<string, number>;
  now: () => number;
  onKept: (receivedAt: number) => void;
  onRecorded: (rowId: number) => void;
}

/** What took longer to arrive is listed with its contents: those that a crash leaves are the newest then. */
const SLOW_MS = 2000;

/** What the intake writes of a capture on its way: as it came, that it is answered, what became of it. */
export function createKeeping(parts: Parts) {
  const { groups, store, unlisted, settling, totals, charsets, journal, live } = parts;
  const { byEndpoint, now, onKept, onRecorded } = parts;

  return {
    /** Commits an arrival to disk, without its secrets; resolves when it is safe to answer. */
    async keep({ arrival, save }: Writable): Promise<void> {
      // What has more behind it is listed with its contents; so is what came slowly, which keeps those
      // that a crash leaves without a row together, behind all others.
      const isListed = arrival.surplus || now() - arrival.receivedAt > SLOW_MS;
      const bytes = await groups.commit(() => {
        const storedBytes = store.insert(arrival);
        save?.();
        if (!isListed) return storedBytes;
        unlisted.list(arrival, storedBytes);
        if (arrival.surplus) store.saveSurplus(arrival.id, arrival.surplus);
        return storedBytes;
      }, 'nothing');
      if (!isListed) unlisted.add(arrival, bytes);
      totals.add(1, bytes);
      live.added(arrival.id);
      onKept(arrival.receivedAt);
    },
    /** Resolves once it may be answered: a crash later tells whether it was. Reads wait from now on. */
    answering(id: number): Promise<void> {
      settling.answering(id);
      return journal.begin(id);
    },
    /** Lists it while its reply goes on, which may be for hours. */
    streaming(id: number, told: Streaming): void {
      settling.recorded(id);
      groups.later(() => {
        settling.written(id);
        // What waits for its outcome is listed without one.
        store.markStreaming(id, told);
        live.changed(id);
      });
    },
    /** Says that its reply left. */
    answered: journal.sent,
    /** Adds what arrived behind it after it was kept. */
    addSurplus(id: number, surplus: Surplus): void {
      groups.later(() => {
        store.saveSurplus(id, surplus);
        live.changed(id);
      });
    },
    /** Adds what became of it; on disk within 25 ms, or once somebody asks. */
    record(id: number, outcome: Outcome, sender: SenderNote | null = null): void {
      const endpointId = outcome.endpoint?.id;
      if (endpointId) byEndpoint.set(endpointId, (byEndpoint.get(endpointId) ?? 0) + 1);
      settling.recorded(id);
      const isListed = !unlisted.finish(id, outcome, sender);
      groups.later(() => {
        settling.written(id);
        if (isListed) store.updateOutcome(id, outcome, sender);
        store.recordReply(id, outcome, sender);
        // It may have been indexed before it was known where it belongs.
        if (endpointId && charsets.at(endpointId) !== null) charsets.markAgain(id);
        live.changed(id);
        journal.settled(id);
        onRecorded(id);
      }, 'finished');
      // Who waits reads it now: a look has it written first, and need not wait for the gathered commit.
      live.known();
    },
  };
}
