import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../main/apps/config/code/facts.ts';
import { operatorKeys } from '../../../main/apps/config/code/json-keys.ts';
import { cronOf, nextAfter } from '../../../main/apps/config/cron.ts';

const told = (source: string): string[] =>
  factsOf(source).map(({ kind, name, service, line }) =>
    [line, kind, ...(service === undefined ? [] : [service]), name].join(' '),
  );

describe('what a source asks for', () => {
  it.each([
    ['const a = require("axios");\nrequire(`b`); require(x);', ['1 package axios']],
    ['exports = () => {\n\n  context.services.get("sms");\n};', ['3 service sms']],
    ['context.values.get("a"); context.values.get(name);', ['1 value a']],
    ['exports = async () => context.functions.execute("a/b", 1);', ['1 function a/b']],
    [
      'const http = context.services.get("web");\nhttp.get({});\nhttp["post"]({});',
      ['1 service web', '2 action web get'],
    ],
    [
      'later.send({}); var later = context.services.get("sms");',
      ['1 service sms', '1 action sms send'],
    ],
    ['c.aggregate([\n{ $search: 1 }])', ['2 asked-operator $search']],
    [
      'c.find({ a: [{ "$where": f }], ["$near"]: 1, [$x]: 2 });',
      ['1 asked-operator $near', '1 asked-operator $where'],
    ],
    [
      'c.updateOne({}, { ...{ $set: { b: make({ $y: 1 }) } } });',
      ['1 asked-operator $set', '1 operator $y'],
    ],
    [
      'const q = { $where: 1 };\nq.$expr = 1;\nq["$where"] = 2; q.$x;',
      ['1 operator $where', '2 operator $expr', '3 operator $where'],
    ],
    [
      'const s = context.services.get("db");\nconst t = s.startSession();\nt.withTransaction(f);',
      ['1 service db', '2 session startSession', '3 session withTransaction'],
    ],
    ['return c.find({}).toArray().map(f);', ['1 read-at-once toArray']],
    ['var d = c.find({}).toArray();\nd.forEach(f);', ['1 read-at-once toArray']],
    ['var d = c.find({}).toArray();\nreturn d[0].name;', ['1 read-at-once toArray']],
    ['var one = c.findOne({}).name;', ['1 read-at-once findOne']],
    ['return new Promise.resolve(1);', ['1 not-a-constructor Promise.resolve']],
  ])('is told with its line: %j', (source, expected) => {
    expect(told(source)).toEqual(expected);
  });

  it.each([
    'async () => { const d = await c.find({}).toArray(); d.forEach(f); }',
    'c.find({}).toArray().then((d) => d.length).catch(f);',
    'const d = c.find({}).toArray(); return d.then((all) => all.length);',
    'const d = c.find({}).toArray(); return Promise.all([d]).then(([all]) => all.length);',
    'return new Promise((resolve) => resolve(1));',
    'const tidy = (require) => 1; "require(\'axios\')"; // require("axios")',
  ])('is not told where nothing is amiss: %j', (source) => {
    expect(told(source).filter((one) => !one.includes('operator'))).toEqual([]);
  });

  it('is told of a source that does not compile, with the line', () => {
    expect(told('exports = () => {\n  const a = ;\n}')).toEqual(['2 syntax Unexpected token']);
  });

  it('is told of any text, however hostile, and never for long', () => {
    const hostile = [
      '('.repeat(100_000),
      '['.repeat(30_000) + ']'.repeat(30_000),
      `x${'.a'.repeat(60_000)}`,
      `1${'+1'.repeat(100_000)}`,
      'a=>'.repeat(30_000),
      '`${'.repeat(20_000),
      'require("a");'.repeat(19_000),
      'x'.repeat(1_000_000),
      randomBytes(100_000).toString('latin1'),
      'return 1; await x; import("a"); #!bad',
      '\u2028\uFEFF\0',
    ];
    for (const source of hostile) expect(factsOf(source).length).toBeLessThanOrEqual(500);
  });

  it('is told of whatever text there is', () => {
    const piece = fc.constantFrom(
      'require(',
      '"a"',
      ')',
      '{',
      '}',
      '=>',
      'new ',
      'Promise.resolve',
      ';',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join('')),
        ),
        (source) => {
          for (const { line } of factsOf(source))
            expect(line).toBeLessThanOrEqual(source.split(/\r\n|[\n\r\u2028\u2029]/).length);
        },
      ),
    );
  });
});

describe('keys of a JSON text that name operators', () => {
  it.each([
    ['{"a": {"$gt": 1},\n "b": "$c", /* "$d": 1 */ "$where": ["$e"]}', ['1 $gt', '2 $where']],
    ['{"\\u0024in": [], "$regex"\n: 1}', ['1 $in', '1 $regex']],
    ['{"$broken": ]] "$also": {', ['1 $broken', '1 $also']],
    ['', []],
  ])('are told with their lines: %j', (text, expected) => {
    expect(operatorKeys(text).map(({ name, line }) => `${line} ${name}`)).toEqual(expected);
  });

  it('are told of any text, however deep', () => {
    expect(operatorKeys(`${'{"a":'.repeat(100_000)}{"$in":1`)).toHaveLength(1);
    expect(operatorKeys('{"$in":1}'.repeat(9000))).toHaveLength(500);
  });
});

describe('a schedule', () => {
  const from = Date.UTC(2026, 10, 26, 14, 2, 30);
  it.each([
    ['* * * * *', '2026-11-26T14:03'],
    ['*/5 * * * *', '2026-11-26T14:05'],
    ['0 8 * * *', '2026-11-27T08:00'],
    ['30 8,20 * * *', '2026-11-26T20:30'],
    ['0 0 1 * *', '2026-12-01T00:00'],
    ['0 9-17/4 * * mon-fri', '2026-11-26T17:00'],
    ['0 0 * * 7', '2026-11-29T00:00'],
    ['0 0 13 * fri', '2026-11-27T00:00'],
    ['0 0 29 feb *', '2028-02-29T00:00'],
  ])('%s fires next at %s', (text, next) => {
    const cron = cronOf(text);
    const at = cron === null ? null : nextAfter(cron, from);
    expect(at === null ? null : new Date(at).toISOString().slice(0, 16)).toBe(next);
  });

  it('that never comes is never', () => {
    const cron = cronOf('0 0 30 2 *');
    expect(cron === null ? 'unread' : nextAfter(cron, from)).toBeNull();
  });

  it.each(['', '* * * *', '60 * * * *', '* * * * * *', '5-1 * * * *', '*/0 * * * *', 'a * * * *'])(
    'that is none is told apart: %j',
    (text) => {
      expect(cronOf(text)).toBeNull();
    },
  );
});
