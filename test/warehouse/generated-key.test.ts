import fc from 'fast-check';
import { expect, it } from 'vitest';
import { generatedKey } from '../../main/warehouse/loading/generated-key.ts';

it('a generated key looks like a UUID of version 4', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat({ max: 20_000 }), (capture, position) => {
      expect(generatedKey(capture, position)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }),
  );
});

it('no two rows have one key, and a row has it again', () => {
  const keys = new Set<string>();
  // As ids of captures come: milliseconds with a counter.
  for (let capture = 0; capture < 400; capture += 1) {
    const id = 1_795_687_024_022 * 256 + capture * 37;
    for (let position = 0; position < 500; position += 1) keys.add(generatedKey(id, position));
  }
  for (let n = 0; n < 100_000; n += 1) keys.add(generatedKey(n * 2 ** 20 + 3, 0));
  expect(keys.size).toBe(400 * 500 + 100_000);
  expect(generatedKey(1, 2)).toBe(generatedKey(1, 2));
});
