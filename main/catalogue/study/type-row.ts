import type { Database } from 'better-sqlite3';
import type { DriftKind } from '../../../preload/rules/drift-kinds.ts';

/** A row of `event_types`. */
export interface TypeRow {
  /** 0 before it is written. */
  id: number;
  key: string;
  provider: string | null;
  event: string | null;
  version: string | null;
  endpoint_id: string | null;
  method: string;
  count: number;
  first_at: number;
  last_at: number;
  /** JSON of `Facts`. */
  facts: string;
  shape: Uint8Array | null;
  samples: number;
  /** When the first sample came, epoch ms. */
  learns_from: number | null;
  baseline: Uint8Array | null;
  baseline_at: number | null;
  baseline_kind: BaselineKind | null;
  /** JSON of `Mutes`. */
  mutes: string;
}

/** auto: frozen when learning ended; pinned by a person; schema: from a file. */
export type BaselineKind = 'auto' | 'pinned' | 'schema';

export interface Mutes {
  paths: string[];
  kinds: DriftKind[];
}

export type ChangeState = 'open' | 'accepted' | 'ignored' | 'settled';

/** A row of `event_changes`. */
export interface ChangeRow {
  id: number;
  type_id: number;
  path: string;
  kind: DriftKind;
  was: string;
  now: string;
  first_capture: number;
  last_capture: number;
  first_at: number;
  last_at: number;
  count: number;
  /** JSON of row ids. */
  captures: string;
  state: ChangeState;
}

/** What studying has to read of types; also in a process that only reads. */
export function openTypeReader(db: Database) {
  const byKey = db.prepare<[string], TypeRow>('SELECT * FROM event_types WHERE key = ?');
  const changesOf = db.prepare<[number], ChangeRow>(
    'SELECT * FROM event_changes WHERE type_id = ?',
  );
  const learnedOther = db
    .prepare<{ provider: string; event: string | null; key: string }, number>(
      `SELECT 1 FROM event_types WHERE provider = :provider AND (:event IS NULL OR event = :event)
          AND key <> :key AND baseline IS NOT NULL LIMIT 1`,
    )
    .pluck();
  const count = db.prepare<[], number>('SELECT count(*) FROM event_types').pluck();
  return {
    byKey: (key: string): TypeRow | undefined => byKey.get(key),
    changesOf: (typeId: number): ChangeRow[] => changesOf.all(typeId),
    /** Whether another type of a provider, or of its event, is known well. */
    knowsOther: (provider: string, event: string | null, key: string): boolean =>
      learnedOther.get({ provider, event, key }) !== undefined,
    count: (): number => count.get() ?? 0,
  };
}

export type TypeReader = ReturnType<typeof openTypeReader>;
