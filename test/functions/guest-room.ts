import { EJSON } from 'bson';
import { startNodeProcess } from '../../main/lib/child-process/start-node-process.ts';
import { openFunctionPool } from '../../main/functions/function-pool.ts';
import type {
  AppBundle,
  FunctionCall,
  HostCallRequest,
  RunOutcome,
  RunRequest,
  RunHost,
} from '../../main/functions/run-request.ts';

const SYSTEM: RunRequest['user'] = {
  id: '',
  type: 'system',
  data: {},
  custom_data: {},
  identities: [],
};

type Service = AppBundle['services'][number];

const SERVICES: Service[] = [
  'http',
  'twilio',
  'gcm',
  'github',
  'aws',
  'aws-s3',
  'aws-ses',
  'mongodb-atlas',
  'datalake',
].map((type) => ({ name: type, directory: `services/${type}`, type, region: 'eu-west-1' }));

const BUNDLE: AppBundle = {
  appId: 'library',
  version: '1',
  app: {
    id: 'library',
    clientAppId: 'library-abcde',
    name: 'library',
    projectId: '',
    deployment: { model: 'LOCAL', providerRegion: '' },
    lastDeployed: '',
    hostingUri: '',
  },
  environment: { tag: '', values: '{}' },
  functions: {},
  values: {},
  services: SERVICES,
  dependencies: [],
  packagesVersion: '',
};

const LIMITS: RunRequest['limits'] = {
  timeMs: 10_000,
  memoryBytes: 256_000_000,
  stackBytes: 256_000,
  outputBytes: 32_000_000,
  logBytes: 256_000,
  hostCalls: 1000,
};

/** What a service answers: EJSON text, or an error. */
export type Answer = (asked: { service: string; action: string; args: unknown }) => unknown;

export class ActionFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const NO_ANSWER: Answer = ({ action }) => {
  throw new ActionFailure('ServiceNotFound', `nothing answers ${action}`);
};

/** A pool with one worker, and short ways to run a source in it. */
export function openGuestRoom() {
  const pool = openFunctionPool({ size: 1, startProcess: startNodeProcess });

  async function run(source: string, call: FunctionCall, answer: Answer): Promise<RunOutcome> {
    const host: RunHost = {
      call: (asked) => Promise.resolve(answerOf(asked, answer)),
      mayCall: () => Promise.resolve(true),
      findUser: () => Promise.resolve(undefined),
    };
    const request: RunRequest = {
      bundle: BUNDLE,
      entry: { kind: 'source', name: 'entry', source },
      call,
      user: SYSTEM,
      runningAsSystem: true,
      request: null,
      limits: LIMITS,
      console: false,
    };
    return pool.run(request, host);
  }
  /** Runs the body of a function: `args` are its argument `args`. */
  const body = (code: string, args: unknown[] = [], answer: Answer = NO_ANSWER) =>
    run(
      `exports = async function (...args) { ${code} };`,
      { kind: 'values', args: EJSON.stringify(args, { relaxed: false }) },
      answer,
    );
  return {
    body,
    run,
    /** Canonical EJSON text of what the body returns. */
    async text(code: string, args: unknown[] = [], answer: Answer = NO_ANSWER) {
      return passed(await body(code, args, answer)).result;
    },
    /** The same as plain values. */
    async value(code: string, args: unknown[] = [], answer: Answer = NO_ANSWER) {
      const { result } = passed(await body(code, args, answer));
      const value: unknown = result === null ? undefined : EJSON.parse(result, { relaxed: true });
      return value;
    },
    /** Message of what the body throws. */
    async failure(code: string, args: unknown[] = [], answer: Answer = NO_ANSWER) {
      const { error } = await body(code, args, answer);
      if (error === null) throw new Error('the function did not fail');
      return error;
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

function passed(outcome: RunOutcome): RunOutcome {
  const { error } = outcome;
  if (error === null) return outcome;
  throw new Error(`${error.code}: ${error.message} ${JSON.stringify(error.stack)}`);
}

function answerOf({ service, action, args }: HostCallRequest, answer: Answer) {
  const ok = (
    outcome: { ok: true; result: string } | { ok: false; code: string; message: string },
  ) => ({ outcome, mode: 'live', decision: null }) as const;
  try {
    const parsed: unknown = EJSON.parse(args, { relaxed: true });
    const result = answer({ service, action, args: parsed });
    return ok({ ok: true, result: EJSON.stringify(result ?? null, { relaxed: false }) });
  } catch (error) {
    if (!(error instanceof ActionFailure)) throw error;
    return ok({ ok: false, code: error.code, message: error.message });
  }
}
