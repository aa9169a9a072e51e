// cspell:ignore rolname NOLOGIN
import { CAPTURES } from './0001-captures.ts';
import { FUNCTIONS } from './0001-functions.ts';
import { RIGHTS } from './0001-rights.ts';
import { QUEUE } from './0002-queue.ts';
import { DELIVERIES, DELIVERIES_FROM } from './0003-deliveries.ts';
import { LIMITS, VERDICTS_FROM } from './0004-limits.ts';

/** The schema of the server, version by version; a landed one is never edited. Run by `team init` alone. */
export const VERSIONS: readonly { version: number; sql: string }[] = [
  { version: 1, sql: CAPTURES + FUNCTIONS + RIGHTS },
  { version: 2, sql: QUEUE },
  { version: DELIVERIES_FROM, sql: DELIVERIES },
  { version: VERDICTS_FROM, sql: LIMITS },
];

export const NEWEST = Math.max(...VERSIONS.map(({ version }) => version));

/** What this program writes and reads; a team whose `min_writer` is higher needs a newer one. */
export const WRITES = 1;

/** The oldest schema that this program can take part in. */
export const NEEDS = 1;

const role = (name: string): string => `
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '${name}') THEN CREATE ROLE ${name} NOLOGIN; END IF;
END $$;`;

/** Roles belong to the whole server: several teams on one share them. */
export const ROLES = ['backstitch_owner', 'backstitch_member', 'backstitch_reader'].map(role).join('');

/**
 * The statements that bring a server from a version to the newest, or to another, without the brackets of a transaction.
 *
 * @param from 0 where there is no team yet.
 */
export function schemaSql(from: number, to = NEWEST): string {
  const pending = VERSIONS.filter(({ version }) => version > from && version <= to);
  if (pending.length === 0) return '';
  const make =
    from === 0 ? 'CREATE SCHEMA backstitch_team AUTHORIZATION backstitch_owner;\n' : '';
  return `${ROLES}
GRANT backstitch_owner TO CURRENT_USER;
${make}SET LOCAL ROLE backstitch_owner;
SET LOCAL search_path = backstitch_team, pg_temp;
${pending.map(({ sql }) => sql).join('\n')}
INSERT INTO meta VALUES ('schema_version', '${to}')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;
SELECT ensure_partitions();
RESET ROLE;
`;
}
