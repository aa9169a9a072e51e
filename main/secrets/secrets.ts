import type { Database } from 'better-sqlite3';
import { BackstitchError } from '../lib/errors.ts';
import type { GroupCommit } from '../store/group-commit.ts';

/** How values rest on disk: the keychain of the desktop, or nothing where the file mode guards. */
export interface Protection {
  protect: (text: string) => Buffer;
  unprotect: (bytes: Buffer) => string;
}

export const NO_PROTECTION: Protection = {
  protect: (text) => Buffer.from(text, 'utf8'),
  unprotect: (bytes) => bytes.toString('utf8'),
};

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const VENDOR_MAX = 500;
/** Of shorter Secrets nothing is shown, as of signing secrets. */
const SHORT = 12;

export type Secrets = ReturnType<typeof openSecrets>;

/** Secrets of apps by name. Their text leaves this room for services and functions only. */
export function openSecrets(
  db: Database,
  groups: GroupCommit,
  { protect, unprotect }: Protection = NO_PROTECTION,
) {
  const select = db.prepare<[string, string], { value: Buffer }>(
    'SELECT value FROM app_secrets WHERE app_id = ? AND name = ?',
  );
  const selectNames = db.prepare<[string], { name: string }>(
    'SELECT name FROM app_secrets WHERE app_id = ? ORDER BY name',
  );
  const upsert = db.prepare<[string, string, Buffer]>(`
    INSERT INTO app_secrets (app_id, name, value) VALUES (?, ?, ?)
    ON CONFLICT (app_id, name) DO UPDATE SET value = excluded.value`);
  const selectTexts = db.prepare<[], Buffer>('SELECT value FROM app_secrets').pluck();
  const remove = db.prepare<[string, string]>(
    'DELETE FROM app_secrets WHERE app_id = ? AND name = ?',
  );
  return {
    get(appId: string, name: string): string | undefined {
      const row = select.get(appId, name);
      return row && unprotect(row.value);
    },
    /** Its last four characters; '' for a short one, of which they would tell too much. */
    last4(appId: string, name: string): string {
      const row = select.get(appId, name);
      const text = row === undefined ? '' : unprotect(row.value);
      return text.length < SHORT ? '' : text.slice(-4);
    },
    /** All texts of all apps: what leaves Backstitch is searched for them. */
    texts: (): string[] => selectTexts.all().map(unprotect),
    names: (appId: string): string[] => selectNames.all(appId).map(({ name }) => name),
    /**
     * @param named the app names it: then any name will do, since nobody could fill it in otherwise
     * @returns a warning where the vendor would not have taken it.
     */
    async set(appId: string, name: string, text: string, named: boolean): Promise<string | null> {
      if (!named && !NAME.test(name)) {
        throw new BackstitchError('APP_INVALID', `“${name}” cannot be the name of a Secret.`, {
          hint: 'Up to 64 letters, digits, _ and -, beginning with a letter or digit.',
          field: 'name',
        });
      }
      await groups.commit(() => upsert.run(appId, name, protect(text)));
      return text.length > VENDOR_MAX
        ? `The text has ${text.length} characters; the vendor allowed 500.`
        : null;
    },
    async remove(appId: string, name: string): Promise<boolean> {
      return (await groups.commit(() => remove.run(appId, name).changes)) > 0;
    },
  };
}
