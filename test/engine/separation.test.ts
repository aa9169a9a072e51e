import { expect, it } from 'vitest';
import { serveCli } from '../helpers/run-cli.ts';
import { startRelay } from '../helpers/peers/relay.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

const CONTROL_PATHS = [
  '/api/v1/health',
  '/api/v1/captures',
  '/api/v1/openapi.json',
  '/api/v1/settings',
  '/rpc',
  '/index.html',
  '/?token=x',
];

async function online(control: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  return until(async () => {
    const reply = await fetch(`${control}/api/v1/tunnel`, { headers });
    const state = (await reply.json()) as { phase: string; publicUrl: string | null };
    return state.phase === 'online' && (state.publicUrl ?? undefined);
  }, 'the tunnel did not come online');
}

it('captures what looks like a control request on the intake, with every right token', async () => {
  using dir = tempDir();
  await using cli = await serveCli(dir.path);
  const headers = { authorization: `Bearer ${cli.ready.token}` };
  for (const path of CONTROL_PATHS) {
    const reply = await fetch(cli.ready.intake + path, { headers });
    expect(await reply.text()).toBe('Caught by Backstitch.\n');
  }
  const list = await fetch(`${cli.ready.control}/api/v1/captures`, { headers });
  expect(((await list.json()) as { items: unknown[] }).items).toHaveLength(CONTROL_PATHS.length);
});

it('lets nothing of the control side out through the tunnel, and marks what came through it', async () => {
  using dir = tempDir();
  await using relay = await startRelay();
  await using cli = await serveCli(dir.path, '--tunnel', 'localtunnel', '--tunnel-host', relay.url);
  const publicUrl = await online(cli.ready.control, cli.ready.token);
  const headers = { authorization: `Bearer ${cli.ready.token}` };
  for (const path of CONTROL_PATHS) {
    const reply = await fetch(publicUrl + path, { headers });
    expect(await reply.text()).toBe('Caught by Backstitch.\n');
  }
  const list = await fetch(`${cli.ready.control}/api/v1/captures?search=is:tunnel`, { headers });
  const { items } = (await list.json()) as { items: { viaTunnel: boolean; target: string }[] };
  expect(items.map((item) => item.target).sort()).toEqual([...CONTROL_PATHS].sort());
});

it('sends no replay to its own control listener or intake', async () => {
  using dir = tempDir();
  await using cli = await serveCli(dir.path);
  await fetch(`${cli.ready.intake}/x`, { method: 'POST', body: 'x' });
  const headers = {
    authorization: `Bearer ${cli.ready.token}`,
    'content-type': 'application/json',
  };
  const list = await fetch(`${cli.ready.control}/api/v1/captures`, { headers });
  const [capture] = ((await list.json()) as { items: { id: string }[] }).items;
  const port = new URL(cli.ready.control).port;
  for (const url of [
    `${cli.ready.control}/api/v1/settings`,
    `http://localhost:${port}/`,
    `http://127.1:${port}/`,
    `http://[::1]:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `${cli.ready.intake}/again`,
    'http://169.254.169.254/latest/meta-data',
  ]) {
    const reply = await fetch(`${cli.ready.control}/api/v1/captures/${capture?.id}/replay`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ to: { kind: 'url', url } }),
    });
    expect(await reply.json(), url).toMatchObject({ code: 'TARGET_REFUSED' });
  }
});

it('marks a replay to the intake as a replay of its original', async () => {
  using dir = tempDir();
  await using cli = await serveCli(dir.path);
  await fetch(`${cli.ready.intake}/once?a=1`, { method: 'PUT', body: 'x' });
  const headers = {
    authorization: `Bearer ${cli.ready.token}`,
    'content-type': 'application/json',
  };
  const captures = async () => {
    const list = await fetch(`${cli.ready.control}/api/v1/captures`, { headers });
    return ((await list.json()) as { items: Record<string, unknown>[] }).items;
  };
  const [original] = await captures();
  const replay = await fetch(
    `${cli.ready.control}/api/v1/captures/${String(original?.['id'])}/replay`,
    { method: 'POST', headers, body: '{}' },
  );
  expect(await replay.json()).toMatchObject({ outcome: 'answered', status: 200, number: 1 });
  const [again] = await captures();
  expect(again).toMatchObject({
    replayOf: original?.['id'],
    method: 'PUT',
    target: '/once?a=1',
    sizeBytes: 1,
  });
});
