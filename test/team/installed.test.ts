import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectTeam, targetRefusal } from '../../main/team/connect.ts';
import { installTeam } from '../../main/team/install.ts';
import { memberSql } from '../../main/team/members.ts';
import { run } from '../command-line/harness.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { asMember, NODE, OTHER_NODE } from './team-server.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres({ logins: true });
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => {
  delete process.env['BACKSTITCH_TEAM_URL'];
});

describe('a team is set up', () => {
  it('by one command, twice without harm; then people get logins, and its state is shown', async () => {
    process.env['BACKSTITCH_TEAM_URL'] = server.url;
    const before = await run('team', 'status');
    expect(before).toMatchObject({ code: 1 });
    expect(before.stderr).toContain('holds no team yet');
    expect((await run('team', 'init')).stdout).toContain('set up, version 2');
    expect((await run('team', 'init')).stdout).toContain('up to date');

    const anna = await run('team', 'member', 'anna', '--json');
    const { password } = JSON.parse(anna.stdout) as { password: string };
    const url = new URL(server.url);
    url.username = 'anna';
    url.password = password;
    const status = await run('team', 'status', url.href);
    expect(status.code).toBe(0);
    expect(status.stdout).toContain('You are      anna, who may read, write\n');
    expect(status.stdout).toContain('8 days');
    expect(status.stderr).toContain('can read a password in a command line');
    expect((await run('team', 'member', 'anna')).stderr).toContain(
      'A login named “anna” exists already',
    );
    url.password = 'wrong';
    expect(await run('team', 'status', url.href)).toMatchObject({ code: 4 });
  });
  it('by statements for whoever may carry them out', async () => {
    const { stdout } = await run('team', 'init', '--sql');
    await server.query('CREATE DATABASE by_hand');
    const url = new URL(server.url);
    url.pathname = '/by_hand';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(stdout);
    expect(await installTeam(client)).toEqual({ from: 2, to: 2 });
    await client.end();
  });
  it('and deleted only by who says so', async () => {
    expect(await run('team', 'drop', server.url)).toMatchObject({ code: 2 });
  });
  it('by nobody who may not', async () => {
    await using ben = await asMember(server, 'ben_alone');
    await server.query('CREATE DATABASE nothing_yet');
    const url = new URL(ben.url);
    url.pathname = '/nothing_yet';
    const refused = await run('team', 'init', url.href);
    expect(refused).toMatchObject({ code: 4 });
    expect(refused.stderr).toContain('--sql');
  });
});

describe('a password', () => {
  it('is in no statement', () => {
    expect(memberSql('anna', 'needle-in-a-log')).not.toContain('needle');
  });
});

describe('a URL', () => {
  it.each([
    ['mysql://db/team', 'begin with postgresql://'],
    ['postgresql://db.example/team?host=other.example', 'may not say “host”'],
    ['postgresql://db.example/team?sslmode=disable', 'does not protect'],
    ['postgresql://db.example/team?sslmode=require', 'takes any certificate'],
  ])('%s is refused in words', (url, words) => {
    expect(targetRefusal({ url, checkCertificate: true })).toContain(words);
  });
  it.each(['postgresql://db.example/team', 'postgresql://127.0.0.1/team?sslmode=disable'])(
    '%s is taken',
    (url) => {
      expect(targetRefusal({ url, checkCertificate: true })).toBeNull();
    },
  );
});

describe('a member', () => {
  const ROW = `INSERT INTO captures (node_id, capture_id, node_seq, received_at, skew_ms, method, target, path,
    http_version, headers, trailers, remote_address, remote_port, endpoint_name, size_bytes, body, parts, cut,
    via_tunnel, decided_by, stages, redacted, exact)
    VALUES ($1, 5, 1, now(), 0, 'POST', '/x', '/x', '1.1', '[]', '[]', '', 0, '', 0, '', 0, false, false, 'respond',
    '[]', '[]', true)`;

  it('writes as its own node, and is refused everything else', async () => {
    await using anna = await asMember(server, 'anna_writes');
    await using ben = await asMember(server, 'ben_writes');
    const code = (client: pg.Client, sql: string, values: unknown[] = []) =>
      client.query(sql, values).then(
        (done) => done.rowCount,
        (error: unknown) => (error as { code: string }).code,
      );
    await anna.client.query(`SELECT register_node($1, 'Anna', 'laptop', '0')`, [NODE]);
    await ben.client.query(`SELECT register_node($1, 'Ben', 'laptop', '0')`, [OTHER_NODE]);
    expect(await code(ben.client, `SELECT register_node($1, 'Me', 'laptop', '0')`, [NODE])).toBe(
      '42501',
    );
    expect(await code(anna.client, ROW, [NODE])).toBe(1);
    expect(await code(ben.client, ROW, [NODE])).toBe('42501');
    expect(await code(anna.client, `${ROW} ON CONFLICT DO NOTHING`, [NODE])).toBe(0);
    for (const sql of [
      'DELETE FROM captures',
      `UPDATE captures SET body = 'x'`,
      'DROP TABLE captures',
      'CREATE TABLE mine (a int)',
      'INSERT INTO marks SELECT * FROM marks',
      'UPDATE meta SET value = value',
      `UPDATE nodes SET login = 'ben_writes'`,
      'TRUNCATE captures',
    ]) {
      expect([sql, await code(anna.client, sql)]).toEqual([sql, '42501']);
    }
    expect(
      await code(ben.client, `UPDATE nodes SET appended_seq = 9 WHERE node_id = $1`, [NODE]),
    ).toBe(0);
    expect(await code(ben.client, `UPDATE captures SET status = 500`)).toBe(0);
    expect(await code(ben.client, `SELECT take_back($1, ARRAY[5], ARRAY[9])`, [NODE])).toBe(
      '42501',
    );
    const [row] = (await ben.client.query('SELECT node_id, gone FROM captures')).rows;
    expect(row).toEqual({ node_id: NODE, gone: false });
  });

  it('changes a note that another changed meanwhile: both texts stay, and the former is kept', async () => {
    await using anna = await asMember(server, 'anna_marks');
    await using ben = await asMember(server, 'ben_marks');
    const [a, b] = ['11111111-0000-4000-8000-000000000001', '11111111-0000-4000-8000-000000000002'];
    await anna.client.query(`SELECT register_node($1, 'Anna', 'laptop', '0')`, [a]);
    await ben.client.query(`SELECT register_node($1, 'Ben', 'laptop', '0')`, [b]);
    const set = async (client: pg.Client, by: string, text: string, expected: number) =>
      (
        await client.query('SELECT * FROM set_mark($1, $2, 7, $3, $4, $5)', [
          by,
          a,
          'note',
          text,
          expected,
        ])
      ).rows[0] as { kept: string; merged: boolean };
    await set(anna.client, a, 'first', 0);
    await set(anna.client, a, 'hers', 1);
    const { kept, merged } = await set(ben.client, b, 'his', 1);
    expect(merged).toBe(true);
    expect(kept).toMatch(/^hers\n--- Ben, [\d: -]+ UTC\nhis$/);
    const history = await server.query<{ value: string }>(
      'SELECT value FROM backstitch_team.mark_history ORDER BY version',
    );
    expect(history.map(({ value }) => value)).toEqual(['first', 'hers']);
  });
});

describe('days', () => {
  it('that are over go, but for what is pinned; those ahead are made', async () => {
    const { client, close } = await connectTeam(
      { url: server.url, checkCertificate: true },
      { name: 'test' },
    );
    await client.query(`
      SET ROLE backstitch_owner;
      INSERT INTO nodes (node_id, login, name, kind)
        VALUES ('22222222-0000-4000-8000-000000000001', 'x', 'Old', 'laptop');
      CREATE TABLE captures_d20240301 PARTITION OF captures
        FOR VALUES FROM (${60 * 86_400_000 * 4096}) TO (${61 * 86_400_000 * 4096});
      INSERT INTO captures (node_id, capture_id, node_seq, received_at, skew_ms, method, target, path, http_version,
        headers, trailers, remote_address, remote_port, endpoint_name, size_bytes, body, parts, cut, via_tunnel,
        decided_by, stages, redacted, exact)
      SELECT '22222222-0000-4000-8000-000000000001', ${60 * 86_400_000 * 4096} + n, n, '2024-03-01', 0, 'POST', '/x',
        '/x', '1.1', '[]', '[]', '', 0, '', 0, '', 0, false, false, 'respond', '[]', '[]', true
        FROM generate_series(1, 3) n;
      INSERT INTO marks VALUES ('22222222-0000-4000-8000-000000000001', ${60 * 86_400_000 * 4096} + 2, 'pin', '1', 1,
        '22222222-0000-4000-8000-000000000001', now());
      RESET ROLE`);
    expect((await client.query('SELECT sweep()')).rows).toEqual([{ sweep: 1 }]);
    const left = await client.query(
      `SELECT node_seq FROM captures WHERE node_id = '22222222-0000-4000-8000-000000000001'`,
    );
    expect(left.rows).toEqual([{ node_seq: '2' }]);
    const days = await client.query(
      `SELECT max(relname) AS last FROM pg_class WHERE relname ~ '^captures_d[0-9]{8}$'`,
    );
    await close();
    const week = new Date(Date.now() + 7 * 86_400_000)
      .toISOString()
      .slice(0, 10)
      .replaceAll('-', '');
    expect(days.rows).toEqual([{ last: `captures_d${week}` }]);
  });
});
