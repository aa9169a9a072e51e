import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type {
  TeamCapture,
  TeamCapturePage,
  TeamNodeId,
  TeamPreview,
} from '../../../preload/contract/team.ts';
import { teamCutter, type SharingChoice } from '../../interchange/sharing-rules.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { type BrowsedRow, browse, type BrowseInput } from '../browse.ts';
import { asTeamError, refuse } from '../problem.ts';
import { createLooking } from './looking.ts';
import { type Arriving, pullOne } from './pull.ts';
import { CHANNEL, MARKED, type Session } from '../session.ts';
import type { TeamSources } from '../sources.ts';
import { toldCuts } from '../told-cuts.ts';

interface Parts {
  sources: () => TeamSources | undefined;
  /** Asks the database. @throws BackstitchError where there is no connection */
  ask: Session['ask'];
  nodeId: () => string;
  /** Keeps a capture of another node, unless it came meanwhile. */
  keep: (node: string, one: Arriving) => Promise<void>;
}

const SHOWN_CHARS = 20_000;
type There = { node: TeamNodeId; id: CaptureId };
type MarkOutput = { value: string; version: number; merged: boolean };

/** What a person looks at and does in the team: captures of all nodes, marks, copies, and what would leave. */
export function createReading(parts: Parts) {
  const must = (): TeamSources => {
    const found = parts.sources();
    if (found === undefined) throw refuse('TEAM_UNREACHABLE');
    return found;
  };

  function shown(row: BrowsedRow): TeamCapture {
    const { publicId, copyOf } = must();
    const id = Number(row.capture_id);
    const own = row.node_id === parts.nodeId();
    const copy = own ? id : copyOf(row.node_id, id);
    return {
      node: row.node_id as TeamNodeId,
      nodeName: row.node_name ?? 'the team',
      id: publicId(id),
      copy: copy === undefined ? null : publicId(copy),
      receivedAt: row.received_at.getTime(),
      storedAt: row.stored_at.getTime(),
      skewMs: row.skew_ms,
      durationMs: row.duration_us === null ? null : Number(row.duration_us) / 1000,
      method: row.method,
      target: row.target.toString('utf8'),
      endpointName: row.endpoint_name,
      sizeBytes: Number(row.size_bytes),
      status: row.status,
      reason: row.reason,
      provider: row.provider,
      eventType: row.event_type,
      signature: row.signature as TeamCapture['signature'],
      cut: row.cut,
      exact: row.exact,
      marks: (row.marks ?? []).map((mark) => ({ ...mark, at: Date.parse(mark.at) })),
    };
  }

  return {
    ...createLooking({
      ask: (question) => parts.ask(question).catch(asRefusal),
      rowIdOf: (id) => must().rowIdOf(id),
      publicId: (rowId) => must().publicId(rowId),
      shown,
    }),
    /** @throws BackstitchError SEARCH_INVALID, TEAM_UNREACHABLE and those of the link */
    async captures(input: BrowseInput): Promise<TeamCapturePage> {
      const rows = await parts
        .ask((client) => browse(client, { ...input, limit: input.limit + 1 }))
        .catch(asRefusal);
      const items = rows.slice(0, input.limit);
      const next = rows.length > input.limit ? (items.at(-1)?.place ?? null) : null;
      return { items: items.map(shown), next };
    },
    /** @throws BackstitchError TEAM_CAPTURE_GONE, TEAM_UNREACHABLE and those of the link */
    async copy({ node, id }: There): Promise<{ id: CaptureId }> {
      const { rowIdOf, copyOf, publicId } = must();
      const there = rowIdOf(id);
      const copyNow = (): { id: CaptureId } | undefined => {
        const copy = node === parts.nodeId() ? there : copyOf(node, there);
        return copy === undefined ? undefined : { id: publicId(copy) };
      };
      const known = copyNow();
      if (known !== undefined) return known;
      const one = await parts
        .ask((client) => pullOne(client, { node, id: there }, must()))
        .catch(asRefusal);
      if (one === null) throw refuse('TEAM_CAPTURE_GONE');
      await parts.keep(node, one);
      return copyNow() ?? { id };
    },
    /** @throws BackstitchError TEAM_CAPTURE_GONE, TEAM_UNREACHABLE and those of the link */
    async mark(
      input: There & { kind: 'pin' | 'note'; value: string; version: number },
    ): Promise<MarkOutput> {
      const rowId = must().rowIdOf(input.id);
      const { rows } = await parts
        .ask(async (client) => {
          const wrote = await client.query<{ kept: string; kept_version: string; merged: boolean }>(
            `SELECT s.* FROM set_mark($1, $2, $3, $4, $5, $6) s
            WHERE EXISTS (SELECT 1 FROM captures WHERE node_id = $2 AND capture_id = $3 AND NOT gone)`,
            [
              parts.nodeId(),
              input.node,
              rowId,
              input.kind,
              input.value.replaceAll('\0', '').toWellFormed(),
              input.version,
            ],
          );
          // A hint, in a transaction of its own: whose capture it is shows it soon.
          await client.query('SELECT pg_notify($1, $2)', [CHANNEL, `${input.node}:${MARKED}`]);
          return wrote;
        })
        .catch(asRefusal);
      const [row] = rows;
      if (row === undefined) throw refuse('TEAM_CAPTURE_GONE');
      if (input.node === parts.nodeId()) {
        await must().takeMark(rowId, { kind: input.kind, value: row.kept });
      }
      return { value: row.kept, version: Number(row.kept_version), merged: row.merged };
    },
    /** @throws BackstitchError CAPTURE_NOT_FOUND */
    async preview({ id, ...choice }: SharingChoice & { id: CaptureId }): Promise<TeamPreview> {
      const { read, rowIdOf } = must();
      const found = await read(rowIdOf(id));
      if (found === 'lost') throw new BackstitchError('CAPTURE_NOT_FOUND');
      if (found === 'not-shared') {
        const why =
          'It did not arrive here, is still open, or is a login of an app: such captures are not shared.';
        return { shared: false, why, target: '', headers: [], body: '', cuts: [] };
      }
      const cut = await teamCutter(choice, must().secrets())(found);
      const body = Buffer.from(cut.body.buffer, cut.body.byteOffset, cut.body.byteLength);
      return {
        shared: true,
        why: null,
        target: cut.target,
        headers: cut.headers,
        body: body.toString('utf8').slice(0, SHOWN_CHARS).toWellFormed(),
        cuts: toldCuts(cut),
      };
    },
  };
}

function asRefusal(error: unknown): never {
  throw asTeamError(error);
}
