import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { steps, World } from './world.ts';
import { runs } from '../helpers/runs.ts';

describe('whatever happens to integrations', () => {
  it('what they accepted is in their own tables or rejects once, and the counts say so', async () => {
    const histories = fc.array(steps, { minLength: 6, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        await using world = new World();
        await world.start();
        await world.create('shop');
        await world.create('desk');
        for (const [at, step] of history.entries()) {
          await world.run(step);
          if (at % 3 === 2) await world.check();
        }
        await expect(world.check()).resolves.toBeUndefined();
      }),
      // What is smaller would take as long again for each try: seed and path are printed.
      { numRuns: runs(6), endOnFailure: true },
    );
  });
});
