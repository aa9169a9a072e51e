import type { Database } from 'better-sqlite3';
import type { Draft, DraftSummary } from '../../preload/contract/window/drafts.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { isStorageError } from '../store/health.ts';
import { openDraftStore } from './draft-store.ts';

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  clock: Clock;
}

interface PutInput {
  key: string;
  kind: string;
  base: string | null;
  value?: unknown;
  /** Of the draft that was changed; 0 for a new one. */
  rev: number;
  session: string;
}

const LARGEST = 8 * 1024 * 1024;
const ALL = 64 * 1024 * 1024;
const AT_MOST = 1000;
const KEPT_MS = 30 * 86_400_000;

/**
 * Text that a person typed and did not save, kept here rather than in the browser: a new port is a new
 * origin there, and a second window must see it. Values are read one at a time, by key; they stand in
 * no list and no log.
 */
export function openDrafts({ db, groups, clock }: Parts) {
  const store = openDraftStore(db);
  store.removeBefore(clock.now() - KEPT_MS);

  async function write<T>(job: () => T): Promise<T> {
    try {
      return await groups.commit(job);
    } catch (cause) {
      if (!isStorageError(cause)) throw cause;
      throw new BackstitchError('STORE_UNAVAILABLE', undefined, { cause });
    }
  }

  /** Makes room: what is old goes, then the oldest, never the one that was just written. */
  function trim(justWritten: string): void {
    store.removeBefore(clock.now() - KEPT_MS);
    let bytes = 0;
    for (const [i, { key, sizeBytes }] of store.all().entries()) {
      bytes += sizeBytes;
      if (key !== justWritten && (i >= AT_MOST || bytes > ALL)) store.remove(key);
    }
  }

  return {
    /** Last changed first, without values. */
    list: (): DraftSummary[] => store.all(),
    get({ key }: { key: string }): Draft | null {
      const found = store.find(key);
      const value = store.value(key);
      if (found === undefined || value === undefined) return null;
      return { ...found, value: JSON.parse(value.toString('utf8')) as unknown };
    },
    /** @throws BackstitchError DRAFT_CHANGED, DRAFT_TOO_LARGE, STORE_UNAVAILABLE */
    async put({ value, rev, ...input }: PutInput): Promise<DraftSummary> {
      const bytes = Buffer.from(JSON.stringify(value ?? null));
      if (bytes.length > LARGEST) throw new BackstitchError('DRAFT_TOO_LARGE');
      return write(() => {
        const kept = store.find(input.key);
        // Sent twice, since the answer to the first was lost.
        const isAgain = kept?.rev === rev + 1 && store.value(input.key)?.equals(bytes) === true;
        if (kept !== undefined && isAgain) return kept;
        if ((kept?.rev ?? 0) !== rev) throw changed(kept);
        const updatedAt = clock.now();
        const draft = { ...input, rev: rev + 1, updatedAt, sizeBytes: bytes.length };
        store.save(draft, bytes);
        trim(input.key);
        return draft;
      });
    },
    /** @throws BackstitchError DRAFT_CHANGED, STORE_UNAVAILABLE */
    remove({ key, rev }: { key: string; rev?: number | undefined }): Promise<{ removed: boolean }> {
      return write(() => {
        const kept = store.find(key);
        if (kept !== undefined && rev !== undefined && kept.rev !== rev) throw changed(kept);
        return { removed: store.remove(key) };
      });
    },
  };
}

function changed(kept: DraftSummary | undefined): BackstitchError {
  if (kept !== undefined) return new BackstitchError('DRAFT_CHANGED');
  return new BackstitchError('DRAFT_CHANGED', 'It was saved or discarded in another window.', {
    hint: 'Keep it as a new draft.',
  });
}
