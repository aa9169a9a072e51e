import { hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import { openApps } from './config/apps.ts';
import { openDocuments } from './documents/documents.ts';
import { openFunctionPool } from '../functions/function-pool.ts';
import { openInstaller } from '../functions/modules/install-package.ts';
import { openRunStore } from '../functions/run-store.ts';
import { firstOf, type TakerRequest } from '../intake/taker.ts';
import { openSecrets, type Protection } from '../secrets/secrets.ts';
import { DELIVERIES, DELIVERIES_SERVICE } from './services/deliveries-action.ts';
import { openOutbox } from './services/outbox.ts';
import { createServices } from './services/services.ts';
import { openStubs } from './services/stubs.ts';
import { openUsers } from './users/users.ts';
import { openClientSessions } from './client-api/sessions/sessions.ts';
import { openClientCallStore } from './running/client-call-store.ts';
import { createClientCalls } from './running/client-calls.ts';
import { createDirectRuns } from './running/direct-runs.ts';
import { createDocumentCalls } from './running/document-calls.ts';
import { createGuardedDocuments } from './running/guarded-documents.ts';
import { createWebhooks, webhookTaker, type Worked } from './running/intake-webhooks.ts';
import { openOutcomeStore } from './running/outcome-store.ts';
import type { EngineParts } from './running/engine-parts.ts';
import { createPackages } from './running/packages.ts';
import { unservedCalls } from './running/unserved-calls.ts';
import { createRunner } from './running/runner.ts';
import { appsSurface } from './surfaces/apps-surface.ts';
import { secretsSurface, usersSurface, valuesSurface } from './surfaces/data-surfaces.ts';
import { documentsSurface } from './surfaces/documents-surface.ts';
import { clientApiSurface } from './surfaces/client-api-surface.ts';
import { functionsSurface } from './surfaces/functions-surface.ts';
import { packagesSurface } from './surfaces/packages-surface.ts';
import { servicesSurface } from './surfaces/services-surface.ts';
import { triggersSurface } from './surfaces/triggers-surface.ts';
import { webhooksSurface } from './surfaces/webhooks-surface.ts';
import { createTransform } from './running/transform.ts';
import { createTrials } from './running/trials.ts';
import { packageLoader } from '../lib/packages/add-ons.ts';
import { AsyncClosingStack } from '../lib/closing-stack.ts';

/** What functions that run get when Backstitch stops. */
const FINISH_MS = 1000;

export interface AppsOptions {
  protection?: Protection | undefined;
  /** Key that signs access tokens of app users. */
  tokenSecret: string;
}

/** Puts the rooms of Stitch apps together: files, users, services, functions, webhooks. */
export function openAppRooms(engine: EngineParts, { protection, tokenSecret }: AppsOptions) {
  const { db, groups, clock, say, dataDir, startProcess } = engine;
  const stack = new AsyncClosingStack();
  const packages = join(dataDir, 'packages');
  const load = packageLoader(dataDir);
  const apps = openApps({ db, groups, clock, log: say });
  stack.defer(apps.close);
  const secrets = openSecrets(db, groups, protection);
  const secret = (appId: string, name: string): string | undefined => secrets.get(appId, name);
  const tokenKey = new Uint8Array(hkdfSync('sha256', tokenSecret, '', 'app user tokens', 32));
  const users = openUsers({ db, groups, clock, tokenKey, secret });
  const store = stack.use(
    openDocuments({ dir: join(dataDir, 'documents'), log: engine.log, startProcess }),
  );
  const documents = stack.use(createDocumentCalls(store, load, say));
  const outbox = openOutbox(db, groups, engine.captures.publicId);
  stack.defer(outbox.close);
  const stubs = openStubs(db, groups);
  const pool = stack.use(openFunctionPool({ startProcess }));
  const installer = stack.use(openInstaller(startProcess));
  const runs = openRunStore(db, engine.captures.publicId);
  const outcomes = openOutcomeStore(db);

  const services = createServices({
    clock,
    load,
    outbox,
    stubs,
    isOwnListener: engine.isOwnListener,
    publicHost() {
      const url = engine.publicUrl();
      return url === null ? null : new URL(url).host;
    },
    find(appId, name) {
      const app = apps.find(appId);
      const service = app?.model.services.find((one) => one.name === name);
      if (app === undefined) return undefined;
      if (service !== undefined) return { service, settings: apps.serviceSettings(app, name) };
      if (name !== DELIVERIES) return undefined;
      return { service: DELIVERIES_SERVICE, settings: apps.serviceSettings(app, name) };
    },
    privateHosts(appId) {
      const app = apps.find(appId);
      return [...(app?.serviceSettings.values() ?? [])].flatMap(({ allowedHosts }) => allowedHosts);
    },
    appSettings: (appId) => apps.get(appId).row.settings,
    secret,
    documents: documents.call,
    deliver: engine.deliver,
  });
  const guarded = createGuardedDocuments(documents, store);
  const { installId } = engine;
  const runner = createRunner({
    apps,
    users,
    secrets,
    pool,
    services,
    packages,
    guarded,
    installId,
  });
  const webhooks = createWebhooks({
    engine,
    apps,
    users,
    secrets,
    runner,
    documents,
    nextRunId: runs.nextRowId,
  });
  const hostCallsOf = (rowId: number) => runs.ofCapture(rowId)?.hostCalls ?? [];
  const trials = createTrials({ engine, apps, users, runner, webhooks, documents, hostCallsOf });

  /** Written behind the reply: what a sender waits for is only the capture itself. */
  function keep({ rowId }: TakerRequest, { handled, runs: made }: Worked): void {
    const last = made.at(-1);
    const runId = last === undefined ? null : runs.publicId(last.rowId);
    groups.later(() => {
      engine.captures.listNow(rowId);
      for (const run of made) runs.insert(run);
      outcomes.save(rowId, { ...handled.detail, runId });
      engine.answered();
    }, 'finished');
  }
  const sessions = openClientSessions({ db, groups, clock });
  const clientCalls = openClientCallStore(db);
  const client = createClientCalls({
    engine,
    apps,
    users,
    sessions,
    runner,
    documents,
    guarded,
    outbox,
    tokenSecret,
    nextRunId: runs.nextRowId,
    keep(rowId, detail, made) {
      const last = made.at(-1);
      const runId = last === undefined ? null : runs.publicId(last.rowId);
      groups.later(() => {
        engine.captures.listNow(rowId);
        for (const run of made) runs.insert(run);
        clientCalls.save(rowId, { ...detail, runId });
        engine.answered();
      }, 'finished');
    },
  });
  const appPackages = createPackages(packages, say);
  for (const app of apps.list()) appPackages.follow(app);
  // Workers cost memory and a moment of start: without an app there is nothing to run.
  if (apps.list().length > 0) pool.warm();
  stack.defer(
    apps.onChange((appId) => {
      pool.warm();
      const changed = apps.find(appId);
      if (changed !== undefined) {
        appPackages.follow(changed, () => {
          runner.packagesChanged();
          apps.announce(appId, 'packages');
        });
      }
      const uris = apps
        .list()
        .flatMap((app) => [...app.serviceSettings.values()].map((s) => s.mongoUri));
      documents
        .keepOnly(new Set(uris))
        .catch((error: unknown) => say('A server was not left.', error));
    }),
  );

  /** Waits until a capture has its run on disk, where a function runs for it. */
  async function settled(rowId: number): Promise<void> {
    // What failed is told by its capture.
    await underway.get(rowId)?.catch(() => undefined);
    // Runs are written behind the reply, gathered for a moment: this ends the moment.
    groups.flush();
  }
  const underway = new Map<number, Promise<unknown>>();

  return {
    direct: createDirectRuns({ engine, apps, webhooks, hostCallsOf }),
    transform: createTransform({ apps, runner, installId }),
    querySecret: webhooks.querySecret,
    secretTexts: secrets.texts,
    unserved: unservedCalls,
    intake: firstOf(webhookTaker(webhooks, keep, engine.captures.publicId, underway), client.taker),
    surfaces: {
      apps: appsSurface({ apps, secrets, users, packages, clock }),
      services: servicesSurface({ engine, apps, users, outbox, stubs, runner, webhooks }),
      webhooks: webhooksSurface({
        engine,
        apps,
        secrets,
        secretsChanged: runner.secretsChanged,
        outcomeOf: outcomes.get,
      }),
      functions: functionsSurface({ engine, apps, trials, runs, settled }),
      packages: packagesSurface({
        apps,
        store: packages,
        installer,
        changed: runner.packagesChanged,
      }),
      triggers: triggersSurface({ apps, users, store, trials, clock }),
      clientApi: clientApiSurface({
        engine,
        apps,
        users,
        sessions,
        outcomeOf: clientCalls.get,
        streams: client.streams,
      }),
      values: valuesSurface(apps),
      secrets: secretsSurface(apps, secrets, runner.secretsChanged),
      users: usersSurface(apps, users),
      documents: documentsSurface(apps, store),
    },
    /** To be called when Backstitch begins to stop: functions get a moment to finish. */
    stopSoon: () => pool.stopSoon(FINISH_MS),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}
