import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ruleOf } from '../../main/catalogue/drift/rule.ts';
import { readJson } from '../../main/catalogue/shape/json.ts';
import { addSample, emptyShape } from '../../main/catalogue/shape/shape.ts';
import { variantsOf } from '../../main/catalogue/variants.ts';

const read = (text: string): unknown => readJson(text)?.value;

/** What is usual of these bodies. */
function usual(bodies: readonly string[]) {
  const shape = emptyShape();
  for (const [at, body] of bodies.entries()) addSample(shape, read(body), at);
  return ruleOf(shape);
}

const body = (n: number): string =>
  JSON.stringify({
    id: `id-${n}`,
    state: n % 2 === 0 ? 'open' : 'paid',
    ...(n % 3 > 0 && { coupon: { code: `c${n}` } }),
    due: n % 5 === 0 ? null : n,
    items: [{ sku: `s${n}`, ...(n % 4 > 0 && { note: `n${n}` }) }],
  });

it('a body varies by each optional field, null and other value that came before, one at a time', () => {
  const rule = usual(Array.from({ length: 40 }, (_, n) => body(n)));
  const made =
    '{"id":"x","state":"paid","coupon":{"code":"c"},"due":1.0,"items":[{"sku":"s","note":"n"},{"sku":"t","note":"m"}]}';
  expect(variantsOf(read(made), rule)).toEqual([
    { path: 'state', what: 'value', value: 'open', body: made.replace('"paid"', '"open"') },
    {
      path: 'coupon',
      what: 'left-out',
      value: null,
      body: made.replace('"coupon":{"code":"c"},', ''),
    },
    { path: 'due', what: 'null', value: null, body: made.replace('1.0', 'null') },
    { path: 'items[].note', what: 'left-out', value: null, body: made.replace(',"note":"n"', '') },
  ]);
});

it('every variant is JSON that differs from its body, and from all others, whatever the body', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(fc.array(json, { minLength: 1, maxLength: 30 }), (bodies) => {
      const [first = 'null'] = bodies;
      const variants = variantsOf(read(first), usual(bodies));
      expect(variants.length).toBeLessThanOrEqual(200);
      const texts = variants.map((one) => JSON.stringify(JSON.parse(one.body)));
      expect(texts).not.toContain(JSON.stringify(JSON.parse(first)));
      expect(new Set(texts).size).toBe(texts.length);
    }),
  );
});
