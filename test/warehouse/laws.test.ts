import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histories } from './history.ts';
import { Schema } from './schema-model.ts';
import { runs } from '../helpers/runs.ts';

describe('whatever happens to a schema', () => {
  it('every accepted record is one row or one reject, and stays the same row', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        using schema = new Schema();
        for (const step of steps) {
          schema.run(step);
          expect(() => schema.check()).not.toThrow();
        }
      }),
      { numRuns: runs(150) },
    );
  });
});
