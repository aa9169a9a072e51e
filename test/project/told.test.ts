import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { READY_RULES } from '../../main/notices/rules.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { startProject } from './start-project.ts';

const clock = shiftedClock();
const t = await startProject({ clock });
afterAll(() => t[Symbol.asyncDispose]());
const { endpoints, notices, prefs, project } = t.engine;

const file = (orders: string, pay = '/pay'): string =>
  `{ "endpoints": { "orders": { "path": "${orders}" }, "pay": { "path": "${pay}" } } }`;
const update = (name: string, path: string) => {
  const found = endpoints.list().find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no endpoint ${name}.`);
  return endpoints.update({ ...found, path });
};
/** All that was told, oldest first: title, body, how many. */
const told = () =>
  notices
    .list({ limit: 100 })
    .items.toReversed()
    .map(({ title, body, count }) => [title, body, count]);

/** Waits for the notice that is next, past the five seconds in which a rule tells nothing more. */
async function next(count: number) {
  return until(() => {
    clock.jump(5000);
    const all = told();
    return all.length >= count && all;
  }, `not ${count} notices`);
}

/** Rounds in which nothing is another than before. */
async function lookAgain(): Promise<void> {
  for (let n = 0; n < 3; n += 1) {
    await project.apply({ yes: false, allowHosts: [] }).catch(() => undefined);
    clock.jump(5000);
  }
}

const UNREADABLE = 'The project file cannot be read';
const CONFLICT = 'Conflict with the project file';

it('a file that conflicts or cannot be read is told of once for each change, by the rule', async () => {
  t.put(file('/orders'));
  await t.attach(false);
  // The rule stands ready and is off.
  t.put('{ "endpoints": 7 }');
  await t.until(({ valid }) => !valid);
  t.put(file('/orders'));
  await t.until(({ valid }) => valid);
  expect(told()).toEqual([]);
  const rules = READY_RULES.map((rule) => ({ ...rule, on: rule.id === 'project' }));
  await prefs.put({ patch: { notices: rules } });

  t.put('{\n  "endpoints": { "orders": { "path": 7 } }\n}');
  const [unreadable] = await next(1);
  expect(unreadable).toEqual([UNREADABLE, expect.stringMatching(/^backstitch\.json:2:\d+: .+/), 1]);
  expect(notices.list({ limit: 1 }).items[0]).toMatchObject({
    rule: 'project',
    route: '#/settings/project',
  });
  await lookAgain();
  // Another mistake is no change of state.
  t.put('{');
  await t.until(({ problems }) => problems.some(({ line }) => line === 1));
  await lookAgain();

  await update('orders', '/from-the-page');
  t.put(file('/from-the-file'));
  expect((await next(2)).slice(1)).toEqual([
    [CONFLICT, 'Endpoint orders was changed in the file and in Backstitch.', 1],
  ]);
  await lookAgain();

  // Unreadable for a while, and the same conflict after it: only the one is news.
  t.put('{');
  expect((await next(3)).at(-1)?.[0]).toBe(UNREADABLE);
  t.put(file('/from-the-file'));
  await t.until(({ valid, conflicts }) => valid && conflicts.length === 1);
  await lookAgain();

  // A second one beside it.
  await update('pay', '/pay-of-the-page');
  t.put(file('/from-the-file', '/pay-of-the-file'));
  expect((await next(4)).at(-1)).toEqual([
    CONFLICT,
    'Endpoint pay was changed in the file and in Backstitch.',
    1,
  ]);

  // Settled, and there again.
  await project.resolve({ kind: 'endpoints', key: 'orders', keep: 'file' });
  await lookAgain();
  await update('orders', '/other-page');
  t.put(file('/other-file', '/pay-of-the-file'));
  const all = await next(5);
  expect(all.map(([title, , count]) => [title, count])).toEqual([
    [UNREADABLE, 1],
    [CONFLICT, 1],
    [UNREADABLE, 1],
    [CONFLICT, 1],
    [CONFLICT, 1],
  ]);
  expect(all.at(-1)?.[1]).toContain('Endpoint orders');

  // One that is not followed any more has nothing to tell.
  await project.detach();
  await lookAgain();
  expect(told()).toHaveLength(5);
});

it('a conflict that was told of is not told of again after a restart; one that came meanwhile is', async () => {
  using data = tempDir();
  using folder = tempDir();
  const put = (content: string) => writeFileSync(join(folder.path, 'backstitch.json'), content);
  const bodies = ({ engine }: TestEngine) =>
    engine.notices.list({ limit: 100 }).items.map(({ body }) => body);
  const conflicts = (run: TestEngine, count: number) =>
    until(() => run.engine.project.state().conflicts.length === count, `not ${count} conflicts`);
  const start = () => startTestEngine({ dataDir: data.path, projectCalmMs: 5 });
  {
    await using first = await start();
    const { engine } = first;
    const rules = READY_RULES.map((rule) => ({ ...rule, on: rule.id === 'project' }));
    await engine.prefs.put({ patch: { notices: rules } });
    put(file('/orders'));
    await engine.project.attach({ directory: folder.path, write: false });
    for (const name of ['orders', 'pay']) {
      const found = engine.endpoints.list().find((one) => one.name === name);
      if (found) await engine.endpoints.update({ ...found, path: `/page-${name}` });
    }
    put(file('/from-the-file'));
    await conflicts(first, 1);
    await until(() => bodies(first).length === 1, 'nothing was told');
  }
  {
    await using second = await start();
    await conflicts(second, 1);
    await second.engine.project.apply({ yes: false, allowHosts: [] });
  }
  put(file('/from-the-file', '/pay-of-the-file'));
  await using third = await start();
  await conflicts(third, 2);
  await until(() => bodies(third).length > 1, 'the second conflict was not told');
  expect(bodies(third)).toEqual([
    'Endpoint pay was changed in the file and in Backstitch.',
    'Endpoint orders was changed in the file and in Backstitch.',
  ]);
});
