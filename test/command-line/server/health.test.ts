import { expect, it } from 'vitest';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';
import { run, startReachable } from '../harness.ts';

it('ends with 0 where webhooks are taken, and with 1 and why where they are not', async () => {
  using dir = tempDir();
  expect(await run('health', '--data-dir', dir.path)).toEqual({
    code: 1,
    stdout: '',
    stderr: `No Backstitch runs on ${dir.path}.\n`,
  });
  await using t = await startReachable();
  const here = ['health', '--data-dir', t.dataDir];
  expect(await run(...here)).toEqual({ code: 0, stdout: 'Webhooks are taken.\n', stderr: '' });
  // A disk that is full.
  const most = t.engine.db.pragma('max_page_count = 1', { simple: true });
  // A little may fit yet after something larger did not: then it captures once more.
  const full = await until(async () => {
    await fetch(t.url, { method: 'POST', body: Buffer.alloc(200_000, 'x') });
    const told = await run(...here);
    return told.code === 1 && told;
  }, 'it captures without end');
  expect(full.stdout).toBe('');
  expect(full.stderr).toMatch(/^Nothing is captured: .*full/);
  t.engine.db.pragma(`max_page_count = ${Number(most) + 1_000_000}`);
});
