import type { FunctionLimits, RunAs } from '../../preload/contract/app-model.ts';
import type {
  CallMode,
  FunctionReply,
  HostCall,
  LogLine,
  RuleDecision,
  RunError,
} from '../../preload/contract/apps/function-runs.ts';

/** `context.user`, and `%%user` in expressions. The system user has id '' and type `system`. */
export interface ContextUser {
  id: string;
  type: 'normal' | 'server' | 'system';
  data: Record<string, unknown>;
  custom_data: Record<string, unknown>;
  identities: { id: string; provider_type: string; data: Record<string, unknown> }[];
}

/** `context.request`, and `%%request`: spec names, the body is never in it. */
export interface ContextRequest {
  remoteIPAddress: string;
  requestHeaders: Record<string, string[]>;
  httpMethod: string;
  rawQueryString: string;
  httpReferrer?: string;
  httpUserAgent?: string;
  service: string;
  action: string;
  webhookUrl: string;
}

/** A named function as a run needs it. */
export interface BundledFunction extends RunAs {
  source: string;
  private: boolean;
  /** JSON text; '' where absent. */
  canEvaluate: string;
}

/** What the functions of an app share. Workers keep the newest few by `version`. */
export interface AppBundle {
  appId: string;
  /** Changes with everything below. */
  version: string;
  app: {
    id: string;
    clientAppId: string;
    name: string;
    projectId: string;
    deployment: { model: string; providerRegion: string };
    lastDeployed: string;
    hostingUri: string;
  };
  /** `values` is JSON text. */
  environment: { tag: string; values: string };
  functions: Record<string, BundledFunction>;
  /** Name to JSON text, secrets filled in. */
  values: Record<string, string>;
  services: { name: string; directory: string; type: string; region: string }[];
  /** Folders that hold `node_modules`. */
  dependencies: string[];
  /** Changes when packages were installed there. */
  packagesVersion: string;
}

/** How the entry point is called. */
export type FunctionCall =
  /** `args`: EJSON text of an array. */
  | {
      kind: 'values';
      args: string;
      /** Hands a `response` over as the second argument, as to a webhook. */
      withResponse?: boolean;
    }
  | {
      kind: 'webhook';
      /** Decides the shape of `payload`: http, github or twilio; endpoints are http. */
      serviceType: string;
      /** Decoded pairs in order, the key `secret` already removed, form fields merged (§1.3). */
      query: [string, string][];
      /** Canonical name to values. */
      headers: Record<string, string[]>;
      /** null where no body was sent. */
      body: Uint8Array | null;
      /** Successor endpoints: how an untouched body is answered. */
      endpoint: boolean;
    };

export interface RunRequest {
  bundle: AppBundle;
  /** `source` is an edited or a webhook's function; `name` is what stacks and logs call it. */
  entry: { kind: 'function'; name: string } | { kind: 'source'; name: string; source: string };
  call: FunctionCall;
  user: ContextUser;
  runningAsSystem: boolean;
  request: ContextRequest | null;
  limits: FunctionLimits;
  /** Offers `HTTPResponse` to the source, as the vendor's console did. */
  console: boolean;
}

/** A service action, asked for by a function. */
export interface HostCallRequest {
  /** '' for `context.http`. */
  service: string;
  action: string;
  /** EJSON text. */
  args: string;
  user: ContextUser;
  asSystem: boolean;
  /** Its place among the calls of its run, from 0. */
  index?: number;
}

/** `systemCode`: what Node calls a failure of the network, `ECONNREFUSED` for instance. */
export type HostCallOutcome =
  | { ok: true; result: string }
  | { ok: false; code: string; message: string; systemCode?: string };

/** The answer to a host call. The record carries what a person may see of it. */
export interface HostCallAnswer {
  outcome: HostCallOutcome;
  mode: CallMode;
  decision: RuleDecision | null;
  /** Arguments with secrets cut out, where they differ from what was asked. */
  shownArgs?: string;
}

/** Answers the host calls of one run. Never rejects; gives up when `signal` aborts. */
export type CallHost = (call: HostCallRequest, signal: AbortSignal) => Promise<HostCallAnswer>;

export interface RunOutcome {
  /** EJSON text, canonical; null where the function returned undefined, or failed. */
  result: string | null;
  /** Text of a string result, which Twilio replies with as it is. */
  resultString: string | null;
  /** The same value as plain JSON text, for endpoints that answer in JSON; null as above. */
  resultJson: string | null;
  reply: FunctionReply | null;
  error: RunError | null;
  logs: LogLine[];
  logsCut: boolean;
  hostCalls: HostCall[];
  durationMs: number;
  /** Most memory the sandbox held. */
  memoryBytes: number;
}

/** What a run asks the engine beside its service actions. All answers are data. */
export interface RunHost {
  call: CallHost;
  /** Whether a function may be called by this user: its `can_evaluate`. */
  mayCall: (name: string, user: ContextUser, asSystem: boolean) => Promise<boolean>;
  /** A user by id, for functions that run as one; undefined where there is none. */
  findUser: (id: string) => Promise<ContextUser | undefined>;
}
