import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const MODULE = pathToFileURL(join(import.meta.dirname, '../../main/lib/young-space.ts'));

/** Keeps much of what it makes for a while, as requests do that wait for a disk, and says how large the space is. */
const PROGRAM = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { setImmediate as turn } from 'node:timers/promises';
  import { holdYoungSpace } from '${MODULE.href}';
  const size = () =>
    getHeapSpaceStatistics().find((one) => one.space_name === 'new_space').space_size / 2 ** 20;
  async function work() {
    let kept = [];
    for (let n = 0; n < 300; n += 1) {
      kept.push(Array.from({ length: 5000 }, (_, i) => ({ n, i })));
      if (kept.length > 20) kept = kept.slice(10);
      await turn();
    }
    return size();
  }
  const grow = holdYoungSpace();
  const held = await work();
  grow();
  console.log(JSON.stringify([held, await work()]));
`;

it('stays small while it is held, and grows to two halves of 8 MB and no further', () => {
  const args = ['--input-type=module', '-e', PROGRAM];
  const [held, grown] = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as [
    number,
    number,
  ];
  expect(held).toBeLessThanOrEqual(4);
  expect(grown).toBeGreaterThan(held);
  expect(grown).toBeLessThanOrEqual(20);
});
