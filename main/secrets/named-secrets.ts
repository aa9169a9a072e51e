import type { Database } from 'better-sqlite3';
import type { GroupCommit } from '../store/group-commit.ts';
import { NO_PROTECTION, type Protection } from './secrets.ts';

/** Of shorter ones nothing is shown, as of signing secrets. */
const SHORT = 12;

/**
 * Secrets that belong to no app and no sender: a project file refers to them by name. Table `named_secrets`; their
 * texts rest as `protection` wants, and leave this room for those who use them only.
 */
export function openNamedSecrets(
  db: Database,
  groups: Pick<GroupCommit, 'commit'>,
  { protect, unprotect }: Protection = NO_PROTECTION,
  now: () => number = Date.now,
) {
  const rows = db.prepare<[], { name: string; value: Buffer }>(
    'SELECT name, value FROM named_secrets ORDER BY name',
  );
  const upsert = db.prepare<[string, Buffer, number]>(`
    INSERT INTO named_secrets (name, value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`);
  const drop = db.prepare<[string]>('DELETE FROM named_secrets WHERE name = ?');
  let all = read();
  function read(): Map<string, string> {
    return new Map(rows.all().map(({ name, value }) => [name, unprotect(value)]));
  }
  return {
    get: (name: string): string | undefined => all.get(name),
    /** Names, with the last four characters of those that are long enough to show them. */
    list: (): { name: string; last4: string }[] =>
      [...all].map(([name, text]) => ({ name, last4: text.length < SHORT ? '' : text.slice(-4) })),
    /** What leaves Backstitch is searched for them. */
    texts: (): string[] => [...all.values()],
    async set(name: string, value: string): Promise<void> {
      await groups.commit(() => upsert.run(name, protect(value), now()));
      all = read();
    },
    async remove(name: string): Promise<boolean> {
      const removed = await groups.commit(() => drop.run(name).changes);
      all = read();
      return removed > 0;
    },
  };
}
