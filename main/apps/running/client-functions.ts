import { EJSON } from 'bson';
import type { AppFunction } from '../../../preload/contract/app-model.ts';
import type { ContextRequest, ContextUser, RunOutcome } from '../../functions/run-request.ts';
import type { NewRun } from '../../functions/run-store.ts';
import type { Caller, CallResult, ClientApp, RunAsSystem } from '../client-api/client-app.ts';
import { CallRefused, refuse } from '../client-api/refusal.ts';
import type { HeldApp } from '../config/apps.ts';
import type { Users } from '../users/users.ts';
import { SYSTEM_USER } from '../webhooks/execution-user.ts';
import { type EngineParts, LIVE } from './engine-parts.ts';
import type { Order, Runner } from './runner.ts';

interface Parts {
  engine: EngineParts;
  users: Users;
  runner: Runner;
  nextRunId: () => number;
  heldBy: (app: ClientApp) => HeldApp;
}

type Entry = Pick<Order, 'entry' | 'call' | 'user' | 'asSystem' | 'limitsOf'>;

/** Functions that client applications call: who may, who they run as, and what they ran. */
export function createClientFunctions({ engine, users, runner, nextRunId, heldBy }: Parts) {
  const runsOf = new Map<number, NewRun[]>();

  /** Runs a function for a call, and keeps the run. */
  async function run(
    at: { app: ClientApp; request: ContextRequest; captureRowId: number },
    entry: Entry,
  ): Promise<RunOutcome> {
    const rowId = nextRunId();
    const startedAt = engine.clock.now();
    const outcome = await runner.run({
      ...entry,
      ...LIVE,
      app: heldBy(at.app),
      request: at.request,
      captureRowId: at.captureRowId,
      session: `run-${rowId}`,
      fromClient: true,
    });
    runsOf.get(at.captureRowId)?.push({
      rowId,
      captureRowId: at.captureRowId,
      startedAt,
      appId: at.app.id,
      kind: entry.entry.kind === 'source' ? 'script' : 'function',
      name: entry.entry.name,
      durationMs: outcome.durationMs,
      memoryBytes: outcome.memoryBytes,
      user: { id: entry.user.id, type: entry.user.type },
      // They stand in the capture, without what no capture may hold.
      args: null,
      result: outcome.result,
      reply: outcome.reply,
      error: outcome.error,
      logs: outcome.logs,
      logsCut: outcome.logsCut,
      hostCalls: outcome.hostCalls,
    });
    return outcome;
  }

  /** Who a function runs as: its settings may name somebody else than the caller. */
  async function actor(
    caller: Caller,
    fn: AppFunction,
  ): Promise<{ user: ContextUser; asSystem: boolean }> {
    if (fn.runAsSystem === true) return { user: caller.user, asSystem: true };
    let id = fn.runAsUserId;
    if (id === '' && fn.runAsUserIdScriptSource !== '') {
      const source = fn.runAsUserIdScriptSource;
      const outcome = await run(caller, {
        entry: { kind: 'source', name: `${fn.name} (user)`, source },
        call: { kind: 'values', args: '[]' },
        user: SYSTEM_USER,
        asSystem: true,
        limitsOf: fn.name,
      });
      if (outcome.error !== null) throw refuse(outcome.error.code, outcome.error.message);
      const named: unknown = outcome.result === null ? null : EJSON.parse(outcome.result);
      if (typeof named !== 'string' || named === '') return { user: caller.user, asSystem: true };
      id = named;
    }
    if (id === '') return { user: caller.user, asSystem: false };
    const found = users.find(caller.app.id, id);
    if (found === undefined) throw new CallRefused('UserNotFound', `user not found: '${id}'`);
    if (found.disabled) throw new CallRefused('UserDisabled', `user is disabled: '${id}'`);
    return { user: found.user, asSystem: false };
  }

  async function call(caller: Caller, name: string, args: string): Promise<CallResult> {
    const fn = caller.app.model.functions.find((one) => one.name === name);
    if (fn === undefined)
      throw new CallRefused('FunctionNotFound', `function not found: '${name}'`);
    const order = { fromClient: true };
    const { verdict, explain } = await runner.evaluate(
      heldBy(caller.app),
      fn.canEvaluate,
      caller.user,
      caller.request,
      undefined,
      order,
    );
    const expression = fn.canEvaluate.trim() === '' ? null : explain;
    if (!verdict) {
      const message = `function '${name}' cannot be called: its can_evaluate is false`;
      const outcome = { ok: false as const, code: 'FunctionNotCallable', message };
      return { outcome, decision: null, expression };
    }
    const { error, result } = await run(caller, {
      entry: { kind: 'function', name },
      call: { kind: 'values', args },
      ...(await actor(caller, fn)),
      limitsOf: name,
    });
    return {
      outcome:
        error === null
          ? { ok: true, result: result ?? 'null' }
          : { ok: false, code: error.code, message: error.message },
      decision: null,
      expression,
    };
  }

  const runAsSystem: RunAsSystem = async (at, functionName, args) => {
    const fn = at.app.model.functions.find((one) => one.name === functionName);
    if (fn === undefined)
      throw new CallRefused('FunctionNotFound', `function not found: '${functionName}'`);
    const { error, result } = await run(at, {
      entry: { kind: 'function', name: functionName },
      call: { kind: 'values', args: EJSON.stringify(args, { relaxed: false }) },
      user: SYSTEM_USER,
      asSystem: true,
      limitsOf: functionName,
    });
    const value: unknown = result === null ? null : EJSON.parse(result, { relaxed: true });
    return { value, error };
  };

  return {
    /** Collects the runs that a captured call leads to, until it is `over`. */
    runsOf(captureRowId: number): { runs: NewRun[]; over: () => void } {
      const runs: NewRun[] = [];
      runsOf.set(captureRowId, runs);
      return { runs, over: () => void runsOf.delete(captureRowId) };
    },
    call,
    runAsSystem,
  };
}
