import type { AppId, AppModel, AuthProvider } from '../../../preload/contract/app-model.ts';
import type {
  ExplainNode,
  RuleDecision,
  RunError,
} from '../../../preload/contract/apps/function-runs.ts';
import type { ContextRequest, ContextUser } from '../../functions/run-request.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Users } from '../users/users.ts';
import type { createAccessTokens } from './sessions/access-tokens.ts';
import type { ClientLimits } from './limits.ts';
import type { ClientSessions } from './sessions/sessions.ts';

/** An app as this room needs it; one state of it, never changed. */
export interface ClientApp {
  id: AppId;
  model: AppModel;
  /** Whether its client API is switched on. */
  on: boolean;
  /** Calls in flight before a 429. */
  concurrency: number;
}

/** For whom and on which capture something is done. */
export interface Caller {
  app: ClientApp;
  user: ContextUser;
  request: ContextRequest;
  captureRowId: number;
}

/** What a function or an action came to. */
export interface CallResult {
  outcome: { ok: true; result: string } | { ok: false; code: string; message: string };
  decision: RuleDecision | null;
  expression: ExplainNode | null;
}

/** One run of a function of the app, as the system does it: to confirm, to reset, to sign in. */
export type RunAsSystem = (
  at: Pick<Caller, 'app' | 'request' | 'captureRowId'>,
  functionName: string,
  args: readonly unknown[],
) => Promise<{ value: unknown; error: RunError | null }>;

/** A change of a document, as the caller may see it. Canonical EJSON. */
export interface WatchedChanges {
  decision: RuleDecision | null;
  /** Ends when the signal aborts or the store stops. */
  events: AsyncIterable<string>;
}

/** What the client API needs of the rooms of apps. */
export interface ClientApiParts {
  clock: Clock;
  apps: {
    byClientId: (clientAppId: string) => ClientApp | undefined;
    byId: (id: string) => ClientApp | undefined;
    list: () => ClientApp[];
  };
  users: Pick<Users, 'accounts' | 'find' | 'view' | 'addApiKey' | 'removeApiKey' | 'remove'>;
  sessions: ClientSessions;
  tokens: ReturnType<typeof createAccessTokens>;
  /** How often strangers may try. */
  limits: ClientLimits;
  /** The document of custom user data; {} without one. */
  customData: (appId: AppId, userId: string) => Promise<Record<string, unknown>>;
  /** Puts a mail into the outbox: nothing leaves the machine. */
  mail: (mail: {
    appId: AppId;
    captureRowId: number;
    to: string;
    text: string;
    args: Record<string, string>;
  }) => Promise<void>;
  runAsSystem: RunAsSystem;
  callFunction: (caller: Caller, name: string, args: string) => Promise<CallResult>;
  callAction: (
    caller: Caller,
    call: { service: string; action: string; args: string },
    ended: AbortSignal,
  ) => Promise<CallResult>;
  watch: (
    caller: Caller,
    call: { service: string; args: string },
    ended: AbortSignal,
  ) => Promise<WatchedChanges>;
  /** Under which address the sender came: the tunnel’s, or this machine’s. */
  publicUrl: () => string | null;
  intakeUrl: () => string;
}

/** The provider a path names, if it is switched on. */
export function findProvider(app: ClientApp, name: string): AuthProvider | undefined {
  const { authProviders } = app.model;
  return (
    authProviders.find((one) => one.name === name) ?? authProviders.find((one) => one.type === name)
  );
}
