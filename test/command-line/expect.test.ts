import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../main/command-line/connection/connection.ts';
import { judgeFiles } from '../../main/command-line/actions/expectations/judge-files.ts';
import type { Report } from '../../main/command-line/actions/expectations/report.ts';
import { headerOf, jsonOf } from '../../main/command-line/actions/expectations/short-forms.ts';
import { readEngineFile } from '../../main/control/local/runtime-file.ts';
import { EXPECTATION_SCHEMA, expectationSchema } from '../house/expectation-schema.ts';
import type { TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { type Ran, run, startReachable } from './harness.ts';

let t: TestEngine;
let dir: ReturnType<typeof tempDir>;
beforeAll(async () => {
  t = await startReachable();
  dir = tempDir();
  for (const n of [1, 2]) await hook('/orders', { type: 'invoice.paid', n, id: '9'.repeat(20) });
});
afterAll(async () => {
  dir[Symbol.dispose]();
  await t[Symbol.asyncDispose]();
});

async function hook(path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json', 'X-Id': '7' };
  const sent = { method: 'POST', headers, body: JSON.stringify(body) };
  await (await fetch(t.url + path, sent)).arrayBuffer();
}

const expectThat = (...argv: string[]): Promise<Ran> =>
  run('expect', ...argv, '--data-dir', t.dataDir);
const past = ['--since', 'all', '--within', '0s'];

function file(name: string, text: string): string {
  const path = join(dir.path, name);
  writeFileSync(path, text);
  return path;
}

describe('backstitch expect', () => {
  it('ends with 0 where all of the options hold, and with 1 where one does not', async () => {
    const schema = file('n.schema.json', '{"required": ["n"] /* a comment */}');
    const said = `path:/orders --count 2 --json $.type=invoice.paid --json $.n --json $.id=${'9'.repeat(20)}
      --header x-id:7 --header X-Id~^7 --reply 2xx --order body.n:1 --order body.n:2 --strict
      --distinct $.n --quiet-for 0s`;
    const held = await expectThat(...said.split(/\s+/), '--schema', schema, ...past);
    expect(held).toMatchObject({ code: 0, stderr: '' });
    expect(held.stdout).toMatch(/^ok {2}path:\/orders \(command line, 2 captures\)\nAll 11 checks/);
    const failed = await expectThat('path:/orders', '--json', '$.n=1', ...past);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(
      /each: \$\.n is one of "1", 1\n +expected: .*\n +found: +2\n +0\w{10} /,
    );
  });

  it('prints one object with --json alone', async () => {
    const { stdout, code } = await expectThat('path:/none', '--json', ...past);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      exit: 1,
      reason: 'failed',
      items: [{ name: 'path:/none', near: [{ lacks: ['path:/none'] }, {}] }],
    });
    expect(code).toBe(1);
  });

  it.each([
    [[], 'Nothing is expected.'],
    [['--json', 'path:/a'], 'is no JSON path'],
    [['a', '--json', '$['], 'no JSON path'],
    [['a', '--count', 'x'], '--count x is no number'],
    [['a', '--signature', 'good'], '--signature: '],
    [['status:abc'], 'is not a status'],
    [['a', '--header', 'x~('], 'no regular expression'],
    [['a', '--schema', '/nowhere/x.json'], 'cannot be read'],
    [['a', '--within', 'soon'], 'is no length of time'],
  ])('%j ends with 2, and is told', async (argv, words) => {
    const { code, stderr } = await expectThat(...argv);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });

  it('ends with 3 where nothing runs', async () => {
    expect((await run('expect', 'a', '--data-dir', join(dir.path, 'none'))).code).toBe(3);
  });
});

describe('a file of expectations', () => {
  it('may have comments, several expectations, and name files beside it', async () => {
    mkdirSync(join(dir.path, 'parts'), { recursive: true });
    const body = JSON.stringify({ type: 'invoice.paid', n: 1, id: '9'.repeat(20) });
    file('parts/body.json', body);
    file('parts/schema.json', '{"type": "object", "properties": {"n": {"maximum": 2}}}');
    const path = file(
      'good.expect.json',
      `{
        "$schema": "../schema/expectation.json", // for the editor
        "expectations": [
          { "name": "the first", "search": "body.n:1", "since": "all",
            "each": [{ "body": { "equalsFile": "parts/body.json", "schema": "parts/schema.json" } },
                     { "json": "$.n", "equals": 1 }] },
          { "search": "path:/orders", "since": "all", "count": 2, },
        ]
      }`,
    );
    const { code, stdout } = await expectThat('--file', path, '--since', 'all');
    expect(stdout).toMatch(/^ok {2}the first .*\nok {2}path:\/orders .*\nAll 4 checks of 2/);
    expect(code).toBe(0);
  });

  it.each([
    ['{"name": "a" "search": ""}', ':1:14: A comma is missing'],
    ['\n{\n  "serch": "a"}', ':3:3: “serch” is not known here'],
    ['[{"each": [\n {"json": "$.a", "equals": [1]}]}]', ':2:28: Write a text, a number'],
    ['{"each": [{"colour": 1}]}', ':1:11: Say what is looked at'],
    [
      '{"kind": "handler"}',
      ':1:10: This Backstitch knows expectations of the kind "captures" only',
    ],
    ['{"each": [{"json": "a"}]}', ':1:20: “a” is no JSON path'],
    ['{"search": "status:abc"}', ':1:12: “abc” is not a status'],
    ['{"order": ["a", "status:abc"]}', ':1:17: “abc” is not a status'],
    ['{"count": -1}', ':1:11: must be at least 0'],
    ['{"each": [{"body": {"schema": "gone.json"}}]}', ':1:31: The file gone.json cannot be read'],
    ['[]', ':1:1: Write an expectation'],
    ['', ':1:1: '],
  ])('%s has a mistake, whose place is named', async (text, words) => {
    const { code, stderr } = await expectThat('--file', file('bad.expect.json', text));
    expect(stderr).toContain(`bad.expect.json${words}`);
    expect(code).toBe(2);
  });

  it('is judged through any connection, as `run` does', async () => {
    const { socket, token } = readEngineFile(t.dataDir) ?? {};
    const engine = connect({ socket: socket ?? '', token: token ?? '' });
    const path = file(
      'judged.expect.json',
      '{"search": "path:/orders", "count": 3, "within": "0s"}',
    );
    const report = await judgeFiles(engine, [path], { since: 'all' });
    expect(report).toMatchObject({ format: 1, ok: false, suites: [{ ok: false, captures: 2 }] });
  });
});

describe('reports', () => {
  it('are written whole, also of a failure', async () => {
    const [junit, report] = [join(dir.path, 'r.xml'), join(dir.path, 'r.json')];
    const files = ['--junit', junit, '--report', report];
    const { code } = await expectThat('path:/orders', '--json', '$.n=1', ...files, ...past);
    expect(code).toBe(1);
    const read = JSON.parse(readFileSync(report, 'utf8')) as Report;
    expect(read).toMatchObject({
      format: 1,
      engine: expect.any(String),
      suites: [{ name: 'path:/orders', tests: [{ ok: true }, { ok: false, found: '2' }] }],
    });
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toContain('<testsuites name="backstitch" tests="2" failures="1"');
    expect(xml).toContain('name="each: $.n is one of &quot;1&quot;, 1"');
    expect(xml).toContain('<failure message="expected is one of &quot;1&quot;, 1, found 2"');
    expect(xml).toContain(`captures: ${read.suites[0]?.captureIds.join(' ')}`);
    expect(readdirSync(dir.path).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('are written where it is interrupted, and say so', async () => {
    const report = join(dir.path, 'stopped.json');
    const running = expectThat('path:/never', '--within', '1m', '--report', report);
    // Once it listens, it can be interrupted: `run` took away every listener that was there before.
    const before = process.listenerCount('SIGINT');
    while (process.listenerCount('SIGINT') === before) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    process.emit('SIGINT');
    expect((await running).code).toBe(130);
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
      ok: false,
      suites: [{ tests: [{ found: 'interrupted before that' }] }],
    });
  });

  it('that cannot be written end with 2', async () => {
    const out = join(dir.path, 'nowhere', 'r.xml');
    const { code, stderr } = await expectThat('path:/orders', '--junit', out, ...past);
    expect(stderr).toContain('cannot be written');
    expect(code).toBe(2);
  });
});

describe('short forms', () => {
  it.each([
    ["$.a[?@.b=='x'].id=5", { json: "$.a[?@.b=='x'].id", oneOf: ['5', 5] }],
    ['$.a=', { json: '$.a', equals: '' }],
    ['$.a=null', { json: '$.a', oneOf: ['null', null] }],
    ['$.a=12345678901234567890', { json: '$.a', oneOf: ['12345678901234567890'] }],
    ['$.a~x=y', { json: '$.a', matches: 'x=y' }],
    ['$["a=b"]', { json: '$["a=b"]', exists: true }],
  ])('--json %s', (text, assertion) => expect(jsonOf(text)).toEqual(assertion));

  it.each([
    ['X-Id: a: b', { header: 'X-Id', equals: 'a: b' }],
    ['X-Id~:', { header: 'X-Id', matches: ':' }],
    ['X-Id', { header: 'X-Id', exists: true }],
  ])('--header %s', (text, assertion) => expect(headerOf(text)).toEqual(assertion));
});

it('the schema for editors is the one of the contract', () => {
  expect(readFileSync(EXPECTATION_SCHEMA, 'utf8')).toBe(expectationSchema());
});
