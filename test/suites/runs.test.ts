import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SuiteSource } from '../../preload/contract/interchange/suites.ts';
import { SuiteOptions } from '../../preload/contract/interchange/suite-cases.ts';
import type { CaptureId, EndpointId } from '../../preload/contract/shapes.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { type Asked, type Handler, startHandler } from './handler.ts';

const clock = shiftedClock();
let t: TestEngine;
let handler: Handler;

beforeAll(async () => {
  t = await startTestEngine({ clock });
  handler = await startHandler(() => ({}));
});
afterAll(async () => {
  await handler.close();
  await t.stop();
});

/** Captures one path of its own for each test: they share an engine. */
async function caught(path: string, bodies: readonly unknown[]): Promise<CaptureId[]> {
  for (const body of bodies) {
    const headers = { 'content-type': 'application/json' };
    await fetch(t.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  }
  const found = await t.captures(bodies.length, `path:${path}`);
  return found.map(({ id }) => id).toReversed();
}

interface How {
  options?: Partial<SuiteOptions>;
  to?: string;
  against?: number;
}

/** A run to its end, with the verdicts of its cases. */
async function run(source: SuiteSource | string, { options, to = handler.url }: How = {}) {
  const begun = await t.engine.suites.start({
    source: typeof source === 'string' ? { kind: 'search', search: source, limit: 20 } : source,
    to: to === 'intake' ? { kind: 'intake' } : { kind: 'url', url: to },
    options: SuiteOptions.parse(options ?? {}),
  });
  const ended = await until(() => {
    const now = t.engine.suites.run({ id: begun.id });
    return now.state !== 'running' && now;
  });
  const cases = t.engine.suites.cases({ id: begun.id, after: 0, limit: 1000 });
  return { ...ended, cases, verdicts: cases.map(({ verdict }) => verdict) };
}

const idOf = ({ body }: Asked): number => (JSON.parse(body) as { id: number }).id;

describe('what a handler answers, held against what it answered before', () => {
  it('is new at first; after a change it is fixed, regressed or the same', async () => {
    await caught('/orders', [{ id: 1 }, { id: 2 }, { id: 3 }]);
    handler.answers((asked) => (idOf(asked) === 3 ? { status: 500 } : {}));
    const first = await run('path:/orders');
    expect(first.verdicts).toEqual(['new', 'new', 'new-bad']);
    expect(handler.asked.map(idOf)).toEqual([1, 2, 3]);
    expect(first).toMatchObject({ ok: false, failing: 1, done: 3, total: 3 });

    handler.answers((asked) => (idOf(asked) === 2 ? { status: 404 } : {}));
    const second = await run('path:/orders');
    expect(second.verdicts).toEqual(['same', 'regressed', 'fixed']);
    expect(second.counts).toEqual({ same: 1, regressed: 1, fixed: 1 });
    expect(second.cases[1]?.why).toBe('Answered 404 instead of 200.');

    const found = async (search: string) =>
      (await t.engine.captures.list({ search: `path:/orders ${search}`, limit: 9 })).items.length;
    expect(await found('suite:regressed')).toBe(1);
    expect(await found('suite:fixed,same')).toBe(2);
    expect(await found('-suite:any')).toBe(0);

    const third = await run('path:/orders');
    expect(await found('suite:regressed')).toBe(0);
    expect(third.verdicts).toEqual(['same', 'still-bad', 'same']);
    const known = await run('path:/orders', { options: { allowKnown: true } });
    expect([third.ok, known.ok]).toEqual([false, true]);
  });

  it('is changed where the body has another shape, or, if asked, another value', async () => {
    await caught('/shapes', [{ id: 1 }]);
    handler.answers(() => ({ body: '{"total":1,"items":[]}' }));
    await run('path:/shapes');
    handler.answers(() => ({ body: '{"total":2,"items":[{"n":1}]}' }));
    expect((await run('path:/shapes')).verdicts).toEqual(['same']);
    handler.answers(() => ({ body: '{"total":"2","items":[{"n":1}],"more":null}' }));
    const { cases, ok } = await run('path:/shapes');
    expect(cases[0]).toMatchObject({ verdict: 'changed', fails: false });
    expect(cases[0]?.why).toContain('body.total string, was number; body.more is new');
    expect(ok).toBe(true);

    handler.answers(() => ({ body: '{"total":"3","items":[{"n":1}],"more":null}' }));
    const exact = await run('path:/shapes', { options: { body: 'exact', strict: true } });
    expect(exact.verdicts).toEqual(['changed']);
    expect(exact.ok).toBe(false);
    const detail = t.engine.suites.case({ id: exact.id, n: 1 });
    expect(detail.differences).toMatchObject([{ path: 'total', left: '"2"', right: '"3"' }]);
    expect(detail.before?.bodyText).toContain('"total":"2"');
    handler.answers(() => ({ body: '{"total":"4","items":[{"n":1}],"more":null}' }));
    const ignoring = await run('path:/shapes', {
      options: { body: 'exact', ignore: ['body.total'] },
    });
    expect(ignoring.verdicts).toEqual(['same']);
  });

  it('is flaky where the same request gets different answers', async () => {
    await caught('/flaky', [{ id: 1 }, { id: 2 }]);
    handler.answers((asked) => ({ status: idOf(asked) === 2 && asked.times === 2 ? 500 : 200 }));
    const { cases } = await run('path:/flaky', { options: { repeat: 3 } });
    expect(cases.map(({ verdict }) => verdict)).toEqual(['new', 'flaky']);
    expect(cases[1]?.why).toBe('Answered 200, 500, 200 to the same request.');
    expect(handler.asked).toHaveLength(6);
  });

  it('says where nobody listens, and that nothing was regressed by that', async () => {
    await caught('/gone', [{ id: 1 }]);
    const gone = await startHandler(() => ({}));
    await run('path:/gone', { to: gone.url });
    await gone.close();
    const { cases, ok } = await run('path:/gone', { to: gone.url });
    expect(cases).toMatchObject([{ verdict: 'unreachable', status: null, fails: true }]);
    expect(cases[0]?.why).toMatch(/listen|refused/i);
    expect(ok).toBe(false);
  });

  it('takes the newest replay by hand as the baseline, and an earlier run where it is named', async () => {
    const [id] = await caught('/by-hand', [{ id: 1 }]);
    handler.answers(() => ({}));
    const first = await run('path:/by-hand');
    handler.answers(() => ({ status: 503 }));
    const options = { id: id!, to: { kind: 'url', url: handler.url } as const };
    const { ReplayOptions } = await import('../../preload/contract/replay-request.ts');
    await t.engine.replays.send({ ...options, options: ReplayOptions.parse({}) });
    handler.answers(() => ({}));
    const now = await run('path:/by-hand');
    expect(now.cases).toMatchObject([
      { verdict: 'fixed', beforeFrom: 'replay', beforeStatus: 503 },
    ]);
    const begun = await t.engine.suites.start({
      source: { kind: 'captures', ids: [id!] },
      to: options.to,
      options: SuiteOptions.parse({}),
      against: first.id,
    });
    await until(() => t.engine.suites.run({ id: begun.id }).state === 'finished');
    expect(t.engine.suites.cases({ id: begun.id, after: 0, limit: 9 })).toMatchObject([
      { verdict: 'same', beforeFrom: 'run' },
    ]);
  });

  it('runs what Backstitch itself answers against what the sender was answered', async () => {
    await caught('/own', [{ id: 1 }]);
    const { cases } = await run('path:/own', { to: 'intake' });
    expect(cases).toMatchObject([{ verdict: 'same', beforeFrom: 'capture' }]);
  });

  it('signs an old capture again, and sends a forged one as it came, to be refused', async () => {
    const owner = { endpointId: 'inbox' as EndpointId, provider: 'stripe' };
    await t.engine.signatures.addSecret({ owner, label: '', value: 'whsec_s', form: 'typed' });
    const sign = (body: string, at: number, secret: string) =>
      `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
    const accepts = ({ headers, body }: Asked) => {
      const given = String(headers['stripe-signature']);
      const at = Number(/t=(\d+)/.exec(given)?.[1]);
      const isFresh = Math.abs(clock.now() / 1000 - at) < 300;
      return { status: isFresh && given === sign(body, at, 'whsec_s') ? 200 : 400 };
    };
    const then = Math.floor(clock.now() / 1000);
    for (const [id, secret] of [
      [1, 'whsec_s'],
      [2, 'of somebody else'],
    ] as const) {
      const body = `{"id":"evt_${id}","object":"event","type":"invoice.paid"}`;
      const headers = { 'stripe-signature': sign(body, then, secret) };
      await fetch(`${t.url}/stripe`, { method: 'POST', headers, body });
    }
    await t.captures(2, 'path:/stripe');
    clock.jump(3_600_000);
    handler.answers(accepts);
    const { cases } = await run('path:/stripe');
    expect(cases.map(({ expected, status, verdict }) => [expected, status, verdict])).toEqual([
      [['2xx'], 200, 'new'],
      [['4xx'], 400, 'new'],
    ]);
  });

  it('asks before it sends anywhere else, and runs once at a time against one URL', async () => {
    await caught('/busy', [{ id: 1 }]);
    const start = (url: string) =>
      t.engine.suites.start({
        source: { kind: 'search', search: 'path:/busy', limit: 5 },
        to: { kind: 'url', url },
        options: SuiteOptions.parse({}),
      });
    await expect(start('https://example.com/')).rejects.toMatchObject({
      code: 'TARGET_NEEDS_ALLOW',
    });
    await expect(start('http://169.254.169.254/')).rejects.toMatchObject({
      code: 'TARGET_REFUSED',
    });
    handler.answers(() => null);
    const { id } = await start(handler.url);
    await until(() => handler.asked.length === 1);
    await expect(start(handler.url)).rejects.toMatchObject({ code: 'SUITE_BUSY' });
    const ended = await t.engine.suites.cancel({ id });
    expect(ended).toMatchObject({ state: 'canceled', done: 0, ok: false });
    handler.answers(() => ({}));
    expect((await run('path:/busy')).state).toBe('finished');
  });
});

describe('a suite', () => {
  it('keeps what was answered, lives on without its captures, and goes to a folder and back', async () => {
    const ids = await caught('/kept', [{ id: 1, password: 'hunter2' }, { id: 2 }]);
    handler.answers((asked) => (idOf(asked) === 2 ? { status: 500 } : { body: '{"sum":1}' }));
    const first = await run('path:/kept');
    const suite = await t.engine.suites.save({ name: 'Orders', runId: first.id });
    expect(suite).toMatchObject({ name: 'Orders', cases: 2, body: 'shape' });
    await t.engine.captures.removeMany({ ids });
    await expect(t.engine.suites.save({ name: 'orders', runId: first.id })).rejects.toMatchObject({
      code: 'SUITE_INVALID',
    });

    expect(t.engine.suites.secrets({ id: suite.id })).toMatchObject([
      { n: 1, path: 'body.password' },
    ]);
    using dir = tempDir();
    await t.engine.suites.export({ id: suite.id, directory: dir.path });
    await t.engine.suites.export({ id: suite.id, directory: dir.path });
    await t.engine.suites.update({ ...suite, name: 'Orders as they were' });
    const read = await t.engine.suites.import({ directory: dir.path });
    expect(read).toMatchObject({ name: 'Orders', cases: 2 });

    const again = await run({ kind: 'suite', id: read.id });
    expect(again.cases.map(({ verdict, beforeFrom }) => [verdict, beforeFrom])).toEqual([
      ['same', 'expected'],
      ['still-bad', 'expected'],
    ]);
    handler.answers((asked) => (idOf(asked) === 1 ? { status: 500 } : {}));
    const broken = await run({ kind: 'suite', id: read.id });
    expect(broken.verdicts).toEqual(['regressed', 'fixed']);
    handler.answers(() => ({ body: '{"sum":"1"}' }));
    expect((await run({ kind: 'suite', id: read.id })).verdicts).toEqual(['fixed', 'changed']);
    expect((await run({ kind: 'suite', id: read.id })).verdicts).toEqual(['changed', 'same']);
  });

  it('refuses a folder with other files, and one that is no suite', async () => {
    await caught('/folder', [{ id: 1 }]);
    handler.answers(() => ({}));
    const { id: runId } = await run('path:/folder');
    const { id } = await t.engine.suites.save({ name: 'Folder', runId });
    using dir = tempDir();
    const { writeFile } = await import('node:fs/promises');
    await writeFile(`${dir.path}/thesis.tex`, '');
    const refused = { code: 'SUITE_INVALID', message: expect.stringContaining('thesis.tex') };
    await expect(t.engine.suites.export({ id, directory: dir.path })).rejects.toMatchObject(
      refused,
    );
    await writeFile(
      `${dir.path}/suite.json`,
      '{"format":1,"name":"x","cases":["../../secret.json"]}',
    );
    await expect(t.engine.suites.import({ directory: dir.path })).rejects.toMatchObject({
      code: 'SUITE_INVALID',
      message: expect.stringContaining('Write cases/NAME.json'),
    });
  });
});

it('a run that the engine did not live to end is interrupted, with what it had', async () => {
  using dir = tempDir();
  await using silent = await startHandler(({ body }) => (body.includes('2') ? null : {}));
  const first = await startTestEngine({ dataDir: dir.path });
  for (const id of [1, 2]) {
    await fetch(`${first.url}/cut`, { method: 'POST', body: JSON.stringify({ id }) });
  }
  await first.captures(2);
  const { id } = await first.engine.suites.start({
    source: { kind: 'search', search: '', limit: 9 },
    to: { kind: 'url', url: silent.url },
    options: SuiteOptions.parse({}),
  });
  await until(() => silent.asked.length === 2);
  // As a crash leaves it: the row still says that it runs.
  await first.stop();
  const db = new SqliteDatabase(join(dir.path, 'backstitch.db'));
  db.exec(`UPDATE suite_runs SET state = 'running', ended_at = NULL`);
  db.close();
  await using second = await startTestEngine({ dataDir: dir.path });
  expect(second.engine.suites.run({ id })).toMatchObject({
    state: 'interrupted',
    done: 1,
    ok: false,
  });
});
