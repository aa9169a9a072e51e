import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  indexContent,
  type Content,
} from '../../../main/captures/search/indexing/index-content.ts';
import { readBody } from '../../../main/decode/reading.ts';

const typed = (contentType: string | undefined, body: string): Content => ({
  target: '/',
  headers: contentType === undefined ? [] : [['Content-Type', contentType]],
  body: readBody(Buffer.from(body), { contentType }),
  chosen: null,
});
const json = (body: string): Content => typed('application/json', body);
const bodyValues = (content: Content) =>
  indexContent(content).values.filter(({ name }) => name.startsWith('body.'));

describe('what is kept of a body', () => {
  it('is every value at the end of a path, with its kind', () => {
    const values = bodyValues(json('{"a":{"b":1.5,"C":"1.5"},"t":true,"n":null,"e":""}'));
    expect(values).toEqual([
      { name: 'body.a.b', label: 'body.a.b', at: '', text: '1.5', number: 1.5 },
      { name: 'body.a.c', label: 'body.a.C', at: '', text: '1.5', number: null },
      { name: 'body.t', label: 'body.t', at: '', text: 'true', number: null },
      { name: 'body.n', label: 'body.n', at: '', text: 'null', number: null },
      { name: 'body.e', label: 'body.e', at: '', text: '', number: null },
    ]);
  });

  it('is bounded in number, depth and length', () => {
    const wide = json(
      JSON.stringify(Object.fromEntries(Array.from({ length: 999 }, (_, i) => [`k${i}`, i]))),
    );
    expect(indexContent(wide).values).toHaveLength(300);
    expect(bodyValues(json(`${'{"a":'.repeat(17)}1${'}'.repeat(17)}`))).toEqual([]);
    expect(bodyValues(json(`${'{"a":'.repeat(16)}1${'}'.repeat(16)}`))).toHaveLength(1);
    expect(bodyValues(json(JSON.stringify({ long: 'x'.repeat(999) })))[0]?.text).toHaveLength(200);
    expect(indexContent(json('x'.repeat(2 ** 21))).body).toHaveLength(2 ** 20);
  });

  it('is words only where the JSON is broken or too deep', () => {
    for (const body of ['{"a":', '['.repeat(200_000), '{"a":1}{"b":2}']) {
      expect(bodyValues(json(body))).toEqual([]);
      expect(indexContent(json(body)).body).toBe(body);
    }
  });

  it('is looked for as JSON whatever type the sender gave', () => {
    expect(bodyValues(typed('text/plain', ' {"a":1}'))).toMatchObject([
      { name: 'body.a', number: 1 },
    ]);
  });
});

describe('what users of an app prove themselves with', () => {
  it('is not in the index, whatever way it came', () => {
    const indexed = [
      indexContent({
        target: '/w/orders/mine?secret=s3cret-one&page=2',
        headers: [
          ['API-Key', 'k3y-two'],
          ['password', 'pw-three'],
          ['jwtTokenString', 'jwt-four'],
          ['x-id', '7'],
        ],
        body: undefined,
        chosen: null,
      }),
      indexContent(
        json('{"email":"ada@x.test","password" : "pw \\"three", "apiKey":"k3y-two","n":1}'),
      ),
      indexContent(
        typed('application/x-www-form-urlencoded', 'password=pw-three&email=ada%40x.test'),
      ),
    ];
    const hook = `/v1/clients/12345/token/${'5ec'.repeat(20)}abcd`;
    const target = indexContent({
      target: hook,
      headers: [],
      body: undefined,
      chosen: null,
    }).target;
    expect(target).toBe('/v1/clients/12345/token/abcd');
    expect(JSON.stringify(indexed)).not.toMatch(/s3cret|k3y|three|jwt-four/);
    expect(JSON.stringify(indexed)).toMatch(/ada@x\.test/);
    expect(indexed[0]?.values.map(({ name, text }) => [name, text])).toContainEqual([
      'query.page',
      '2',
    ]);
    expect(indexed[1]?.values.find(({ name }) => name === 'body.n')?.number).toBe(1);
  });
});

describe('any capture at all', () => {
  it('is taken in without a throw, within the bounds', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json({ maxDepth: 20 }));
    const pair = fc.tuple(fc.string(), fc.string({ unit: 'binary' }));
    const type = fc.constantFrom(
      'application/json',
      'application/x-www-form-urlencoded',
      'text/xml',
      'multipart/form-data; boundary=b',
      undefined,
    );
    fc.assert(
      fc.property(text, text, fc.array(pair), type, (target, bodyText, headers, kind) => {
        const found = indexContent({
          ...typed(kind, bodyText),
          target,
          headers,
        });
        expect(found.values.length).toBeLessThanOrEqual(300);
        for (const value of found.values) {
          expect(value.name.length).toBeLessThanOrEqual(400);
          expect(value.label.length).toBeLessThanOrEqual(200);
          expect(value.text.length).toBeLessThanOrEqual(200);
          expect(Number.isNaN(value.number)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});
