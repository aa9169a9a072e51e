import type pg from 'pg';

/** A mark that somebody else put on a capture of this node; empty where it was taken away. */
export interface MatesMark {
  /** Row id here. */
  captureId: number;
  kind: 'pin' | 'note';
  value: string;
  /** Name of the node that wrote it. */
  author: string;
  /** Epoch ms by the clock of the database. */
  at: number;
}

/** What of the marks of this node's own captures went out, and which version of the team's both last agreed on. */
export interface SentMark {
  sent: string;
  agreed: number;
}

export interface MarkStore {
  sent: (captureId: number, kind: MatesMark['kind']) => SentMark | undefined;
  putSent: (captureId: number, kind: MatesMark['kind'], mark: SentMark) => void;
  /** Until when marks of others were read; epoch ms by the clock of the database. */
  marksAt: () => number;
  setMarksAt: (at: number) => void;
}

interface Parts {
  nodeId: string;
  store: MarkStore;
  /** Runs a write to the local database in a group commit. */
  commit: (job: () => void) => Promise<void>;
  show: (marks: readonly MatesMark[]) => void;
}

/** What commits late has an earlier time than what was read meanwhile: no statement takes longer. */
const OVERLAP_MS = 60_000;
const AT_ONCE = 500;

interface Row {
  capture_id: string;
  kind: MatesMark['kind'];
  value: string;
  own: boolean;
  author: string | null;
  /** Microseconds since 1970. */
  at: string;
}

/** Reads what others marked of this node's captures since the last time. Read twice, a mark changes nothing. */
export function createMatesMarks({ nodeId, store, commit, show }: Parts, client: pg.Client) {
  /** One page after a place; the place is of the last row. */
  async function page(after: { at: string; id: string; kind: string }): Promise<Row[]> {
    const { rows } = await client.query<Row>(
      `SELECT m.capture_id, m.kind, m.value, m.author = $1 AS own, n.name AS author,
              (extract(epoch FROM m.at) * 1000000)::bigint AS at
         FROM marks m LEFT JOIN nodes n ON n.node_id = m.author
        WHERE m.node_id = $1 AND (m.at, m.capture_id, m.kind) >
              (to_timestamp(0) + $2::bigint * interval '1 microsecond', $3::bigint, $4)
        ORDER BY m.at, m.capture_id, m.kind LIMIT ${AT_ONCE}`,
      [nodeId, after.at, after.id, after.kind],
    );
    return rows;
  }

  return {
    /** @throws Error of the driver */
    async step(): Promise<void> {
      const since = store.marksAt();
      let after = { at: String(Math.max(0, since - OVERLAP_MS) * 1000), id: '0', kind: '' };
      for (;;) {
        const rows = await page(after);
        const last = rows.at(-1);
        if (last === undefined) return;
        const newest = Math.floor(Number(last.at) / 1000);
        await commit(() => {
          show(rows.map(markOf));
          if (newest > store.marksAt()) store.setMarksAt(newest);
        });
        if (rows.length < AT_ONCE) return;
        after = { at: last.at, id: last.capture_id, kind: last.kind };
      }
    },
  };
}

/** What this node wrote last stands at the capture itself: nothing is shown beside it. */
const markOf = ({ capture_id, kind, value, own, author, at }: Row): MatesMark => ({
  captureId: Number(capture_id),
  kind,
  value: own ? '' : value,
  author: author ?? '',
  at: Math.floor(Number(at) / 1000),
});

/**
 * Writes a pin or note of an own capture, where it is another than the one that went out last. What others wrote since both last
 * agreed stays: of a note both texts stand there then, and a note that is cleared here clears nothing of theirs.
 *
 * @param known left out where nothing of it went out since this is kept.
 * @returns what to remember, and what stands there now; null where there was nothing to write
 * @throws Error of the driver
 */
export async function writeMark(
  client: pg.Client,
  nodeId: string,
  { captureId, kind, value }: Pick<MatesMark, 'captureId' | 'kind' | 'value'>,
  known: SentMark | undefined,
): Promise<{ keep: SentMark; stands: string } | null> {
  if (known?.sent === value) return null;
  const there = await standing(client, { nodeId, captureId, kind });
  if (value === there.value) return { keep: { sent: value, agreed: there.version }, stands: value };
  const agreed = known?.agreed ?? (there.own ? there.version : 0);
  const isOfOthers = there.value !== '' && there.version !== agreed;
  const mayClear = kind === 'pin' ? known !== undefined || there.own : !isOfOthers;
  if (value === '' && !mayClear) return { keep: { sent: value, agreed }, stands: value };
  const { rows } = await client.query<{ kept: string; kept_version: string; merged: boolean }>(
    'SELECT * FROM set_mark($1, $1, $2, $3, $4, $5)',
    [nodeId, captureId, kind, value, agreed],
  );
  const [row] = rows;
  if (row === undefined) return null;
  // Until the text of both stands here, too, the next one is put below it once more.
  const next = row.merged ? agreed : Number(row.kept_version);
  return { keep: { sent: value, agreed: next }, stands: row.kept };
}

async function standing(
  client: pg.Client,
  of: { nodeId: string; captureId: number; kind: string },
): Promise<{ value: string; version: number; own: boolean }> {
  const { rows } = await client.query<{ value: string; version: string; own: boolean }>(
    `SELECT value, version, author = $1 AS own FROM marks
      WHERE node_id = $1 AND capture_id = $2 AND kind = $3`,
    [of.nodeId, of.captureId, of.kind],
  );
  const [row] = rows;
  if (row === undefined) return { value: '', version: 0, own: true };
  return { ...row, version: Number(row.version) };
}
