import type pg from 'pg';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { TeamCapture, TeamCaptureDetail, TeamNodeId } from '../../../preload/contract/team.ts';
import { decodeBody, unpackBody } from '../../lib/content-codings.ts';
import { headerValue } from '../../lib/headers.ts';
import { type BrowsedRow, MARKS, NODE_NAME } from '../browse.ts';
import { refuse } from '../problem.ts';
import { PART_BYTES } from './export-row.ts';
import { importRow, type PulledRow } from './import-row.ts';
import { bodyOf } from './pull.ts';

type There = { node: TeamNodeId; id: CaptureId };
type Of = 'request' | 'reply' | 'surplus';

interface Parts {
  /** @throws BackstitchError where there is no connection, or the question failed */
  ask: <T>(question: (client: pg.Client) => Promise<T>) => Promise<T>;
  rowIdOf: (id: CaptureId) => number;
  publicId: (rowId: number) => CaptureId;
  shown: (row: BrowsedRow) => TeamCapture;
}

/** Of a body at most so much goes out in one answer. */
const AT_ONCE_BYTES = 4 * PART_BYTES;
/** Above this, a decoded body is cut for viewing. */
const DECODED_BYTES = 16 * 1024 * 1024;
const MOST_DELIVERIES = 100;

const BYTES: Readonly<Record<Of, string>> = {
  request: 'body',
  reply: 'reply_body',
  surplus: 'surplus',
};
const HERE = 'node_id = $1 AND capture_id = $2 AND NOT gone';

/** Shows a capture of the team before it is copied. What is not of this form is not believed. */
export function createLooking({ ask, rowIdOf, publicId, shown }: Parts) {
  const read = (there: There): Promise<PulledRow & BrowsedRow> =>
    ask(async (client) => {
      const { rows } = await client.query<PulledRow & BrowsedRow>(
        `SELECT c.*, ${NODE_NAME} AS node_name, ${MARKS} AS marks FROM captures c WHERE ${HERE}`,
        [there.node, rowIdOf(there.id)],
      );
      return rows[0] ?? gone();
    });

  return {
    /** @throws BackstitchError TEAM_CAPTURE_GONE, TEAM_UNREACHABLE and those of the link */
    async capture(there: There): Promise<TeamCaptureDetail> {
      const row = await read(there);
      const told = readable(row, publicId);
      const { reply, headers, trailers, stages, redacted } = told;
      return {
        ...shown(row),
        decidedBy: told.decidedBy,
        failure: told.failure,
        viaTunnel: told.viaTunnel,
        contentType: told.contentType,
        httpVersion: told.httpVersion,
        headers,
        trailers,
        remoteAddress: told.remoteAddress,
        remotePort: told.remotePort,
        reportedClient: told.reportedClient,
        contentEncoding: told.contentEncoding,
        declaredBytes: told.declaredBytes,
        surplus: told.surplus,
        bodySha256: told.bodySha256,
        reply,
        stages,
        deliveryId: told.deliveryId,
        verdict: told.verdict,
        cuts: redacted.map(({ place, rule, count }) => ({ place, name: rule, count })),
        deliveries: await ask((client) => deliveriesOf(client, there.node, rowIdOf(there.id))),
      };
    },
    /**
     * Bytes as they are in the team: those of one body from a place on, 4 MiB at most.
     *
     * @throws BackstitchError as `capture`
     */
    async body(input: There & { of: Of; from: number; to?: number | undefined }): Promise<Blob> {
      const { from } = input;
      const length = Math.min(AT_ONCE_BYTES, Math.max(0, (input.to ?? Infinity) - from));
      const key = [input.node, rowIdOf(input.id)];
      return ask(async (client) => {
        const { rows } = await client.query<{ bytes: Buffer | null; parts: number }>(
          `SELECT substring(${BYTES[input.of]} FROM $3::bigint::int + 1 FOR $4::int) AS bytes, parts
             FROM captures WHERE ${HERE}`,
          [...key, Math.min(from, 2 ** 31 - 2), length],
        );
        const row = rows[0] ?? gone();
        if (input.of !== 'request' || row.parts === 0) return blobOf(row.bytes);
        return blobOf(await slice(client, key, from, length));
      });
    },
    /** @throws BackstitchError as `capture` */
    async decodedBody(input: There & { of: Of; unpack: boolean }) {
      const row = await read(input);
      const bytes =
        input.of === 'request'
          ? await ask((client) => bodyOf(client, row))
          : row[input.of === 'reply' ? 'reply_body' : 'surplus'];
      const { headers, reply } = readable(row, publicId);
      const sent = { request: headers, reply: reply?.headers ?? [], surplus: [] }[input.of];
      const undo = input.unpack ? unpackBody : decodeBody;
      const coding = headerValue(sent, 'content-encoding');
      const decoded = await undo(bytes ?? Buffer.alloc(0), coding, DECODED_BYTES);
      const { bytes: plain, ...rest } = decoded;
      return { ...rest, body: blobOf(plain) };
    },
  };
}

/** Of a body in parts, only those that hold what is wanted. */
async function slice(
  client: pg.Client,
  key: readonly (string | number)[],
  from: number,
  length: number,
): Promise<Buffer> {
  const first = Math.floor(from / PART_BYTES);
  const last = Math.floor((from + Math.max(length, 1) - 1) / PART_BYTES);
  const { rows } = await client.query<{ bytes: Buffer }>(
    `SELECT bytes FROM capture_parts WHERE node_id = $1 AND capture_id = $2 AND part BETWEEN $3 AND $4
      ORDER BY part`,
    [...key, Math.min(first, 2 ** 31 - 1), Math.min(last, 2 ** 31 - 1)],
  );
  const start = from - first * PART_BYTES;
  return Buffer.concat(rows.map(({ bytes }) => bytes)).subarray(start, start + length);
}

async function deliveriesOf(
  client: pg.Client,
  node: string,
  id: number,
): Promise<TeamCaptureDetail['deliveries']> {
  // A team that was not brought up to date yet has none.
  const { rows: found } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('backstitch_team.delivery_states') IS NOT NULL AS there`,
  );
  if (found[0]?.there !== true) return [];
  const { rows } = await client.query<{
    destination: string;
    state: string;
    attempts: number;
    last_status: number | null;
    at: Date;
  }>(
    `SELECT destination, state, attempts, last_status, at FROM delivery_states
      WHERE node_id = $1 AND capture_id = $2 ORDER BY delivery_seq LIMIT ${MOST_DELIVERIES}`,
    [node, id],
  );
  return rows.map(({ last_status, at, ...row }) => ({
    ...row,
    lastStatus: last_status,
    at: at.getTime(),
  }));
}

function readable(row: PulledRow, publicId: Parts['publicId']): ReturnType<typeof importRow> {
  try {
    return importRow(row, Buffer.alloc(0), publicId);
  } catch {
    throw refuse(
      'TEAM_CAPTURE_GONE',
      'This capture of the team cannot be read here: another version of Backstitch wrote it, or another program.',
    );
  }
}

function gone(): never {
  throw refuse('TEAM_CAPTURE_GONE');
}

const blobOf = (bytes: Uint8Array | null): Blob => new Blob([new Uint8Array(bytes ?? [])]);
