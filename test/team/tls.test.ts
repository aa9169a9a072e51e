import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../main/command-line/serving/served.ts';
import { readTeam } from '../../main/command-line/team-start.ts';
import type { TeamState } from '../../preload/contract/team.ts';
import { connectTeam } from '../../main/team/connect.ts';
import { problemOf } from '../../main/team/problem.ts';
import { run } from '../command-line/harness.ts';
import { certificateFile, certificatePair } from '../helpers/peers/tls-server.ts';
import type { TestPostgres } from '../helpers/postgres.ts';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { memberUrl, startTeamServer } from './team-server.ts';

let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTeamServer({ tls: certificatePair('issued') });
  url = (await memberUrl(server, 'everybody')).replace('127.0.0.1', 'localhost');
});
afterAll(() => server[Symbol.asyncDispose]());

/** How a connection goes: whether it is encrypted, or why there is none. */
async function tried(query: string, checkCertificate = true): Promise<string> {
  try {
    const { client, close } = await connectTeam(
      { url: `${url}?${query}`, checkCertificate },
      { name: 'test' },
    );
    const { rows } = await client.query<{ ssl: boolean }>(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    await close();
    return rows[0]?.ssl === true ? 'encrypted' : 'plain';
  } catch (error) {
    return problemOf(error).text;
  }
}
const knowing = (of: Parameters<typeof certificateFile>[0]): string =>
  `sslmode=verify-full&sslrootcert=${encodeURIComponent(certificateFile(of))}`;

describe('a connection to the database', () => {
  it('is made where the certificate proves the host, and else says why not', async () => {
    expect(await tried(knowing('authority'))).toBe('encrypted');
    expect(await tried('sslmode=verify-full')).toContain('does not know who issued');
    expect(await tried(knowing('self-signed'))).toContain('does not know who issued');
    expect(await tried('sslmode=verify-full&sslrootcert=/nowhere.pem')).toContain('cannot be read');
    // Without its switch `require` is no less.
    expect(await tried('sslmode=require')).toContain('does not know who issued');
    expect(await tried('sslmode=require', false)).toBe('encrypted');

    server.showCertificate(certificatePair('elsewhere'));
    const other = await until(async () => {
      const words = await tried(knowing('elsewhere'));
      return !words.includes('who issued') && words;
    });
    expect(other).toBe('The certificate of the server is for another host.');
    expect(await tried('sslmode=verify-full', false)).toBe('encrypted');
    server.showCertificate(certificatePair('issued'));
    await until(async () => (await tried(knowing('authority'))) === 'encrypted');
  });

  it('is not made in plain where the server speaks no TLS', async () => {
    // What a server without TLS says to whoever asks for it.
    const plain = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.write('N'));
    });
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const { port } = plain.address() as AddressInfo;
    const target = {
      url: `postgresql://anna:needle@127.0.0.1:${port}/team?sslmode=require`,
      checkCertificate: false,
    };
    await expect(connectTeam(target, { name: 'test' })).rejects.toThrow(/SSL/);
    plain.close();
  });
});

describe('backstitch serve', () => {
  it('takes part as a relay that waits for the team and does not check the certificate', async () => {
    using dir = tempDir();
    const team = `${url}?sslmode=require`;
    {
      const more = ['--relay', '--node-name', 'door', '--ack', 'team', '--no-check-certificate'];
      await using cli = await serveCli(dir.path, '--team', team, ...more);
      const { control, token, intake } = cli.ready;
      const headers = { authorization: `Bearer ${token}` };
      const reply = await fetch(`${control}/api/v1/team`, { headers });
      expect(((await reply.json()) as TeamState).node).toMatchObject({
        nodeName: 'door',
        kind: 'relay',
        redaction: 'exact',
        ack: 'team',
        checkCertificate: false,
      });
      expect((await fetch(`${intake}/in`, { method: 'POST', body: 'x' })).status).toBe(200);
      expect(await server.query('SELECT path FROM backstitch_team.captures')).toEqual([
        { path: '/in' },
      ]);
      await cli.end('SIGTERM');
    }
    // What is not named stays as it was; what is, is changed.
    const given = readTeam({ team, nodeName: 'door', relay: true, ack: 'local' });
    const args = { dataDir: dir.path, port: 0, controlPort: 0, app: undefined, team: given };
    await using again = await serve(
      { ...args, project: undefined, tunnel: undefined, host: undefined },
      pino({ level: 'silent' }),
    );
    const headers = { authorization: `Bearer ${again.token}` };
    const reply = await fetch(`${again.control}/api/v1/team`, { headers });
    expect(((await reply.json()) as TeamState).node).toMatchObject({
      ack: 'local',
      checkCertificate: false,
    });
  });

  it('says what goes with what', async () => {
    for (const [argv, words] of [
      [['--ack', 'team'], '--ack goes with --relay'],
      [['--relay', '--ack', 'both', '--team', url, '--node-name', 'a'], 'both'],
      [['--no-check-certificate'], '--no-check-certificate goes with --team'],
      [['--ephemeral', '--no-check-certificate'], 'is in no team'],
    ] as const) {
      const { code, stderr } = await run('serve', ...argv);
      expect([code, stderr], argv.join(' ')).toEqual([2, expect.stringContaining(words)]);
    }
  });
});
