import type { Database } from 'better-sqlite3';
import type {
  BackfillItemState,
  BackfillProviderId,
  BackfillScan,
  BackfillScanId,
  BackfillSourceId,
} from '../../preload/contract/backfill.ts';
import type { Protection } from '../secrets/secrets.ts';
import type { Listed, Settings } from './adapter.ts';

export interface KeptSource {
  id: BackfillSourceId;
  provider: BackfillProviderId;
  name: string;
  settings: Settings;
  path: string;
  token: string;
  createdAt: number;
}

/** What of a scan is written as JSON. */
export type ScanDetail = Pick<BackfillScan, 'calls' | 'problem' | 'notes' | 'oldest'> & {
  /** How the chosen items are asked for; null before anybody chose. */
  acting: {
    how: 'fetch' | 'resend';
    sign: 'keep' | 'local' | 'none';
    run: boolean;
  } | null;
};

export interface KeptScan extends ScanDetail {
  id: BackfillScanId;
  sourceId: BackfillSourceId;
  provider: BackfillProviderId;
  from: number;
  to: number;
  only: 'undelivered' | 'all';
  state: BackfillScan['state'];
  createdAt: number;
  endedAt: number | null;
}

export interface KeptItem {
  n: number;
  deliveryId: string | null;
  ids: string[];
  eventType: string | null;
  at: number | null;
  state: BackfillItemState;
  ref: Listed['ref'];
  captureId: number | null;
  /** When it was asked for; epoch ms. */
  askedAt: number | null;
  note: string | null;
}

interface SourceRow {
  id: string;
  provider: string;
  name: string;
  settings: string;
  path: string;
  token: Buffer;
  created_at: number;
}

interface ScanRow {
  id: string;
  source_id: string;
  provider: string;
  from_at: number;
  to_at: number;
  wanted: string;
  state: string;
  detail: string;
  created_at: number;
  ended_at: number | null;
}

interface ItemRow {
  n: number;
  delivery_id: string | null;
  ids: string;
  event_type: string | null;
  sent_at: number | null;
  state: string;
  ref: string;
  capture_id: number | null;
  asked_at: number | null;
  note: string | null;
}

export type BackfillStore = ReturnType<typeof openBackfillStore>;

/** Reads and writes `backfill_sources`, `backfill_scans` and `backfill_items`. Only what this program wrote is read. */
export function openBackfillStore(db: Database, { protect, unprotect }: Protection) {
  const sources = db.prepare<[], SourceRow>('SELECT * FROM backfill_sources ORDER BY name, id');
  const putSource = db.prepare(`
    INSERT INTO backfill_sources (id, provider, name, settings, path, token, created_at)
    VALUES (:id, :provider, :name, :settings, :path, :token, :createdAt)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings,
                                   path = excluded.path, token = excluded.token`);
  const dropSource = db.prepare<[string]>('DELETE FROM backfill_sources WHERE id = ?');
  const scans = db.prepare<[], ScanRow>(
    'SELECT * FROM backfill_scans ORDER BY created_at DESC, id LIMIT 100',
  );
  const scan = db.prepare<[string], ScanRow>('SELECT * FROM backfill_scans WHERE id = ?');
  const putScan = db.prepare(`
    INSERT INTO backfill_scans
      (id, source_id, provider, from_at, to_at, wanted, state, detail, created_at, ended_at)
    VALUES (:id, :sourceId, :provider, :from, :to, :only, :state, :detail, :createdAt, :endedAt)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, detail = excluded.detail,
                                   ended_at = excluded.ended_at`);
  const open = db.prepare<[], ScanRow>(
    "SELECT * FROM backfill_scans WHERE state IN ('listing', 'acting')",
  );
  const oldScans = db
    .prepare<[number], string>(
      "SELECT id FROM backfill_scans WHERE created_at < ? AND state NOT IN ('listing', 'acting')",
    )
    .pluck();
  const dropScan = db.prepare<[string]>('DELETE FROM backfill_scans WHERE id = ?');
  const dropItems = db.prepare<[string]>('DELETE FROM backfill_items WHERE scan_id = ?');
  const putItem = db.prepare(`
    INSERT INTO backfill_items
      (scan_id, n, delivery_id, ids, event_type, sent_at, state, ref, capture_id, asked_at, note)
    VALUES (:scanId, :n, :deliveryId, :ids, :eventType, :at, :state, :ref, :captureId, :askedAt, :note)
    ON CONFLICT (scan_id, n) DO UPDATE SET
      state = excluded.state, capture_id = excluded.capture_id, asked_at = excluded.asked_at,
      note = excluded.note`);
  const item = db.prepare<[string, number], ItemRow>(
    'SELECT * FROM backfill_items WHERE scan_id = ? AND n = ?',
  );
  const items = db.prepare<[string, number, number], ItemRow>(
    'SELECT * FROM backfill_items WHERE scan_id = ? AND n > ? ORDER BY n LIMIT ?',
  );
  // Left to itself, SQLite reads past all that are in another state: each of 10,000 then costs half a millisecond.
  const itemsOf = db.prepare<[string, string, number, number], ItemRow>(
    `SELECT * FROM backfill_items INDEXED BY backfill_items_by_state
      WHERE scan_id = ? AND state = ? AND n > ? ORDER BY n LIMIT ?`,
  );
  const moveAll = db.prepare<[string, string, string]>(
    'UPDATE backfill_items SET state = ? WHERE scan_id = ? AND state = ?',
  );
  const counts = db.prepare<[string], { state: BackfillItemState; count: number }>(
    'SELECT state, count(*) AS count FROM backfill_items WHERE scan_id = +? GROUP BY state',
  );

  return {
    sources: (): KeptSource[] =>
      sources.all().map((row) => ({
        id: row.id as BackfillSourceId,
        provider: row.provider as BackfillProviderId,
        name: row.name,
        settings: JSON.parse(row.settings) as Settings,
        path: row.path,
        token: unprotect(row.token),
        createdAt: row.created_at,
      })),
    putSource(source: KeptSource): void {
      putSource.run({
        ...source,
        settings: JSON.stringify(source.settings),
        token: protect(source.token),
      });
    },
    removeSource: (id: BackfillSourceId): number => dropSource.run(id).changes,
    scans: (): KeptScan[] => scans.all().map(toScan),
    /** Those that a stop of the program interrupted. */
    unfinished: (): KeptScan[] => open.all().map(toScan),
    scan(id: string): KeptScan | undefined {
      const row = scan.get(id);
      return row && toScan(row);
    },
    putScan({ calls, problem, notes, oldest, acting, ...rest }: KeptScan): void {
      const detail: ScanDetail = { calls, problem, notes, oldest, acting };
      putScan.run({ ...rest, detail: JSON.stringify(detail) });
    },
    /** Ended ones that began before a time (epoch ms) go, with their items. */
    forgetBefore(at: number): void {
      for (const id of oldScans.all(at)) {
        dropItems.run(id);
        dropScan.run(id);
      }
    },
    putItem(scanId: BackfillScanId, { ids, ref, ...rest }: KeptItem): void {
      putItem.run({ scanId, ...rest, ids: JSON.stringify(ids), ref: JSON.stringify(ref) });
    },
    item(scanId: BackfillScanId, n: number): KeptItem | undefined {
      const row = item.get(scanId, n);
      return row && toItem(row);
    },
    /** In the order of their numbers. */
    items(
      scanId: BackfillScanId,
      state: BackfillItemState | undefined,
      after: number,
      limit: number,
    ): KeptItem[] {
      const rows =
        state === undefined
          ? items.all(scanId, after, limit)
          : itemsOf.all(scanId, state, after, limit);
      return rows.map(toItem);
    },
    /** All items of one state are in another from now on. @returns how many */
    moveAll: (scanId: BackfillScanId, from: BackfillItemState, to: BackfillItemState): number =>
      moveAll.run(to, scanId, from).changes,
    counts: (scanId: BackfillScanId): BackfillScan['counts'] =>
      Object.fromEntries(counts.all(scanId).map(({ state, count }) => [state, count])),
  };
}

function toScan(row: ScanRow): KeptScan {
  return {
    id: row.id as BackfillScanId,
    sourceId: row.source_id as BackfillSourceId,
    provider: row.provider as BackfillProviderId,
    from: row.from_at,
    to: row.to_at,
    only: row.wanted as KeptScan['only'],
    state: row.state as KeptScan['state'],
    createdAt: row.created_at,
    endedAt: row.ended_at,
    ...(JSON.parse(row.detail) as ScanDetail),
  };
}

const toItem = (row: ItemRow): KeptItem => ({
  n: row.n,
  deliveryId: row.delivery_id,
  ids: JSON.parse(row.ids) as string[],
  eventType: row.event_type,
  at: row.sent_at,
  state: row.state as BackfillItemState,
  ref: JSON.parse(row.ref) as Listed['ref'],
  captureId: row.capture_id,
  askedAt: row.asked_at,
  note: row.note,
});
