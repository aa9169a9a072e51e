import { isContractProcedure } from '@orpc/contract';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { contract } from '../../preload/contract.ts';
import { createRouter } from '../../main/control/router.ts';
import { callsOf } from '../../main/mcp/engine-calls.ts';
import type { Procedure } from '../../main/mcp/procedure.ts';
import { openLimits } from '../../main/mcp/limits.ts';
import { openMcp } from '../../main/mcp/mcp.ts';
import { NEVER } from '../../main/mcp/never.ts';
import { openAgentTokens } from '../../main/mcp/agent-tokens.ts';
import { TOOLS } from '../../main/mcp/tools/table.ts';
import { startSampleApp } from '../helpers/sample-app.ts';

/** Operations as the router has them, each with its method. */
function operations(): Map<string, string> {
  const found = new Map<string, string>();
  for (const [domain, level] of Object.entries(contract)) {
    for (const [name, one] of Object.entries(level) as [string, unknown][]) {
      if (!isContractProcedure(one)) continue;
      found.set(`${domain}.${name}`, one['~orpc'].route.method ?? 'POST');
    }
  }
  return found;
}

const DELETES = /remove|delete|clear|drop|revoke|reset/i;
/** Named as if they deleted, and do not. */
const HARMLESS = new Set(['endpoints.resetFailures', 'endpoints.resetChaos', 'apps.undoRemove']);

it('no tool can call what is on the never-list, and whatever deletes is on it', async () => {
  await using app = await startSampleApp();
  const all = operations();
  const router = createRouter(app.engine, pino({ level: 'silent' })) as Record<string, object>;
  const never = new Set<string>(NEVER);
  for (const name of never) {
    const [domain = '', operation = ''] = name.split('.');
    expect(Reflect.has(router[domain] ?? {}, operation), name).toBe(true);
  }
  const deleting = [...all]
    .filter(([name, method]) => method === 'DELETE' || DELETES.test(name))
    .map(([name]) => name)
    .filter((name) => !HARMLESS.has(name));
  expect(deleting.filter((name) => !never.has(name))).toEqual([]);
  for (const { name, calls } of TOOLS) {
    for (const operation of calls) {
      expect(all.has(operation), `${name} names ${operation}`).toBe(true);
      expect(never, `${name} calls ${operation}`).not.toContain(operation);
    }
  }
  // Each was really carried out, and used nothing but what its row names.
  const used = new Map<string, Set<Procedure>>();
  const mcp = openMcp({
    surface: app.engine,
    read: () => Promise.resolve(undefined),
    snippet: () => ({ text: '', files: [], warnings: [] }),
    judge: (input) => app.engine.expectations.check(input),
    secrets: () => [],
    prefs: app.engine.prefs,
    tokens: openAgentTokens({ db: app.engine.db, now: Date.now, later: () => {} }),
    version: '1',
    now: () => Date.now(),
    log: (message, error) => {
      throw new Error(message, { cause: error });
    },
    heard: (tool, operation) => used.set(tool, (used.get(tool) ?? new Set()).add(operation)),
  });
  const { id } = await sample(app);
  await app.engine.expectations.save({ name: 'paid', expectation: { count: { min: 0 } } });
  const given: Record<string, object> = {
    wait_for_capture: { timeoutSeconds: 0 },
    get_run: { id: 'r1' },
    query_sql: { sql: 'SELECT 1' },
    get_delivery: { id: 'd1' },
    check_expectation: { name: 'paid', withinSeconds: 0 },
    compare_captures: { a: id, b: id },
    annotate_capture: { id, note: 'seen' },
    send_sample: { endpointId: 'inbox' },
    try_function: { appId: app.appId, name: 'total', source: 'exports = () => 1;' },
  };
  for (const { name } of TOOLS) {
    const call = { tool: name, arguments: { id, ...given[name] }, client: name };
    await mcp.surface.call({ ...call, allowWrite: true, redact: true });
  }
  // These read the bytes themselves, and they were withheld here.
  const tried = TOOLS.filter(({ name }) => name !== 'get_capture' && name !== 'get_snippet');
  for (const { name, calls } of tried) {
    expect([...(used.get(name) ?? [])], name).not.toEqual([]);
    expect(calls, name).toEqual(expect.arrayContaining([...(used.get(name) ?? [])]));
  }
  expect(() => callsOf(app.engine, ['captures.get'])('secrets.list' as never)).toThrow('may not');
  expect(() => callsOf(app.engine, ['secrets.list'])('secrets.list')).toThrow('may not');
});

it('without leave, a tool that changes something is not there', async () => {
  await using app = await startSampleApp();
  const { id } = await sample(app);
  for (const { name, kind } of TOOLS.filter((one) => one.kind !== 'read')) {
    const call = { tool: name, arguments: { id, note: 'x' }, client: 'a' };
    const told = await app.engine.mcp.call({ ...call, allowWrite: false, redact: true });
    expect(told, `${name} ${kind}`).toMatchObject({ refused: true, answer: { code: 'BAD_INPUT' } });
  }
  expect(app.engine.captures.get({ id })).toMatchObject({ pinned: false, note: '' });
});

it('edited code that an agent tries has no Secrets, and the saved code keeps them', async () => {
  await using app = await startSampleApp();
  const { engine, appId } = app;
  await engine.secrets.put({ appId, name: 'supplier_token', value: 'needle-in-a-value' });
  // Spelled letter by letter, nobody would find it in the answer.
  const source = `exports = () => ({
    spelled: String(context.values.get('supplierToken')).split('').join(' '),
    prices: context.values.get('prices'),
  });`;
  const args = { appId, name: 'total', source };
  const call = { tool: 'try_function', arguments: args, client: 'a' };
  const told = await engine.mcp.call({ ...call, allowWrite: true, redact: true });
  expect(told.refused, JSON.stringify(told)).toBe(false);
  const text = JSON.stringify(told.answer);
  expect(text).toContain('notebook');
  expect(text).toContain('u n d e f i n e d');
  expect(text).not.toContain('n e e d l e');
  const trial = { appId, of: { kind: 'function' as const, name: 'total' }, source };
  const whole = await engine.functions.try({
    ...trial,
    sideEffects: 'record',
    captureId: null,
    args: '[]',
    userId: '',
  });
  expect(whole.run?.result).toContain('n e e d l e');
});

it('four calls at once, four waits beside them, and sixty in a minute', () => {
  let now = 0;
  const limits = openLimits(() => now);
  const calls = [1, 2, 3, 4].map(() => limits.enter('a', false));
  expect(() => limits.enter('a', false)).toThrow('4 calls are running already.');
  const waits = [1, 2, 3, 4].map(() => limits.enter('a', true));
  expect(() => limits.enter('a', true)).toThrow('4 waits are running already.');
  limits.enter('b', false)();
  calls[0]?.();
  for (const leave of [...calls.slice(1), ...waits]) leave();
  for (let made = 8; made < 60; made += 1) limits.enter('a', false)();
  now = 59_999;
  expect(() => limits.enter('a', false)).toThrow('60 calls were made in a minute.');
  now = 60_000;
  limits.enter('a', false)();
});

it('the list of calls keeps the last 500', async () => {
  await using app = await startSampleApp();
  for (let made = 0; made < 505; made += 1) {
    const call = { tool: 'nothing', arguments: { made }, client: 'a' };
    await app.engine.mcp.call({ ...call, allowWrite: false, redact: true });
  }
  const calls = app.engine.mcp.calls();
  expect(calls).toHaveLength(500);
  expect(calls[0]).toMatchObject({ number: 505, tool: 'nothing', outcome: 'refused' });
  expect(calls.at(-1)?.arguments).toBe('{"made":5}');
});

async function sample({ engine }: Awaited<ReturnType<typeof startSampleApp>>) {
  await engine.captures.sample();
  await engine.captures.wait({ search: '', count: 1, settled: true, timeoutMs: 25_000 });
  const { items } = await engine.captures.list({ search: '', limit: 1 });
  const [capture] = items;
  if (capture === undefined) throw new Error('The sample did not come.');
  return capture;
}
