import { expect, it } from 'vitest';
import type { TunnelState } from '../../../preload/contract/tunnel.ts';
import { outerAddress } from '../../helpers/outer-address.ts';
import { startRelay } from '../../helpers/peers/relay.ts';
import { startSshRelay } from '../../helpers/peers/ssh-relay.ts';
import { serveBuilt } from '../../helpers/run-cli.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';

it('serves from the build: page, REST, and the tunnel with its worker', async () => {
  using dir = tempDir();
  await using relay = await startRelay();
  const tunnel = ['--tunnel', 'localtunnel', '--tunnel-host', relay.url];
  await using cli = await serveBuilt(dir.path, ...tunnel);
  const { control, token, intake } = cli.ready;
  const headers = { authorization: `Bearer ${token}` };
  const page = await fetch(control, { headers });
  expect(await page.text()).toContain('<div id="root"');
  const publicUrl = await until(async () => {
    const state = (await (await fetch(`${control}/api/v1/tunnel`, { headers })).json()) as {
      phase: string;
      publicUrl: string | null;
    };
    return state.phase === 'online' && (state.publicUrl ?? undefined);
  }, 'the tunnel did not come online');
  expect((await fetch(`${publicUrl}/through`, { method: 'POST', body: 'x' })).status).toBe(200);
  await fetch(`${intake}/direct`);
  const list = await fetch(`${control}/api/v1/captures`, { headers });
  expect(await list.json()).toMatchObject({
    items: [
      { target: '/direct', viaTunnel: false },
      { target: '/through', viaTunnel: true },
    ],
  });
  expect(await cli.end('SIGTERM')).toBe(0);
});

const outer = outerAddress();

// Without a network this computer has loopback alone, which is no public address.
it.skipIf(outer === null)(
  'makes a tunnel over SSH from the build: asks for the key of the host, then carries requests',
  async () => {
    using dir = tempDir();
    await using relay = await startSshRelay(outer ?? '');
    const where = `ssh://nokey@${relay.host}:${relay.port}`;
    await using cli = await serveBuilt(dir.path, '--tunnel', where);
    const { control, token } = cli.ready;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const state = async (): Promise<TunnelState> =>
      (await (await fetch(`${control}/api/v1/tunnel`, { headers })).json()) as TunnelState;
    const stranger = await until(async () => {
      const now = await state();
      return now.phase === 'failed' && now;
    }, 'the key of the host was not asked for');
    expect(stranger.detail).toMatchObject({
      problem: 'HOST_KEY_UNKNOWN',
      hostKey: relay.fingerprint(),
    });
    expect(relay.logins).toEqual([]);

    const { config } = stranger;
    const ssh = {
      ...config.ssh,
      hostKey: [relay.fingerprint()],
      urlFrom: 'output',
      urlPattern: 'ready at (http://\\S+) now',
    };
    const body = JSON.stringify({ ...config, ssh });
    const put = await fetch(`${control}/api/v1/tunnel`, { method: 'PUT', headers, body });
    expect(put.status).toBe(200);
    const publicUrl = await until(async () => {
      const now = await state();
      return now.phase === 'online' && (now.publicUrl ?? undefined);
    }, 'the tunnel did not come online');
    expect(publicUrl).toContain(`http://${outer}:`);
    const sent = await fetch(`${publicUrl}/over-ssh`, { method: 'POST', body: 'naïve' });
    expect(sent.status).toBe(200);
    const list = await fetch(`${control}/api/v1/captures`, { headers });
    expect(await list.json()).toMatchObject({
      items: [{ target: '/over-ssh', viaTunnel: true, sizeBytes: 6 }],
    });
    expect(await cli.end('SIGTERM')).toBe(0);
  },
);
