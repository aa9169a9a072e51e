import { expect, it } from 'vitest';
import { startRelay } from '../helpers/relay.ts';
import { serveBuilt } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';

it('serves from the build: page, REST, and the tunnel with its worker', async () => {
  using dir = tempDir();
  await using relay = await startRelay();
  const tunnel = ['--tunnel', 'localtunnel', '--tunnel-host', relay.url];
  await using cli = await serveBuilt(dir.path, ...tunnel);
  const { control, token, intake } = cli.ready;
  const headers = { authorization: `Bearer ${token}` };
  const page = await fetch(control, { headers });
  expect(await page.text()).toContain('<div id="root"');
  let publicUrl: string | null = null;
  for (let i = 0; i < 200 && publicUrl === null; i += 1) {
    const state = (await (await fetch(`${control}/api/v1/tunnel`, { headers })).json()) as {
      phase: string;
      publicUrl: string | null;
    };
    if (state.phase === 'online') publicUrl = state.publicUrl;
    else await new Promise((resolve) => setTimeout(resolve, 50));
  }
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
