import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Left } from '../../../preload/contract/interchange/exports.ts';
import {
  RedactionRule,
  type RedactionRules,
} from '../../../preload/contract/interchange/redaction.ts';
import { addLeft } from '../../../main/interchange/redaction/left.ts';
import { compileRedaction } from '../../../main/interchange/redaction/compile.ts';
import { redactText } from '../../../main/interchange/redaction/redact-text.ts';
import { redact } from '../../../main/interchange/redaction/redact.ts';
import { BUILT_IN, type RedactionProfile } from '../../../main/interchange/redaction/rules.ts';
import { runs } from '../../helpers/runs.ts';
import { startTestEngine, type TestEngine } from '../../helpers/start-engine.ts';
import { portable } from '../sample-portable.ts';

const SECRET = 'sender-secret-0123456789';
const GREEDY: RedactionRule = { kind: 'pattern', name: 'greedy', expression: '^(a+)+$' };

const rulesOf = (more: Partial<RedactionRules>): RedactionRules => ({
  base: 'default',
  rules: [],
  keep: [],
  stable: false,
  ...more,
});

let t: TestEngine;
beforeAll(async () => {
  t = await startTestEngine();
  await t.engine.signatures.addSecret({
    owner: { endpointId: null, provider: 'github' },
    label: '',
    value: SECRET,
    form: 'typed',
  });
  const post = async (path: string, body: string, headers = {}): Promise<void> => {
    await (await fetch(`${t.url}${path}`, { method: 'POST', body, headers })).text();
  };
  await post(
    '/mine?shop=needle-shop&keep=1',
    '{"customer":{"tax":"needle-tax","id":7},"memo":"order NL-123456","secret":"stays-here"}',
    { 'content-type': 'application/json', 'x-shop-id': 'needle-header', 'x-copy': SECRET },
  );
  await post('/mine', `{"customer":{"tax":"needle-tax"},"secret":"${SECRET}"}`, {
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from(`shop:${SECRET}`).toString('base64')}`,
  });
  await post('/greedy', JSON.stringify({ a: `${'a'.repeat(60)}!`, b: 'other' }));
  await t.captures(3);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
});

async function exported(
  search: string,
  how: { redaction?: string; rules?: RedactionRules },
): Promise<string> {
  const { exports } = t.engine;
  const { redaction = 'default', rules } = how;
  const job = await exports.create({ search, format: 'ndjson', redaction, rules });
  let last = job;
  for await (const step of exports.live({ id: job.id })) last = step;
  if (last.state !== 'ready') throw new Error(last.problem ?? last.state);
  const { body } = await exports.file({ id: job.id });
  return body.text();
}

const OWN: RedactionRule[] = [
  { kind: 'header', name: 'x-*-id' },
  { kind: 'query', name: 'shop' },
  { kind: 'json', path: '$.customer.tax' },
  { kind: 'pattern', name: 'order', expression: String.raw`\bNL-\d{6}\b` },
];

describe('a profile of your own', () => {
  it('cuts what its rules and those of its base say, by its name in any case', async () => {
    const { redaction, exports } = t.engine;
    await redaction.save({ name: 'Partners', ...rulesOf({ rules: OWN }) });
    const preview = await exports.preview({ search: 'path:/mine', redaction: 'partners' });
    expect(preview.cut.map(({ rule, place }) => `${rule}: ${place}`)).toEqual(
      expect.arrayContaining([
        'header x-*-id: header x-shop-id',
        'query shop: query shop',
        'json $.customer.tax: body $.customer.tax',
        'pattern order: body $.memo',
        'json secret: body $.secret',
        'secret: header x-copy',
      ]),
    );
    const text = await exported('path:/mine', { redaction: 'PARTNERS' });
    expect(text).not.toMatch(/needle|NL-\d|stays-here|sender-secret/);
    expect(text).toContain(String.raw`\"id\":7`);
    expect(exports.list()[0]).toMatchObject({ redaction: 'Partners' });
  });

  it('is renamed, deleted, and refused with the names there are', async () => {
    const { redaction, exports } = t.engine;
    await redaction.save({ name: 'First', ...rulesOf({ stable: true }) });
    await redaction.save({ name: 'Second', was: 'first', ...rulesOf({ stable: true }) });
    await redaction.save({ name: 'Third', ...rulesOf({}) });
    await expect(
      redaction.save({ name: 'second', was: 'Third', ...rulesOf({}) }),
    ).rejects.toMatchObject({ code: 'REDACTION_INVALID', field: 'name' });
    await expect(redaction.save({ name: 'None', ...rulesOf({}) })).rejects.toThrow('itself');
    const names = (): string[] => redaction.list().map(({ name }) => name);
    expect(names()).toEqual(expect.arrayContaining(['Second', 'Third']));
    expect(names()).not.toContain('First');
    await redaction.remove({ name: 'Second' });
    await redaction.remove({ name: 'Third' });
    await expect(
      exports.create({ search: '', format: 'har', redaction: 'Second' }),
    ).rejects.toMatchObject({
      code: 'REDACTION_INVALID',
      message: 'No redaction profile is called “Second”.',
      hint: expect.stringMatching(/^There are: default, strict, none/) as string,
    });
    const bad = rulesOf({ rules: [{ kind: 'pattern', name: 'x', expression: '(' }] });
    await expect(redaction.save({ name: 'Bad', ...bad })).rejects.toThrow('cannot be read');
  });

  it('has equal marks for equal values in one file, and others in the next', async () => {
    const rules = rulesOf({ rules: OWN, stable: true });
    const marks = async (): Promise<string[]> =>
      [
        ...(await exported('path:/mine', { rules })).matchAll(
          /tax\\":\\"(\[redacted:[0-9a-f]{8}\])/g,
        ),
      ].map(([, mark = '']) => mark);
    const [one, two] = [await marks(), await marks()];
    expect(one).toHaveLength(2);
    expect(one[0]).toBe(one[1]);
    expect(two[0]).toBe(two[1]);
    expect(one[0]).not.toBe(two[0]);
  });
});

describe('what stays', () => {
  it('is told by place, each with a rule that cuts it', async () => {
    const { exports } = t.engine;
    const asked = { search: 'path:/mine', redaction: 'default', left: true };
    const { left } = await exports.preview(asked);
    const placed = new Map(left.map((one) => [one.place, one]));
    expect(placed.get('query shop')).toEqual({
      place: 'query shop',
      rule: { kind: 'query', name: 'shop' },
      count: 1,
      value: 'needle-shop',
    });
    expect(placed.get('body $.customer.tax')?.count).toBe(2);
    expect(JSON.stringify(left)).not.toMatch(/sender-secret|stays-here/);
    const all = left.flatMap(({ rule }) => rule ?? []);
    const rules = rulesOf({ rules: all });
    const after = await exports.preview({ ...asked, rules });
    expect(after.left.filter(({ rule }) => rule !== null)).toEqual([]);
    expect(await exported('path:/mine', { rules })).not.toMatch(/needle|NL-123456/);
    const none = await exports.preview({ ...asked, redaction: 'none' });
    expect(none.left).toEqual([]);
  });

  it('is found in forms, parts, lines and texts, whatever a stranger calls them', async () => {
    const types = ['application/x-www-form-urlencoded', 'application/json', 'application/x-ndjson'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...types),
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.string({ unit: 'binary', maxLength: 300 }),
        async (contentType, name, value) => {
          const body = contentType.endsWith('json')
            ? JSON.stringify({ [name]: [value] })
            : new URLSearchParams([[name, value]]).toString();
          const capture = portable({ body: Buffer.from(body), contentType, target: `/?${body}` });
          const found = new Map<string, Left>();
          await addLeft(found, capture);
          for (const left of found.values()) {
            expect(left.value.length).toBeLessThanOrEqual(120);
            if (left.rule === null) continue;
            expect(() => RedactionRule.parse(left.rule)).not.toThrow();
            expect(() =>
              compileRedaction({ ...BUILT_IN.default, own: [left.rule!] }),
            ).not.toThrow();
          }
        },
      ),
      { numRuns: runs(300) },
    );
  });
});

describe('a place that is kept', () => {
  it('stays, but a known secret does not, wherever and in whatever form it stands', async () => {
    const keep = [
      { place: 'body $.secret' },
      { place: 'header x-copy' },
      { place: 'header authorization', rule: 'header authorization' },
    ];
    const text = await exported('path:/mine', { rules: rulesOf({ keep }) });
    expect(text).toContain('stays-here');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(Buffer.from(`shop:${SECRET}`).toString('base64'));
  });

  it('is so for the rule it names alone', async () => {
    const body = '{"secret":"sk_live_12345678abc"}';
    const cutBy = (rule?: string): string => {
      const keep = [{ place: 'body $.secret', ...(rule !== undefined && { rule }) }];
      const redaction = compileRedaction({ ...BUILT_IN.default, keep });
      return redactText(body, 'application/json', redaction).text;
    };
    expect(cutBy('json secret')).toBe('{"secret":"[redacted]"}');
    expect(cutBy()).toBe(body);
  });

  it('shows no planted secret, whatever is kept and however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 4, maxLength: 30, unit: 'grapheme' }).filter((s) => s.trim() === s),
        fc.constantFrom('token', 'password', 'data', 'x y'),
        async (secret, field) => {
          const base64 = Buffer.from(secret).toString('base64');
          const percent = encodeURIComponent(secret);
          const capture = portable({
            target: `/?${encodeURIComponent(field)}=${percent}`,
            headers: [
              ['Authorization', `Basic ${Buffer.from(`u:${secret}`).toString('base64')}`],
              ['X-Api-Key', Buffer.from(secret).toString('hex')],
            ],
            body: Buffer.from(JSON.stringify({ [field]: { password: secret }, id: base64 })),
            contentType: 'application/json',
            note: '',
          });
          const bare = await redact(capture, compileRedaction(BUILT_IN.default));
          const all = bare.redacted.map(({ place }) => ({ place }));
          const redaction = compileRedaction({ ...BUILT_IN.default, keep: all }, [secret]);
          const cut = await redact(capture, redaction);
          const parsed = JSON.parse(Buffer.from(cut.body).toString()) as Record<string, unknown>;
          expect((parsed[field] as { password: string } | undefined)?.password).not.toBe(secret);
          expect(cut.target.slice(2)).not.toContain(`=${percent}`);
          for (const [, value] of cut.headers.slice(0, 2)) expect(value).toContain('[redacted]');
        },
      ),
      { numRuns: runs(150) },
    );
  });
});

describe('an expression that goes on for ever', () => {
  it('drops the text whole, says so, and holds nobody up', async () => {
    const rules = rulesOf({ rules: [GREEDY] });
    const done = t.engine.exports.preview({ search: 'path:/greedy', redaction: 'x', rules });
    // The engine answers while the expression runs: by itself it would come to no end.
    expect((await fetch(`${t.url}/meanwhile`)).status).toBeLessThan(500);
    const { cut } = await done;
    expect(cut).toContainEqual(
      expect.objectContaining({ rule: 'too slow: pattern greedy', place: 'body $.a' }),
    );
    expect(cut.filter(({ place }) => place === 'body $.b')).toEqual([]);
  });

  it('is refused where it does so again and again', async () => {
    const text = JSON.stringify(Array.from({ length: 9 }, (_, n) => `${'a'.repeat(60)}${n}!`));
    await expect(
      t.engine.redaction.try({
        ...rulesOf({ rules: [GREEDY] }),
        text,
        contentType: 'application/json',
      }),
    ).rejects.toMatchObject({ code: 'REDACTION_INVALID' });
  }, 60_000);
});

it('tries rules on a text', async () => {
  const rules = rulesOf({ rules: [{ kind: 'json', path: '$..iban' }] });
  const contentType = 'application/json';
  const text = `{ "a":[{"iban":"DE89"}], "n":1.0, "s":"${SECRET}" }`;
  expect(await t.engine.redaction.try({ ...rules, text, contentType })).toEqual({
    text: '{ "a":[{"iban":"[redacted]"}], "n":1.0, "s":"[redacted]" }',
    cut: [
      { rule: 'json $..iban', place: 'body $.a[*].iban', count: 1, sample: '…' },
      { rule: 'secret', place: 'body $.s', count: 1, sample: 'se…89' },
    ],
  });
});

it('leaves JSON that is JSON, with the same keys that nothing names', async () => {
  const key = fc.constantFrom('a', 'b', 'secret', 'number', '', 'é"');
  const rule = fc.oneof(
    key.filter((k) => k !== '').map((one): RedactionRule => ({ kind: 'json', key: one })),
    fc
      .constantFrom('$.a', '$..b', '$[*]', '$.a[?@.b]', '$')
      .map((path): RedactionRule => ({ kind: 'json', path })),
    fc
      .constantFrom('.', '"', String.raw`\d+`, '[ab]*', '^', String.raw`\\u?`, 'e')
      .map((expression): RedactionRule => ({ kind: 'pattern', name: 'p', expression })),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true }),
      fc.constantFrom(null, true, 4_111_111_111_111_111, '{"a":"b"}'),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(key, tie('any'), { maxKeys: 4 }),
    ),
  })).any;
  const keep = fc.array(
    fc.constantFrom({ place: 'body $.a' }, { place: 'body $' }, { place: 'body $.b[*]' }),
  );
  await fc.assert(
    fc.asyncProperty(value, fc.array(rule, { maxLength: 4 }), keep, async (given, own, kept) => {
      const profile: RedactionProfile = { ...BUILT_IN.default, own, keep: kept };
      const text = JSON.stringify(given, null, 1);
      const { text: left } = redactText(text, 'application/json', compileRedaction(profile));
      expect(() => JSON.parse(left) as unknown).not.toThrow();
    }),
    { numRuns: runs(600) },
  );
});
