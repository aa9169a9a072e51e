import fc from 'fast-check';
import type { Profile } from '../../main/warehouse/loading/loader.ts';

/** A record with a token of its own, by which it is found again wherever it went. */
export interface Sent {
  token: string;
  /** What it holds besides, as JSON members; `key` among them. */
  members: string;
}

export type Step =
  | { do: 'load'; captures: Sent[][] }
  | { do: 'reload'; nth: number }
  | { do: 'reset' }
  | { do: 'expire'; nth: number }
  | { do: 'delete'; nth: number }
  | { do: 'change'; profile: Partial<Profile> }
  | { do: 'disk-full'; captures: Sent[][] }
  | { do: 'crash' };

/** Shapes that go with each other and against each other. */
const MEMBERS = [
  '"key":1',
  '"key":2',
  '"key":"one"',
  '"key":1,"other":"a"',
  '"key":2,"other":"b"',
  '"key":null',
  '"price":3.5',
  '"price":10',
  '"price":12345678901234567.89',
  '"price":1e400',
  '"ok":true',
  '"key":1,"order":[{"items":[1]}]',
  '"key":1,"order":{"items":[1,2]}',
  '"key":3,"order":{"items":[[1],[2]]},"other":"c"',
  '"order":"none"',
  '"items":[1],"Items":[2]',
  '"a":1,"A":2',
  '"price__it":1',
  '"user":{"it":1,"name":"Ada"}',
  '"rowid":5',
  '"user":{"tags":["x",{"y":[true]}]}',
];

export const sent = fc
  .constantFrom(...MEMBERS)
  .map((members): Omit<Sent, 'token'> => ({ members }));
const captures = fc.array(fc.array(sent, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 3,
}) as fc.Arbitrary<Sent[][]>;
const nth = fc.nat({ max: 20 });
export const profiles: fc.Arbitrary<Partial<Profile>> = fc.oneof(
  fc.constantFrom([], ['key'], ['other'], ['key', 'other']).map((primaryKey) => ({ primaryKey })),
  fc.constantFrom('append' as const, 'upsert' as const).map((loading) => ({ loading })),
  fc.constantFrom('json' as const, 'relational' as const).map((nested) => ({ nested })),
  fc
    .constantFrom('reject-record' as const, 'rename' as const)
    .map((reservedNames) => ({ reservedNames })),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: captures.map((list) => ({ do: 'load' as const, captures: list })) },
  { weight: 2, arbitrary: nth.map((n) => ({ do: 'reload' as const, nth: n })) },
  { weight: 2, arbitrary: fc.constant({ do: 'reset' as const }) },
  { weight: 1, arbitrary: nth.map((n) => ({ do: 'expire' as const, nth: n })) },
  { weight: 1, arbitrary: nth.map((n) => ({ do: 'delete' as const, nth: n })) },
  {
    weight: 3,
    arbitrary: profiles.map((changed) => ({ do: 'change' as const, profile: changed })),
  },
  { weight: 1, arbitrary: captures.map((list) => ({ do: 'disk-full' as const, captures: list })) },
  { weight: 1, arbitrary: fc.constant({ do: 'crash' as const }) },
);

/** A history of one schema; every record in it has a token of its own. */
export const histories = fc.array(step, { minLength: 2, maxLength: 14 }).map((steps) => {
  let next = 0;
  const named = (list: Sent[][]): Sent[][] =>
    list.map((records) => records.map((one) => ({ ...one, token: `t${next++}` })));
  return steps.map((one) => ('captures' in one ? { ...one, captures: named(one.captures) } : one));
});

export const textOf = (records: readonly Sent[]): string =>
  `[${records.map(({ token, members }) => `{"token":"${token}",${members}}`).join(',')}]`;
