import { expect, it } from 'vitest';
import { startRelay } from '../../helpers/peers/relay.ts';
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
