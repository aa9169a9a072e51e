import pg from 'pg';
import { installTeam } from '../../main/team/install.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';

export const NODE = '00000000-0000-4000-8000-000000000001';
export const OTHER_NODE = '00000000-0000-4000-8000-000000000002';

/** A server with a team on it. */
export async function startTeamServer(
  how: Omit<NonNullable<Parameters<typeof startPostgres>[0]>, 'logins'> = {},
): Promise<TestPostgres> {
  const server = await startPostgres({ ...how, logins: true });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await installTeam(client);
  await client.end();
  return server;
}

/** A login of the team, made for this test. */
export async function memberUrl(server: TestPostgres, name: string): Promise<string> {
  await server.query(`CREATE ROLE ${name} LOGIN PASSWORD 'of ${name}' IN ROLE backstitch_member`);
  const url = new URL(server.url);
  url.username = name;
  url.password = `of ${name}`;
  return url.href;
}

/** The same, connected. */
export async function asMember(server: TestPostgres, name: string) {
  const url = await memberUrl(server, name);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('SET search_path = backstitch_team, pg_temp');
  return { url, client, [Symbol.asyncDispose]: () => client.end() };
}
