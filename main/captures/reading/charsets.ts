import type { Database } from 'better-sqlite3';
import type { EndpointCharset } from '../../../preload/contract/endpoints/reading.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';
import { charsetNamed } from '../../decode/charsets/charset-names.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { GroupCommit } from '../../store/group-commit.ts';

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  /** Tells the search index that captures wait for it. */
  wake: () => void;
  /** Indexes for so long at most; gives how many captures are left. */
  catchUp: (deadlineMs: number) => Promise<{ behind: number }>;
  /** Tells that searches find something else now. */
  reread: () => void;
  log: (message: string, error: unknown) => void;
}

interface Row {
  endpoint_id: string;
  charset: string | null;
  reindex_below: number | null;
}

/** A stop waits for no more of the indexing than this. */
const TURN_MS = 100;
/** Captures marked in one transaction: a few milliseconds. */
const SLICE = 500;

/**
 * The charsets that people chose for bodies of an endpoint. What is searched follows: all captures of
 * the endpoint are indexed again, newest first, in slices; a stop in between is taken up at the next
 * start.
 */
export function openCharsets(parts: Parts) {
  const { db, groups } = parts;
  const put = db.prepare<[string, string | null, number | null]>(`
    INSERT INTO endpoint_charsets (endpoint_id, charset, reindex_below) VALUES (?, ?, ?)
    ON CONFLICT (endpoint_id) DO UPDATE SET charset = excluded.charset,
                                            reindex_below = excluded.reindex_below`);
  const rows = db.prepare<[], Row>('SELECT * FROM endpoint_charsets ORDER BY endpoint_id').all();
  const selectSlice = db
    .prepare<[string, number], number>(
      `SELECT id FROM captures INDEXED BY captures_by_endpoint
        WHERE endpoint_id = +? AND id < +? ORDER BY id DESC LIMIT ${SLICE}`,
    )
    .pluck();
  const mark = db.prepare<[number]>('UPDATE captures SET indexed = 0 WHERE id = ?');
  const chosen = new Map(
    rows.flatMap((row) => (row.charset ? [[row.endpoint_id, row.charset]] : [])),
  );
  /** Counts the choices of an endpoint: marking for an older one ends. */
  const turns = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const stop = new AbortController();

  async function markAll(endpointId: string, from: number): Promise<void> {
    const turn = (turns.get(endpointId) ?? 0) + 1;
    turns.set(endpointId, turn);
    for (let below: number | null = from; below !== null;) {
      const ids: number[] = selectSlice.all(endpointId, below);
      const next: number | null = ids.length < SLICE ? null : (ids.at(-1) ?? null);
      if (stop.signal.aborted || turns.get(endpointId) !== turn) return;
      await groups.commit(() => {
        for (const id of ids) mark.run(id);
        put.run(endpointId, chosen.get(endpointId) ?? null, next);
      });
      parts.wake();
      below = next;
    }
    // A list that was asked meanwhile has what was found before, and nothing else would tell it.
    let left = Infinity;
    while (!stop.signal.aborted && turns.get(endpointId) === turn) {
      const { behind } = await parts.catchUp(TURN_MS);
      // Where it does not become less, captures arrive, which is told too, or the disk refuses.
      if (behind === 0 || behind >= left) return parts.reread();
      left = behind;
    }
  }

  function start(endpointId: string, from: number): void {
    const work = markAll(endpointId, from)
      .catch((error: unknown) => parts.log('The search index was not told of a charset.', error))
      .finally(() => running.delete(work));
    running.add(work);
  }

  for (const row of rows) if (row.reindex_below !== null) start(row.endpoint_id, row.reindex_below);

  return {
    /** The charset chosen for an endpoint; null where nobody chose one. */
    at: (endpointId: string | null): string | null => chosen.get(endpointId ?? '') ?? null,
    /** A capture that turned out to belong to an endpoint; call within a transaction. */
    markAgain: (rowId: number): void => void mark.run(rowId),
    surface: {
      charsets: (): EndpointCharset[] =>
        [...chosen].map(([endpointId, charset]) => ({
          endpointId: endpointId as EndpointId,
          charset,
        })),
      async setCharset({ endpointId, charset }: EndpointCharset): Promise<EndpointCharset> {
        const named = charset === null ? null : charsetNamed(charset);
        if (named === undefined) {
          throw new BackstitchError('BAD_INPUT', `Unknown charset “${charset}”.`, {
            hint: 'Use a label of the WHATWG Encoding Standard, such as gb18030 or shift_jis.',
          });
        }
        await groups.commit(() => put.run(endpointId, named, Number.MAX_SAFE_INTEGER));
        if (named === null) chosen.delete(endpointId);
        else chosen.set(endpointId, named);
        start(endpointId, Number.MAX_SAFE_INTEGER);
        return { endpointId, charset: named };
      },
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stop.abort();
      await Promise.all(running);
    },
  };
}
