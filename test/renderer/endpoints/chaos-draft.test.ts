import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Chaos, type ChaosKind } from '../../../preload/contract/endpoints/chaos.ts';
import { CHAOS_KINDS } from '../../../preload/rules/chaos/words.ts';
import {
  asKind,
  chaosDraftOf,
  newRule,
  packChaos,
  readChaosDraft,
  unpackChaos,
} from '../../../renderer/endpoints/chaos/chaos-draft.ts';
import { PRESETS } from '../../../renderer/endpoints/chaos/presets.ts';

const rule = fc
  .record({
    kind: fc.constantFrom<ChaosKind[]>(...CHAOS_KINDS),
    percent: fc.integer({ min: 0, max: 100 }),
    from: fc.integer({ min: 1, max: 1e9 }),
    count: fc.option(fc.integer({ min: 1, max: 1e9 })),
    retryAfter: fc.option(fc.integer({ min: 0, max: 31_536_000 })),
    retryAs: fc.constantFrom('seconds' as const, 'date' as const),
  })
  .map(({ kind, percent, ...rest }) =>
    asKind(newRule({ ...rest, share: percent, location: '/moved' }), kind),
  );

it('every rule that can be edited is one the engine takes, and reads back as it was', () => {
  const rules = fc.array(rule, { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(rules, fc.integer({ min: 0, max: 4_294_967_295 }), (drafts, seed) => {
      const problems = new Map<string, string>();
      const chaos = readChaosDraft({ seed, rules: drafts }, problems);
      expect([...problems]).toEqual([]);
      expect(Chaos.parse(chaos)).toEqual(chaos);
      expect(readChaosDraft(chaosDraftOf(chaos), problems)).toEqual(chaos);
      const packed = JSON.parse(JSON.stringify(packChaos({ seed, rules: drafts }))) as never;
      expect(readChaosDraft(unpackChaos(packed) ?? null, problems)).toEqual(chaos);
    }),
    { numRuns: 100 },
  );
});

it('what is missing or too large is named by its field', () => {
  const problems = new Map<string, string>();
  const rules = [
    asKind(newRule({ location: '' }), 'redirect'),
    newRule({ kind: 'big-head', bytes: 70_000, share: null }),
    newRule({ kind: 'redirect', status: 301, location: 'a\nb' }),
    newRule({ kind: 'hang', holdMs: 1.5, from: 0 }),
  ];
  readChaosDraft({ seed: -1, rules }, problems);
  expect([...problems.keys()].toSorted()).toEqual([
    'reply.chaos.rules.0.location',
    'reply.chaos.rules.1.bytes',
    'reply.chaos.rules.1.share',
    'reply.chaos.rules.2.location',
    'reply.chaos.rules.3.from',
    'reply.chaos.rules.3.holdMs',
    'reply.chaos.seed',
  ]);
});

it('no rules are no chaos, what is no draft is none, and each preset can be saved', () => {
  expect(readChaosDraft({ seed: 1, rules: [] }, new Map())).toBeNull();
  expect(unpackChaos({ seed: 1, rules: [{ kind: 'reset' }] } as never)).toBeUndefined();
  for (const preset of PRESETS) {
    const problems = new Map<string, string>();
    const chaos = readChaosDraft({ seed: 1, rules: preset.rules() }, problems);
    expect(Chaos.parse(chaos)).toEqual(chaos);
    expect(problems.size).toBe(0);
  }
});
