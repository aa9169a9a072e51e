import type { Database } from 'better-sqlite3';

/** An email address with a password that has no user yet: one is made at its first login. */
export interface Registration {
  email: string;
  password: string;
  confirmed: boolean;
}

export type EmailTokenKind = 'confirm' | 'reset';

/** Reads and writes `app_registrations` and `app_email_tokens`. Of tokens only hashes are kept. */
export function openRegistrationStore(db: Database) {
  const select = db.prepare<
    [string, string],
    { email: string; password: string; confirmed: number }
  >('SELECT email, password, confirmed FROM app_registrations WHERE app_id = ? AND email = ?');
  const upsert = db.prepare<[string, string, string, number, number]>(`
    INSERT INTO app_registrations (app_id, email, password, confirmed, created_at)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (app_id, email) DO UPDATE SET password = excluded.password,
      confirmed = excluded.confirmed`);
  const remove = db.prepare<[string, string]>(
    'DELETE FROM app_registrations WHERE app_id = ? AND email = ?',
  );
  const selectToken = db.prepare<
    [string, string, string],
    { email: string; hash: string; expires_at: number }
  >(`
    SELECT email, hash, expires_at FROM app_email_tokens
     WHERE id = ? AND app_id = ? AND kind = ?`);
  const insertToken = db.prepare<[string, string, string, string, string, number]>(`
    INSERT INTO app_email_tokens (id, app_id, email, kind, hash, expires_at)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const removeTokens = db.prepare<[string, string, string]>(
    'DELETE FROM app_email_tokens WHERE app_id = ? AND email = ? AND kind = ?',
  );
  return {
    get(appId: string, email: string): Registration | undefined {
      const row = select.get(appId, email);
      return row && { email: row.email, password: row.password, confirmed: row.confirmed === 1 };
    },
    save: (appId: string, one: Registration, now: number): number =>
      upsert.run(appId, one.email, one.password, one.confirmed ? 1 : 0, now).changes,
    remove: (appId: string, email: string): number => remove.run(appId, email).changes,
    token: (appId: string, kind: EmailTokenKind, id: string) => selectToken.get(id, appId, kind),
    addToken(
      appId: string,
      kind: EmailTokenKind,
      token: { id: string; email: string; hash: string; expiresAt: number },
    ): void {
      // A newer mail makes the tokens of older ones worthless.
      removeTokens.run(appId, token.email, kind);
      insertToken.run(token.id, appId, token.email, kind, token.hash, token.expiresAt);
    },
    removeTokens: (appId: string, email: string, kind: EmailTokenKind): number =>
      removeTokens.run(appId, email, kind).changes,
  };
}
