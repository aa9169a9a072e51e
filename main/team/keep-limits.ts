import type pg from 'pg';
import { installedVersion } from './install.ts';
import { refuse } from './problem.ts';
import { VERDICTS_FROM } from './schema/0004-limits.ts';

/**
 * Says how many days, and how many bytes, captures of the team are kept: what is older or more goes at the next sweep.
 *
 * @param limits what is left out stays as it was; bytes null: no limit.
 * @returns what holds now.
 * @throws BackstitchError TEAM_NOT_INSTALLED where the schema is older; TEAM_REFUSED; Error of the driver
 */
export async function keepLimits(
  client: pg.Client,
  limits: { days?: number; bytes?: number | null },
): Promise<{ days: number; bytes: number | null }> {
  const version = await installedVersion(client);
  if (version === 0) throw refuse('TEAM_NOT_INSTALLED');
  if (version < VERDICTS_FROM)
    throw refuse(
      'TEAM_NOT_INSTALLED',
      `The team has version ${version}; limits need version ${VERDICTS_FROM}. Run backstitch team init first.`,
    );
  const wanted = [
    ['retention_days', limits.days],
    ['retention_bytes', limits.bytes === null ? 0 : limits.bytes],
  ] as const;
  for (const [name, value] of wanted)
    if (value !== undefined)
      await client.query(
        `INSERT INTO backstitch_team.meta VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
        [name, String(value)],
      );
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT name, value FROM backstitch_team.meta WHERE name LIKE 'retention_%'`,
  );
  const now = new Map(rows.map(({ name, value }) => [name, Number(value)]));
  return {
    days: now.get('retention_days') ?? 14,
    bytes: now.get('retention_bytes') || null,
  };
}
