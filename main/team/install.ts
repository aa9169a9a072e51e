// cspell:ignore xact hashtextextended
import type pg from 'pg';
import { codeOf } from '../lib/postgres/target.ts';
import { refuse } from './problem.ts';
import { NEWEST, schemaSql } from './schema/versions.ts';

/** Two that set up the same database take turns. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('backstitch_team', 0))`;

/** Version of the schema there; 0 where there is no team. */
export async function installedVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('backstitch_team.meta') IS NOT NULL AS there`,
  );
  if (rows[0]?.there !== true) return 0;
  const { rows: found } = await client.query<{ value: string }>(
    `SELECT value FROM backstitch_team.meta WHERE name = 'schema_version'`,
  );
  return Number(found[0]?.value ?? 0);
}

/** All of it as one script, for a server whose logins are made elsewhere. */
export const installScript = (): string => `BEGIN;\n${LOCK};${schemaSql(0)}COMMIT;\n`;

/**
 * Makes the team, or brings an older one up to date, in one transaction.
 *
 * @returns which version was there before, 0 for none.
 * @throws BackstitchError TEAM_REFUSED where the login may not; Error of the driver
 */
export async function installTeam(client: pg.Client): Promise<{ from: number; to: number }> {
  await client.query('BEGIN');
  try {
    await client.query(LOCK);
    const from = await installedVersion(client);
    const sql = schemaSql(from);
    if (from < NEWEST) await client.query(sql);
    await client.query('COMMIT');
    return { from, to: Math.max(from, NEWEST) };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    if (codeOf(error) !== '42501') throw error;
    throw refuse(
      'TEAM_REFUSED',
      'This login may not make roles or a schema there. Let --sql print the statements for an administrator.',
    );
  }
}

/**
 * Takes the schema away and all that is in it. The roles stay: another team on the server may use them.
 *
 * @returns how many captures went with it.
 */
export async function dropTeam(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: string }>(
    'SELECT count(*) AS n FROM backstitch_team.captures',
  );
  await client.query('DROP SCHEMA backstitch_team CASCADE');
  return Number(rows[0]?.n ?? 0);
}
