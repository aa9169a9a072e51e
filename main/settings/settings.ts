import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { Settings } from '../../preload/contract/system.ts';
import type { GroupCommit } from '../store/group-commit.ts';

export const DEFAULTS: Required<Settings> = {
  bodyCapBytes: 50_000_000,
  keepCount: 100_000,
  keepDays: 30,
  keepBytes: 5_000_000_000,
  keepDeliveryDays: 30,
  keepDeliveryBytes: 1_000_000_000,
  notifyOnArrival: false,
};

/** Limits that nothing reaches: the highest that may be set. */
export const MOST_KEPT = {
  keepCount: 10_000_000,
  keepDays: 3650,
  keepBytes: 1_000_000_000_000,
  keepDeliveryDays: 3650,
  keepDeliveryBytes: 1_000_000_000_000,
} satisfies Partial<Settings>;

/** Limits and switches, read from memory; table `settings`. */
export function openSettings(db: Database, groups: GroupCommit) {
  const select = db.prepare<[string], { value: string }>(
    'SELECT value FROM settings WHERE name = ?',
  );
  const upsert = db.prepare<[string, string]>(`
    INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
  // A row of an older version may lack a field: the default fills it.
  const kept: unknown = JSON.parse(select.get('limits')?.value ?? '{}');
  const parsed = Settings.safeParse({ ...DEFAULTS, ...(kept as object) });
  let current = parsed.success ? parsed.data : DEFAULTS;

  return {
    get: (): Settings => current,
    async save(input: Settings): Promise<Settings> {
      const next = { ...current, ...input };
      await groups.commit(() => upsert.run('limits', JSON.stringify(next)));
      current = next;
      return next;
    },
    /** Key of access tokens that are given to app users; made once. */
    tokenSecret(): string {
      const known = select.get('tokenSecret')?.value;
      if (known) return known;
      const fresh = randomBytes(32).toString('hex');
      upsert.run('tokenSecret', fresh);
      return fresh;
    },
    /** Eight hex digits that name this installation in `Via`; made once. */
    installId(): string {
      const known = select.get('installId')?.value;
      if (known) return known;
      const fresh = randomBytes(4).toString('hex');
      upsert.run('installId', fresh);
      return fresh;
    },
  };
}
