import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import type { TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { type Asked, type Handler, startHandler } from './handler.ts';
import { type Ran, run, startReachable } from '../command-line/harness.ts';

const SECRET = 'whsec_ci';
let t: TestEngine;
let handler: Handler;
let dir: ReturnType<typeof tempDir>;
let folder: string;

const signature = (body: string, at: number): string =>
  `t=${at},v1=${createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex')}`;

/** As a handler of Stripe does: it takes only what is signed, and of now. */
function accepts({ headers, body }: Asked): boolean {
  const given = String(headers['stripe-signature']);
  const at = Number(/t=(\d+)/.exec(given)?.[1]);
  return given === signature(body, at);
}

beforeAll(async () => {
  dir = tempDir();
  folder = join(dir.path, 'suite');
  t = await startReachable();
  const owner = { endpointId: 'inbox' as EndpointId, provider: 'stripe' };
  await t.engine.signatures.addSecret({ owner, label: '', value: SECRET, form: 'typed' });
  for (const n of [1, 2]) {
    const body = `{"id":"evt_${n}","object":"event","type":"invoice.paid","n":${n}}`;
    const headers = {
      'content-type': 'application/json',
      'stripe-signature': signature(body, Math.floor(Date.now() / 1000)),
      authorization: 'Bearer needle',
    };
    await fetch(`${t.url}/stripe`, { method: 'POST', headers, body });
  }
  await t.captures(2);
  handler = await startHandler((asked) => ({ status: accepts(asked) ? 200 : 401 }));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await handler.close();
  await t[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});

const suite = (...argv: string[]): Promise<Ran> => run('suite', ...argv, '--data-dir', t.dataDir);
/** No engine: the data directory is empty. */
const alone = (...argv: string[]): Promise<Ran> =>
  run('suite', folder, '--to', handler.url, ...argv, '--data-dir', join(dir.path, 'nobody'));

describe('backstitch suite', () => {
  it('runs a search, keeps it as a suite and a folder, and runs the suite by its name', async () => {
    const first = await suite(
      '--search',
      'path:/stripe',
      '--to',
      handler.url,
      '--save',
      'Paid',
      '--export',
      folder,
    );
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toBe(`2 cases to ${handler.url}: 2 new.\nIt holds.\n`);
    expect(readdirSync(join(folder, 'cases'))).toEqual([
      '001-invoice.paid.json',
      '002-invoice.paid.json',
    ]);
    const text = readFileSync(join(folder, 'cases', '001-invoice.paid.json'), 'utf8');
    expect(text).not.toMatch(/needle|stripe-signature/i);

    handler.answers((asked) => ({ status: asked.body.includes('evt_2') ? 500 : 200 }));
    const second = await suite('paid', '--to', handler.url);
    expect(second.code).toBe(1);
    expect(second.stdout).toMatch(/^! regressed {3}2 invoice\.paid: Answered 500 instead of 200\./);
    const asJson = await suite('Paid', '--to', handler.url, '--allow-known', '--json');
    expect(asJson.code).toBe(0);
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      ok: true,
      suite: 'Paid',
      items: [{ verdict: 'same' }, { verdict: 'still-bad', fails: false }],
    });
  });

  it('runs a folder without an engine, signed with the secret of a variable', async () => {
    handler.answers((asked) => ({ status: accepts(asked) ? 200 : 401 }));
    const unsigned = await alone();
    expect(unsigned.code).toBe(1);
    vi.stubEnv('BACKSTITCH_SECRET_STRIPE', SECRET);
    const junit = join(dir.path, 'report.xml');
    const held = await alone('--repeat', '3', '--junit', junit);
    expect(held).toMatchObject({ code: 0, stderr: '' });
    expect(handler.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);

    handler.answers((asked) => ({ status: asked.times === 2 ? 500 : 200 }));
    const flaky = await alone('--repeat', '2');
    expect(flaky.code).toBe(0);
    expect(flaky.stdout).toMatch(/flaky {7}1 invoice\.paid: Answered 200, 500 to the same request/);
    handler.answers((asked) => ({ status: asked.times === 2 ? 500 : 200 }));
    expect((await alone('--repeat', '2', '--strict')).code).toBe(1);

    handler.answers((asked) => ({ status: asked.body.includes('evt_1') ? 500 : 200 }));
    expect((await alone('--junit', junit)).code).toBe(1);
    const xml = readFileSync(junit, 'utf8');
    expect(XMLValidator.validate(xml)).toBe(true);
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
    const { testsuites } = parser.parse(xml) as Record<string, never>;
    expect(testsuites).toMatchObject({
      tests: '2',
      failures: '1',
      testsuite: {
        testcase: [
          { name: '1 invoice.paid', failure: { type: 'regressed' } },
          { name: '2 invoice.paid' },
        ],
      },
    });
  });

  it('says what cannot be run: nobody there, a host that was not named, a file with a mistake', async () => {
    const gone = await startHandler(() => ({}));
    await gone.close();
    const nobody = await run('suite', folder, '--to', gone.url);
    expect(nobody.code).toBe(3);
    expect(nobody.stdout).toMatch(/2 unreachable/);
    const elsewhere = await run('suite', folder, '--to', 'https://8.8.8.8/hook');
    expect(elsewhere.code).toBe(4);
    expect(elsewhere.stderr).toMatch(/--allow-host 8\.8\.8\.8/);
    const broken = join(dir.path, 'broken');
    mkdirSync(join(broken, 'cases'), { recursive: true });
    writeFileSync(join(broken, 'suite.json'), '{"format":1,"name":"x","cases":["cases/1.json"]}');
    writeFileSync(
      join(broken, 'cases', '1.json'),
      '{"method":"POST","target":"/a","headers":[["X","a\\r\\nB: c"]]}',
    );
    const refused = await run('suite', broken, '--to', handler.url);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/1\.json, headers: A header has a line break/);
    expect((await suite('Nothing', '--to', handler.url)).stderr).toMatch(/Kept: “Paid”/);
    expect((await suite('--to', handler.url)).code).toBe(2);
  });
});
