import type { StartProcess } from '../../main/lib/child-process/own-process.ts';
import { startNodeProcess } from '../../main/lib/child-process/start-node-process.ts';
import { openFunctionPool } from '../../main/functions/function-pool.ts';
import type {
  AppBundle,
  BundledFunction,
  CallHost,
  ContextUser,
  RunOutcome,
  RunRequest,
  RunHost,
} from '../../main/functions/run-request.ts';
import type { FunctionLimits } from '../../preload/contract/app-model.ts';

export const SYSTEM: ContextUser = {
  id: '',
  type: 'system',
  data: {},
  custom_data: {},
  identities: [],
};

export const LIMITS: FunctionLimits = {
  // Only says when to give up: a run may meet a worker that is still starting, on a busy machine.
  timeMs: 20_000,
  memoryBytes: 64_000_000,
  stackBytes: 256_000,
  outputBytes: 4_000_000,
  logBytes: 20_000,
  hostCalls: 100,
};

export const fn = (source: string, more: Partial<BundledFunction> = {}): BundledFunction => ({
  source,
  private: false,
  canEvaluate: '',
  runAsSystem: null,
  runAsAuthedUser: false,
  runAsUserId: '',
  runAsUserIdScriptSource: '',
  fetchCustomUserData: false,
  createUserOnAuth: false,
  ...more,
});

export interface RoomOptions extends Partial<RunHost> {
  functions?: Record<string, BundledFunction>;
  values?: Record<string, string>;
  services?: AppBundle['services'];
  dependencies?: string;
  startProcess?: StartProcess;
}

let versions = 0;

/** A real pool with one app; `run` runs a source, or anything a request may say. */
export function openFunctionRoom(options: RoomOptions = {}) {
  const pool = openFunctionPool({
    size: 2,
    startProcess: options.startProcess ?? startNodeProcess,
  });
  versions += 1;
  const bundle: AppBundle = {
    appId: 'app',
    version: String(versions),
    app: {
      id: 'app',
      clientAppId: 'shop-abcde',
      name: 'shop',
      projectId: '',
      deployment: { model: 'GLOBAL', providerRegion: '' },
      lastDeployed: '',
      hostingUri: '',
    },
    environment: { tag: 'qa', values: '{"limit":3}' },
    functions: options.functions ?? {},
    values: options.values ?? {},
    services: options.services ?? [],
    dependencies: options.dependencies === undefined ? [] : [options.dependencies],
    packagesVersion: '',
  };
  const call: CallHost =
    options.call ??
    (async () => ({ outcome: { ok: true, result: 'null' }, mode: 'live', decision: null }));
  const host: RunHost = {
    call,
    mayCall: options.mayCall ?? (async () => true),
    findUser: options.findUser ?? (async () => undefined),
  };
  return {
    pool,
    limits: LIMITS,
    run(source: string, more: Partial<RunRequest> = {}): Promise<RunOutcome> {
      return pool.run(
        {
          bundle,
          entry: { kind: 'source', name: 'test', source },
          call: { kind: 'values', args: '[]' },
          user: SYSTEM,
          runningAsSystem: true,
          request: null,
          limits: LIMITS,
          console: false,
          ...more,
        },
        host,
      );
    },
    /** The value a source returns, as plain JSON; throws its error. */
    async value(source: string, more: Partial<RunRequest> = {}): Promise<unknown> {
      const outcome = await this.run(source, more);
      if (outcome.error !== null)
        throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
      return outcome.result === null ? undefined : (JSON.parse(outcome.result) as unknown);
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}
