import type { Database } from 'better-sqlite3';
import type { IntegrationId, IntegrationRules } from '../../preload/contract/integrations.ts';

/** An integration as it is kept. */
export interface KeptIntegration extends IntegrationRules {
  id: IntegrationId;
  name: string;
  schema: string;
  /** Name of the file that its tables are in. */
  file: string;
  state: 'live' | 'paused' | 'deleted';
  createdAt: number;
  /** URL of a PostgreSQL server, with its password. */
  postgres: string | null;
}

/** A reset: none, asked for, or begun. */
export type Rebuilding = 'no' | 'asked' | 'begun';
const REBUILDING: readonly Rebuilding[] = ['no', 'asked', 'begun'];

export interface KeptUrl {
  id: number;
  integrationId: IntegrationId;
  tokenHash: string;
  last4: string;
  createdAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

interface Row {
  id: string;
  name: string;
  schema: string;
  file: string;
  primary_key: string;
  loading: string;
  nested: string;
  detect_timestamps: number;
  strict_types: number;
  json_in_forms: number;
  reserved_names: string;
  state: string;
  created_at: number;
  postgres: string | null;
}

const URL_COLUMNS = `id, integration_id AS integrationId, token_hash AS tokenHash, last4,
  created_at AS createdAt, last_used_at AS lastUsedAt, revoked_at AS revokedAt`;

export function openIntegrationStore(db: Database) {
  const all = db.prepare<[], Row>('SELECT * FROM integrations ORDER BY created_at, id');
  const put = db.prepare(
    `INSERT INTO integrations (id, name, schema, file, primary_key, loading, nested,
       detect_timestamps, strict_types, state, created_at, postgres, json_in_forms, reserved_names)
     VALUES (:id, :name, :schema, :file, :primaryKey, :loading, :nested,
       :detectTimestamps, :strictTypes, :state, :createdAt, :postgres, :jsonInForms, :reservedNames)
     ON CONFLICT (id) DO UPDATE SET name = :name, file = :file, primary_key = :primaryKey,
       loading = :loading, nested = :nested, detect_timestamps = :detectTimestamps,
       strict_types = :strictTypes, state = :state, postgres = :postgres,
       json_in_forms = :jsonInForms, reserved_names = :reservedNames`,
  );
  const rebuilding = db
    .prepare<[string], number>('SELECT rebuilding FROM integrations WHERE id = ?')
    .pluck();
  const setRebuilding = db.prepare('UPDATE integrations SET rebuilding = ? WHERE id = ?');
  const removed = db
    .prepare<[string], number>(
      `SELECT capture_id FROM integration_removals
        WHERE capture_id IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  const urls = db.prepare<[], KeptUrl>(`SELECT ${URL_COLUMNS} FROM integration_urls ORDER BY id`);
  const addUrl = db.prepare(
    `INSERT INTO integration_urls (integration_id, token_hash, last4, created_at)
     VALUES (?, ?, ?, ?)`,
  );
  const revoke = db.prepare('UPDATE integration_urls SET revoked_at = ? WHERE id = ?');
  const use = db.prepare('UPDATE integration_urls SET last_used_at = ? WHERE id = ?');
  const enqueue = db.prepare('INSERT OR IGNORE INTO integration_queue VALUES (?, ?, ?)');
  const dequeue = db.prepare('DELETE FROM integration_queue WHERE capture_id = ?');
  const dropWaiting = db.prepare<[string]>(
    'DELETE FROM integration_queue WHERE integration_id = ?',
  );
  const waiting = db.prepare<
    [string, number],
    { captureId: number; receivedAt: number }
  >(`SELECT capture_id AS captureId, received_at AS receivedAt FROM integration_queue
      WHERE integration_id = ? ORDER BY capture_id LIMIT ?`);
  const counts = db.prepare<[], { id: string; n: number }>(
    'SELECT integration_id AS id, count(*) AS n FROM integration_queue GROUP BY integration_id',
  );
  const isWaiting = db
    .prepare<[number], string>('SELECT integration_id FROM integration_queue WHERE capture_id = ?')
    .pluck();

  return {
    all: (): KeptIntegration[] =>
      all.all().map((row) => ({
        id: row.id as IntegrationId,
        name: row.name,
        schema: row.schema,
        file: row.file,
        primaryKey: JSON.parse(row.primary_key) as string[],
        loading: row.loading as IntegrationRules['loading'],
        nested: row.nested as IntegrationRules['nested'],
        detectTimestamps: row.detect_timestamps === 1,
        strictTypes: row.strict_types === 1,
        jsonInForms: row.json_in_forms === 1,
        reservedNames: row.reserved_names as IntegrationRules['reservedNames'],
        state: row.state as KeptIntegration['state'],
        createdAt: row.created_at,
        postgres: row.postgres,
      })),
    put: (one: KeptIntegration): void =>
      void put.run({
        ...one,
        primaryKey: JSON.stringify(one.primaryKey),
        detectTimestamps: one.detectTimestamps ? 1 : 0,
        strictTypes: one.strictTypes ? 1 : 0,
        jsonInForms: one.jsonInForms ? 1 : 0,
      }),
    rebuilding: (id: IntegrationId): Rebuilding => REBUILDING[rebuilding.get(id) ?? 0] ?? 'no',
    setRebuilding: (id: IntegrationId, state: Rebuilding): void =>
      void setRebuilding.run(REBUILDING.indexOf(state), id),
    /** Of these captures, those that somebody deleted and that are gone for good. */
    removedFor: (captureIds: readonly number[]): number[] =>
      removed.all(JSON.stringify(captureIds)),
    urls: (): KeptUrl[] => urls.all(),
    addUrl: (of: IntegrationId, hash: string, last4: string, at: number): number =>
      Number(addUrl.run(of, hash, last4, at).lastInsertRowid),
    revokeUrl: (id: number, at: number): void => void revoke.run(at, id),
    useUrl: (id: number, at: number): void => void use.run(at, id),
    enqueue: (captureId: number, of: IntegrationId, receivedAt: number): void =>
      void enqueue.run(captureId, of, receivedAt),
    dequeue: (captureIds: readonly number[]): void => {
      for (const id of captureIds) dequeue.run(id);
    },
    dropWaiting: (of: IntegrationId): number => dropWaiting.run(of).changes,
    waiting: (of: IntegrationId, limit: number) => waiting.all(of, limit),
    waitingCounts: (): Map<string, number> => new Map(counts.all().map(({ id, n }) => [id, n])),
    waitsFor: (captureId: number): string | undefined => isWaiting.get(captureId),
  };
}

export type IntegrationStore = ReturnType<typeof openIntegrationStore>;
