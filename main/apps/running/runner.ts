import { EJSON } from 'bson';
import type { HeldApp } from '../config/apps.ts';
import type { Apps } from '../config/apps.ts';
import { evaluateText, type Verdict } from '../../expressions/evaluate.ts';
import type { ExpressionScope } from '../../expressions/scope.ts';
import type { FunctionPool } from '../../functions/function-pool.ts';
import type {
  ContextRequest,
  ContextUser,
  FunctionCall,
  RunOutcome,
  RunRequest,
  RunHost,
} from '../../functions/run-request.ts';
import type { createServices } from '../services/services.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { Users } from '../users/users.ts';
import { buildBundle, stateBeside, valueText } from './bundle.ts';
import { callTrace } from './call-trace.ts';
import type { GuardedDocuments } from './guarded-documents.ts';
import type { RunMode } from './engine-parts.ts';

/** A function to run, for whom, on what. */
export interface Order extends RunMode {
  app: HeldApp;
  entry: RunRequest['entry'];
  call: FunctionCall;
  user: ContextUser;
  asSystem: boolean;
  request: ContextRequest | null;
  limitsOf: string;
  captureRowId: number | null;
  /** Names the run for changes that are not kept. */
  session: string;
  console?: boolean;
  /** How many expressions called functions that led here. */
  depth?: number;
  /** A client application asked: collections without rules are closed to it. */
  fromClient?: boolean;
}

interface RunnerParts {
  apps: Apps;
  users: Users;
  secrets: Secrets;
  pool: FunctionPool;
  services: ReturnType<typeof createServices>;
  /** Folder of npm packages that Backstitch installed for apps. */
  packages: string;
  guarded: GuardedDocuments;
  installId: string;
}

/** What actions of services need to know of an order. */
export type ServiceOrder = Pick<
  Order,
  'app' | 'request' | 'captureRowId' | 'session' | 'mode' | 'recorded' | 'fromClient' | 'depth'
>;

const MAX_DEPTH = 6;
const EXPRESSION_MS = 10_000;

export type Runner = ReturnType<typeof createRunner>;

/** Runs functions of apps with all they may ask for, and evaluates the expressions that guard them. */
export function createRunner({
  apps,
  users,
  secrets,
  pool,
  services,
  packages,
  guarded,
  installId,
}: RunnerParts) {
  const bundles = new Map<string, { version: string; bundle: ReturnType<typeof buildBundle> }>();
  let secretVersion = 0;
  let packagesVersion = 0;

  function bundleOf(app: HeldApp, withSecrets = true) {
    const key = withSecrets ? app.id : `${app.id} without secrets`;
    const beside = stateBeside(app);
    const version = `${app.version} ${secretVersion} ${packagesVersion} ${beside}`;
    const known = bundles.get(key);
    if (known?.version === version) return known.bundle;
    const secret = (name: string) => (withSecrets ? secrets.get(app.id, name) : undefined);
    const bundle = buildBundle(app, secret, {
      folder: packages,
      version: `${packagesVersion} ${beside}`,
    });
    bundles.set(key, { version, bundle });
    return bundle;
  }

  function scopeOf(
    app: HeldApp,
    user: ContextUser,
    request: ContextRequest | null,
    more: Pick<ExpressionScope, 'plainPaths'> & { args?: unknown; order?: Partial<Order> },
  ): ExpressionScope {
    const bundle = bundleOf(app);
    const depth = (more.order?.depth ?? 0) + 1;
    return {
      plainPaths: more.plainPaths,
      user,
      request,
      environment: { tag: bundle.environment.tag, values: JSON.parse(bundle.environment.values) },
      value(name) {
        const found = valueText(app, name, (secret) => secrets.get(app.id, secret));
        return found && { value: JSON.parse(found.json), secret: found.secret };
      },
      ...(more.args !== undefined && { args: more.args }),
      async callFunction(name, args) {
        if (depth > MAX_DEPTH)
          throw new Error('expressions and functions call each other too deeply');
        const outcome = await run({
          app,
          entry: { kind: 'function', name },
          call: { kind: 'values', args: EJSON.stringify(args, { relaxed: false }) },
          user,
          asSystem: app.model.functions.find((fn) => fn.name === name)?.runAsSystem === true,
          request,
          limitsOf: name,
          captureRowId: null,
          session: more.order?.session ?? 'expression',
          mode: more.order?.mode ?? 'live',
          fromClient: more.order?.fromClient ?? false,
          depth,
        });
        if (outcome.error !== null) throw new Error(outcome.error.message);
        return outcome.result === null ? null : EJSON.parse(outcome.result, { relaxed: true });
      },
    };
  }

  /** Actions of services, on behalf of whoever an order runs for. */
  function servicesFor(order: ServiceOrder) {
    const { app } = order;
    return services.callHost({
      appId: app.id,
      captureRowId: order.captureRowId,
      mode: order.mode,
      session: order.session,
      trace: callTrace(order, installId),
      ...(order.recorded !== undefined && { recorded: order.recorded }),
      evaluate: (when, call, args) =>
        evaluateText(
          when,
          scopeOf(app, call.user, order.request, { plainPaths: 'args', args, order }),
        ),
      documents: (call, request, mongoUri, signal) =>
        guarded.call({
          app,
          request,
          mongoUri,
          asSystem: call.asSystem,
          denyByDefault: order.fromClient === true,
          scope: () => documentScope(call.user, order),
          signal,
        }),
    });
  }
  const documentScope = (user: ContextUser, order: ServiceOrder): ExpressionScope =>
    scopeOf(order.app, user, order.request, { plainPaths: 'root', order });

  function hostFor(order: Order): RunHost {
    const { app } = order;
    return {
      call: servicesFor(order),
      async mayCall(name, user) {
        const fn = app.model.functions.find((one) => one.name === name);
        if (fn === undefined) return false;
        const scope = scopeOf(app, user, order.request, { plainPaths: 'none', order });
        return (await evaluateText(fn.canEvaluate, scope)).verdict;
      },
      findUser: async (id) => users.find(app.id, id)?.user,
    };
  }

  function run(order: Order): Promise<RunOutcome> {
    const limits = apps.limits(order.app, order.limitsOf);
    const timeMs =
      order.depth === undefined ? limits.timeMs : Math.min(limits.timeMs, EXPRESSION_MS);
    return pool.run(
      {
        bundle: bundleOf(order.app, order.withoutSecrets !== true),
        entry: order.entry,
        call: order.call,
        user: order.user,
        runningAsSystem: order.asSystem,
        request: order.request,
        limits: { ...limits, timeMs },
        console: order.console ?? false,
      },
      hostFor(order),
    );
  }

  return {
    run,
    servicesFor,
    /** What the rules of a collection may refer to; documents are filled in by whoever judges. */
    documentScope,
    /** Evaluates a `can_evaluate`, or with arguments a service's rule. */
    evaluate: (
      app: HeldApp,
      text: string,
      user: ContextUser,
      request: ContextRequest | null,
      args?: unknown,
      order?: Partial<Order>,
    ): Promise<Verdict> =>
      evaluateText(
        text,
        scopeOf(app, user, request, {
          plainPaths: args === undefined ? 'none' : 'args',
          args,
          ...(order !== undefined && { order }),
        }),
      ),
    packagesChanged(): void {
      packagesVersion += 1;
    },
    secretsChanged(): void {
      secretVersion += 1;
    },
  };
}
