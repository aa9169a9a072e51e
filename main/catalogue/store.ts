import type { Database } from 'better-sqlite3';
import type { BaselineKind, ChangeRow, ChangeState, Mutes, TypeRow } from './study/type-row.ts';

export type CatalogueStore = ReturnType<typeof openCatalogueStore>;

/** A row of the list: without what is large. */
export type ListedType = Omit<TypeRow, 'shape' | 'baseline'> & { open: number; breaking: number };

interface ChangeFilter {
  state: ChangeState | null;
  typeId: number | null;
  /** Epoch ms, of the last time. */
  since: number;
  limit: number;
}

const LISTED = `t.id, t.key, t.provider, t.event, t.version, t.endpoint_id, t.method, t.count, t.first_at,
  t.last_at, t.facts, t.samples, t.learns_from, t.baseline_at, t.baseline_kind, t.mutes,
  (SELECT count(*) FROM event_changes e WHERE e.type_id = t.id AND e.state = 'open') AS open,
  (SELECT count(*) FROM event_changes e WHERE e.type_id = t.id AND e.state = 'open'
      AND e.kind IN ('missing-field', 'type', 'null', 'unsafe-integer')) AS breaking`;

/** Reads and writes `event_types` and `event_changes`. Writes belong inside a transaction of the caller. */
export function openCatalogueStore(db: Database) {
  const list = db.prepare<[], ListedType>(
    `SELECT ${LISTED} FROM event_types t ORDER BY t.provider IS NULL, t.provider, t.event, t.version`,
  );
  const listed = db.prepare<[number], ListedType>(
    `SELECT ${LISTED} FROM event_types t WHERE t.id = ?`,
  );
  const find = db.prepare<[number], TypeRow>('SELECT * FROM event_types WHERE id = ?');
  const put = db
    .prepare<TypeRow, number>(
      `INSERT INTO event_types (key, provider, event, version, endpoint_id, method, count, first_at,
        last_at, facts, shape, samples, learns_from, baseline, baseline_at, baseline_kind, mutes)
       VALUES (:key, :provider, :event, :version, :endpoint_id, :method, :count, :first_at, :last_at,
        :facts, :shape, :samples, :learns_from, :baseline, :baseline_at, :baseline_kind, :mutes)
       ON CONFLICT (key) DO UPDATE SET count = :count, first_at = :first_at, last_at = :last_at,
        facts = :facts, shape = :shape, samples = :samples, learns_from = :learns_from,
        baseline = :baseline, baseline_at = :baseline_at, baseline_kind = :baseline_kind
       RETURNING id`,
    )
    .pluck();
  const setBaseline = db.prepare<[Uint8Array | null, number | null, BaselineKind | null, number]>(
    'UPDATE event_types SET baseline = ?, baseline_at = ?, baseline_kind = ? WHERE id = ?',
  );
  const setMutes = db.prepare<[string, number]>('UPDATE event_types SET mutes = ? WHERE id = ?');
  const forgetShape = db.prepare<[number, string, number]>(
    `UPDATE event_types SET shape = NULL, samples = 0, learns_from = NULL, count = max(0, count - ?),
        facts = ? WHERE id = ?`,
  );

  const putChange = db.prepare<Omit<ChangeRow, 'id'>>(
    `INSERT INTO event_changes (type_id, path, kind, was, now, first_capture, last_capture, first_at,
       last_at, count, captures, state)
     VALUES (:type_id, :path, :kind, :was, :now, :first_capture, :last_capture, :first_at, :last_at,
       :count, :captures, :state)
     ON CONFLICT (type_id, path, kind) DO UPDATE SET now = :now, last_capture = :last_capture,
       last_at = :last_at, count = :count, captures = :captures, state = :state`,
  );
  const changes = db.prepare<ChangeFilter, ChangeRow>(
    `SELECT * FROM event_changes
      WHERE (:state IS NULL OR state = :state) AND (:typeId IS NULL OR type_id = :typeId)
        AND last_at >= :since
      ORDER BY last_at DESC, id DESC LIMIT :limit`,
  );
  const change = db.prepare<[number], ChangeRow>('SELECT * FROM event_changes WHERE id = ?');
  const setState = db.prepare<[ChangeState, number]>(
    'UPDATE event_changes SET state = ? WHERE id = ?',
  );
  const dropChanges = db.prepare<[number]>(
    `DELETE FROM event_changes WHERE type_id = ? AND state <> 'ignored'`,
  );

  return {
    list: (): ListedType[] => list.all(),
    listed: (id: number): ListedType | undefined => listed.get(id),
    find: (id: number): TypeRow | undefined => find.get(id),
    /** @returns the id of the type */
    put(row: TypeRow, rows: readonly ChangeRow[]): number {
      const id = put.get(row) ?? 0;
      for (const { id: _, ...one } of rows) putChange.run({ ...one, type_id: id });
      return id;
    },
    setBaseline(
      id: number,
      baseline: Uint8Array | null,
      at: number | null,
      kind: BaselineKind | null,
    ) {
      setBaseline.run(baseline, at, kind, id);
    },
    setMutes: (id: number, mutes: Mutes): void => void setMutes.run(JSON.stringify(mutes), id),
    /** What was learned goes; `held` captures of it will be counted once more. */
    forgetShape: (id: number, held: number, facts: string): void =>
      void forgetShape.run(held, facts, id),
    changes: (filter: ChangeFilter): ChangeRow[] => changes.all(filter),
    change: (id: number): ChangeRow | undefined => change.get(id),
    setState: (id: number, state: ChangeState): void => void setState.run(state, id),
    /** What a person ignored stays ignored. */
    dropChanges: (typeId: number): void => void dropChanges.run(typeId),
  };
}
