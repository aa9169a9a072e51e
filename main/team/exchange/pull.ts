import type pg from 'pg';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { MOST_BODY_BYTES, PART_BYTES } from './export-row.ts';
import { type FromTeam, importRow, type PulledRow } from './import-row.ts';

/** One that is to be read on: which of its endpoints, all where none is named. */
export interface Follow {
  node: string;
  endpoints: readonly string[];
  /** What arrived there since goes through the forwards of this node, too; null: it is only kept. Epoch ms. */
  forwardSince: number | null;
}

export interface Arriving {
  capture: FromTeam;
  /** Which one it is there. */
  origin: { node: string; id: number };
  seq: number;
}

type Taking = Pick<PullParts, 'publicId' | 'log'>;

export interface PullParts {
  cursor: (node: string) => number;
  /** The row of a capture of the team that is here already. */
  copyOf: (node: string, id: number) => number | undefined;
  /** Keeps captures, each with its cursor in one transaction. */
  keep: (follow: Follow, arriving: readonly Arriving[]) => Promise<void>;
  /** Moves the cursor where there was nothing to keep. */
  move: (node: string, seq: number) => Promise<void>;
  publicId: (rowId: number) => CaptureId;
  log: (message: string, error: unknown) => void;
}

/** A capture whose node waits for the team has no outcome for a moment: so long it is waited for. */
const OPEN_S = 10;
const MOST_ROWS = 500;
const MOST_BYTES = 8 * 1024 * 1024;

/** Reads the rows of nodes that are followed, in the order each of them wrote. */
export function createPull(parts: PullParts, client: pg.Client) {
  return {
    /** @returns how many rows were read; 0 where all is here. */
    async step(follow: Follow): Promise<number> {
      const { node, endpoints } = follow;
      const { rows } = await client.query<PulledRow & { young: boolean }>(
        `SELECT c.*, stored_at > clock_timestamp() - interval '${OPEN_S} s' AS young FROM (
           SELECT *, sum(size_bytes) OVER (ORDER BY node_seq) - size_bytes AS before
             FROM (SELECT * FROM captures WHERE node_id = $1 AND node_seq > $2
                    ORDER BY node_seq LIMIT ${MOST_ROWS}) n) c
          WHERE before < ${MOST_BYTES} ORDER BY node_seq`,
        [node, parts.cursor(node)],
      );
      const read = untilOpen(rows);
      const last = read.at(-1);
      if (last === undefined) return 0;
      const found: Arriving[] = [];
      for (const row of read) {
        const isWanted = endpoints.length === 0 || endpoints.includes(row.endpoint_name);
        const isHere = parts.copyOf(node, Number(row.capture_id)) !== undefined;
        if (!isWanted || row.gone || isHere) continue;
        const one = await arriving(client, row, parts);
        if (one !== null) found.push(one);
      }
      if (found.length > 0) await parts.keep(follow, found);
      await parts.move(node, Number(last.node_seq));
      return read.length;
    },
  };
}

/** Rows before the first that gets its outcome soon: it comes again then, further behind. */
function untilOpen<R extends PulledRow & { young: boolean }>(rows: R[]): R[] {
  const at = rows.findIndex((row) => row.duration_us === null && row.young && !row.gone);
  return at < 0 ? rows : rows.slice(0, at);
}

/** One capture; null where it is gone. */
export async function pullOne(
  client: pg.Client,
  { node, id }: { node: string; id: number },
  parts: Taking,
): Promise<Arriving | null> {
  const { rows } = await client.query<PulledRow>(
    'SELECT * FROM captures WHERE node_id = $1 AND capture_id = $2 AND NOT gone',
    [node, id],
  );
  return rows[0] === undefined ? null : arriving(client, rows[0], parts);
}

/** The body whole, put together; null where parts are missing. */
export async function bodyOf(client: pg.Client, row: PulledRow): Promise<Buffer | null> {
  if (row.parts === 0) return row.body;
  // None of ours writes so many.
  if (row.parts * PART_BYTES > MOST_BODY_BYTES) return null;
  const { rows } = await client.query<{ bytes: Buffer }>(
    'SELECT bytes FROM capture_parts WHERE node_id = $1 AND capture_id = $2 ORDER BY part',
    [row.node_id, row.capture_id],
  );
  return rows.length === row.parts ? Buffer.concat(rows.map(({ bytes }) => bytes)) : null;
}

/** Null where it cannot be taken: it is left out, and said in the log. */
async function arriving(
  client: pg.Client,
  row: PulledRow,
  { publicId, log }: Taking,
): Promise<Arriving | null> {
  const body = await bodyOf(client, row);
  if (body === null) return null;
  try {
    return {
      capture: importRow(row, body, publicId),
      origin: { node: row.node_id, id: Number(row.capture_id) },
      seq: Number(row.node_seq),
    };
  } catch (error) {
    log('A capture of the team cannot be read, and was left out.', error);
    return null;
  }
}
