import type { Database } from 'better-sqlite3';
import { SenderSettings } from '../../preload/contract/signatures.ts';
import { type SecretOwner } from '../../preload/contract/signatures/secrets.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import type { Protection } from '../secrets/secrets.ts';

/** A secret with its text. It leaves this room for signing and verifying only. */
export interface KeptSecret {
  id: string;
  owner: SecretOwner;
  label: string;
  value: string;
  retiring: boolean;
  isTestKey: boolean;
  createdAt: number;
}

interface Row {
  id: string;
  endpoint_id: string | null;
  provider: string | null;
  label: string;
  value: Buffer;
  retiring: number;
  is_test_key: number;
  created_at: number;
}

/** Reads and writes `sender_settings` and `sender_secrets`. Texts rest as `protection` wants. */
export function openSenderStore(db: Database, { protect, unprotect }: Protection) {
  const selectSecrets = db.prepare<[], Row>(
    'SELECT * FROM sender_secrets ORDER BY created_at DESC',
  );
  const insertSecret = db.prepare(`
    INSERT INTO sender_secrets (id, endpoint_id, provider, label, value, retiring, is_test_key, created_at)
    VALUES (:id, :endpointId, :provider, :label, :value, :retiring, :isTestKey, :createdAt)`);
  const setRetiring = db.prepare<[number, string]>(
    'UPDATE sender_secrets SET retiring = ? WHERE id = ?',
  );
  const removeSecret = db.prepare<[string]>('DELETE FROM sender_secrets WHERE id = ?');
  const selectSettings = db.prepare<[], { endpoint_id: string; settings: string }>(
    'SELECT endpoint_id, settings FROM sender_settings',
  );
  const upsertSettings = db.prepare<[string, string]>(`
    INSERT INTO sender_settings (endpoint_id, settings) VALUES (?, ?)
    ON CONFLICT (endpoint_id) DO UPDATE SET settings = excluded.settings`);

  return {
    secrets: (): KeptSecret[] =>
      selectSecrets.all().map((row) => ({
        id: row.id,
        owner: { endpointId: row.endpoint_id as EndpointId | null, provider: row.provider },
        label: row.label,
        value: unprotect(row.value),
        retiring: row.retiring === 1,
        isTestKey: row.is_test_key === 1,
        createdAt: row.created_at,
      })),
    insertSecret(secret: KeptSecret): void {
      const { owner } = secret;
      insertSecret.run({
        id: secret.id,
        ...owner,
        label: secret.label,
        value: protect(secret.value),
        retiring: secret.retiring ? 1 : 0,
        isTestKey: secret.isTestKey ? 1 : 0,
        createdAt: secret.createdAt,
      });
    },
    setRetiring: (id: string, retiring: boolean): number =>
      setRetiring.run(retiring ? 1 : 0, id).changes,
    removeSecret: (id: string): number => removeSecret.run(id).changes,
    settings: (): Map<string, SenderSettings> =>
      new Map(
        selectSettings
          .all()
          .map((row) => [row.endpoint_id, SenderSettings.parse(JSON.parse(row.settings))]),
      ),
    saveSettings: (endpointId: string, settings: SenderSettings): unknown =>
      upsertSettings.run(endpointId, JSON.stringify(settings)),
  };
}
