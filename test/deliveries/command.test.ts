import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DestinationInput } from '../../preload/contract/destinations.ts';
import { runCli, serveCli } from '../helpers/run-cli.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { receiver } from './delivery-room.ts';

it('backstitch deliver sends a file, whether a Backstitch runs or not', async () => {
  using dir = tempDir();
  await using server = await receiver();
  const dataDir = join(dir.path, 'data');
  const file = join(dir.path, 'order.json');
  writeFileSync(file, '{"order": 7}');
  {
    await using running = await startTestEngine({ dataDir });
    await running.engine.destinations.create(
      DestinationInput.parse({ name: 'shop', url: server.url }),
    );
  }
  const deliver = (...more: string[]) => runCli('deliver', ...more, '--data-dir', dataDir);
  const alone = await deliver('shop', file, '--event', 'order.paid', '--id', 'k1');
  expect(alone).toMatchObject({ code: 0, stderr: '' });
  expect(alone.stdout).toMatch(/^msg_\w+\n {2}d1 to shop: delivered\n$/);
  expect(server.received[0]).toMatchObject({
    body: '{"order": 7}',
    headers: { 'content-type': 'application/json' },
  });
  expect((await deliver('shop', file, '--id', 'k1')).stdout).toContain('was already accepted');
  expect(server.received).toHaveLength(1);
  const nowhere = await deliver('nowhere', file);
  expect(nowhere.code).toBe(5);
  expect(nowhere.stderr).toContain('There is no destination “nowhere”.');
  expect((await deliver('shop')).stderr).toContain('deliver needs a destination and a file.');

  await using cli = await serveCli(dataDir);
  const sent = await deliver('shop', file, '--json');
  expect(sent.stderr).toBe('');
  expect(JSON.parse(sent.stdout)).toMatchObject({ known: false, deliveries: [{ id: 'd2' }] });
  await expect.poll(() => server.received.length).toBe(2);
  const refused = await deliver('nowhere', file);
  expect(refused).toMatchObject({ code: 5, stdout: '' });
  expect(refused.stderr).toContain('There is no destination “nowhere”.');

  // As it was told before a running Backstitch could be found.
  process.env['BACKSTITCH_TOKEN'] = cli.ready.token;
  try {
    const old = await deliver('shop', file, '--control-port', new URL(cli.ready.control).port);
    expect(old).toMatchObject({ code: 0, stdout: expect.stringContaining('d3 to shop') });
    expect(old.stderr).toContain('--control-port will go');
  } finally {
    delete process.env['BACKSTITCH_TOKEN'];
  }
});
