import { matchPattern } from '../../main/expressions/pattern.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateText } from '../../main/expressions/evaluate.ts';
import type { ExpressionScope } from '../../main/expressions/scope.ts';

const scope: ExpressionScope = {
  plainPaths: 'args',
  user: {
    id: 'u1',
    type: 'normal',
    data: { email: 'ada@x.test' },
    identities: [{ id: '1', provider_type: 'api-key' }],
  },
  request: { httpMethod: 'POST', requestHeaders: { 'X-Office': ['back'], Host: ['a'] } },
  environment: { tag: 'qa', values: { limit: 3 } },
  value: (name) =>
    ({
      staff: { value: ['ada@x.test', 'bob@x.test'], secret: false },
      token: { value: 'hush-hush', secret: true },
    })[name],
  args: { url: { host: 'example.com', query: { x: ['1', '2'] } }, n: 5, to: '+491' },
  callFunction: async (name, args) => {
    if (name === 'isOdd') return Number(args[0]) % 2 === 1;
    throw new Error(`function not found: '${name}'`);
  },
};
const verdict = async (expression: unknown, inner = scope): Promise<boolean> =>
  (await evaluateText(JSON.stringify(expression), inner)).verdict;

describe('JSON expressions', () => {
  it.each([
    [true, true],
    [false, false],
    [{}, true],
    [null, true],
    [{ '%%user.id': 'u1' }, true],
    [{ '%%user.id': 'u2' }, false],
    [{ '%%args.url.host': { '%in': ['example.com'] } }, true],
    [{ 'url.host': 'example.com' }, true],
    [{ '%%args.url.query.x': '2' }, true],
    [{ '%%args.n': { '%and': [{ $gt: 0 }, { $lte: 42 }] } }, true],
    [{ '%%args.n': { $gt: 5 } }, false],
    [{ '%%args.missing': { '%exists': false } }, true],
    [{ '%%args.missing': { $ne: 1 } }, true],
    [{ '%%args.missing': { $gt: 1 } }, false],
    [{ '%%args.missing': { $nin: [1] } }, true],
    [{ '%%args.missing': null }, true],
    [{ '%%user.data.email': { '%in': '%%values.staff' } }, true],
    [{ '%%request.requestHeaders.x-office': 'back' }, true],
    [{ '%%request.requestHeaders.X-OFFICE': 'back' }, true],
    [{ '%%user.identities.providerType': 'api-key' }, true],
    [{ '%%true': { '%function': { name: 'isOdd', arguments: ['%%args.n'] } } }, true],
    [{ '%%true': { '%function': { name: 'nothing', arguments: [] } } }, false],
    [{ '%not': { '%%true': { '%function': { name: 'nothing', arguments: [] } } } }, false],
    [{ '%or': [{ '%%user.id': 'x' }, { '%%environment.tag': 'qa' }] }, true],
    [{ '%nor': [{ '%%user.id': 'x' }] }, true],
    [{ '%%args.to': { '%regex': '^\\+49' } }, true],
    [{ '%%values.token': 'hush-hush' }, true],
    [{ '%%environment.values.limit': { $numberInt: '3' } }, true],
    [{ '%%args.n': { '%unheard': 1 } }, false],
    ['{"%%user.id":"u1"}', true],
    [5, false],
  ])('%j is %s', async (expression, expected) => {
    expect(await verdict(expression)).toBe(expected);
  });

  it('says which operand made it false, and which were not reached', async () => {
    const { explain } = await evaluateText(
      '{"%%user.id":"u1","%%args.n":{"$gt":7},"%%user.type":"normal"}',
      scope,
    );
    expect(explain).toMatchObject({
      verdict: false,
      children: [
        { verdict: true, found: '"u1"' },
        { verdict: false, text: '%%args.n is more than 7', found: '5' },
        { verdict: null },
      ],
    });
  });

  it('calls no function that is not needed', async () => {
    const called: string[] = [];
    const counting = {
      ...scope,
      callFunction: async (name: string) => called.push(name) > 0,
    };
    const ask = (name: string) => ({ '%%true': { '%function': { name, arguments: [] } } });
    await verdict({ '%or': [ask('a'), ask('b')] }, counting);
    await verdict({ '%%user.id': 'nobody', '%and': [ask('c')] }, counting);
    expect(called).toEqual(['a']);
  });

  it('never prints a Secret', async () => {
    const { explain } = await evaluateText(
      '{"%%values.token":{"%in":["%%values.token","x"]},"%%args.n":{"%ne":"%%values.token"}}',
      scope,
    );
    expect(JSON.stringify(explain)).not.toContain('hush-hush');
  });

  it('answers or refuses at once, whatever the pattern and the text are', async () => {
    const hostile = { ...scope, args: { t: `${'a'.repeat(9000)}!` } };
    const patterns = [
      '^(a+)+$',
      '^(a|a)*$',
      '(.*)*x',
      'a*a*a*a*a*b',
      '(a{1,99}){1,9}$',
      '(a|aa)+$',
    ];
    const verdicts = patterns.map((pattern) =>
      verdict({ '%%args.t': { '%regex': pattern } }, hostile),
    );
    // Each would take longer than this test may in an engine that tracks back.
    expect(await Promise.all(verdicts)).toEqual(patterns.map(() => false));
  });

  it.each([
    [String.raw`^(\+49|0049)\d+$`, '', '+4917', true],
    [String.raw`^\u00e4`, '', 'ä', true],
    ['^b.d$', 'ims', 'a\nB\nd', true],
    ['(a+)+$', '', 'xaaa', true],
    ['(?=a)b', '', 'ab', false],
    [String.raw`(a)\1`, '', 'aa', false],
    ['[', '', '[', false],
    ['a'.repeat(1001), '', 'a', false],
  ])('matches %s with flags “%s” as RE2 does', (pattern, flags, text, expected) => {
    const result = matchPattern(pattern, flags, [text]);
    expect('matches' in result && result.matches).toBe(expected);
  });

  it('never throws, and its explanation always carries the verdict', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
        const result = await evaluateText(text, scope);
        expect(result.explain.verdict).toBe(result.verdict);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same after two negations, and %in is an %or of %eq', async () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom('a', null, true));
    await fc.assert(
      fc.asyncProperty(value, fc.array(value, { maxLength: 4 }), async (n, list) => {
        const inner = { ...scope, args: { n } };
        const one = { '%%args.n': { '%in': list } };
        const plain = await verdict(one, inner);
        expect(await verdict({ '%not': { '%not': one } }, inner)).toBe(plain);
        const or = { '%or': list.map((item) => ({ '%%args.n': { '%eq': item } })) };
        expect(await verdict(or, inner)).toBe(plain);
      }),
    );
  });
});
