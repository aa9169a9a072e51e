import type { Log } from '../lib/log.ts';
import type { EngineSurface } from './engine-surface.ts';
import { appsRouter } from './router/apps/apps.ts';
import { backfillRouter } from './router/backfill.ts';
import { routerBase } from './router/base.ts';
import { capturesRouter } from './router/captures.ts';
import { compareRouter } from './router/compare.ts';
import { clientApiRouter } from './router/apps/client-api.ts';
import { deliveriesRouter, destinationsRouter } from './router/deliveries.ts';
import { documentsRouter } from './router/apps/documents.ts';
import { draftsRouter } from './router/window/drafts.ts';
import { endpointsRouter } from './router/endpoints.ts';
import { redactionRouter } from './router/interchange/redaction.ts';
import { eventsRouter } from './router/events.ts';
import { expectationsRouter } from './router/expectations.ts';
import { exportsRouter } from './router/interchange/exports.ts';
import { importsRouter } from './router/interchange/imports.ts';
import { functionsRouter } from './router/apps/functions.ts';
import { integrationsRouter, sqlRouter } from './router/integrations.ts';
import { mcpRouter } from './router/mcp.ts';
import { noticesRouter, prefsRouter } from './router/window/notices.ts';
import { packagesRouter } from './router/apps/packages.ts';
import { projectRouter } from './router/project.ts';
import { readingRouter } from './router/reading.ts';
import { replaysRouter } from './router/replays.ts';
import { searchRouter } from './router/window/search.ts';
import { secretsRouter } from './router/apps/secrets.ts';
import { servicesRouter } from './router/apps/services.ts';
import { sessionsRouter } from './router/window/sessions.ts';
import { signaturesRouter } from './router/signatures.ts';
import { simulatorRouter } from './router/simulator.ts';
import { suitesRouter } from './router/interchange/suites.ts';
import { systemRouter } from './router/system.ts';
import { traceExportRouter, tracesRouter } from './router/traces.ts';
import { triggersRouter } from './router/apps/triggers.ts';
import { tunnelRouter } from './router/tunnel.ts';
import { usersRouter } from './router/apps/users.ts';
import { valuesRouter } from './router/apps/values.ts';
import { viewsRouter } from './router/views.ts';
import { webhooksRouter } from './router/apps/webhooks.ts';

export type EngineRouter = ReturnType<typeof createRouter>;

/** The contract implemented by the engine; every transport serves this one router. */
export function createRouter(surface: EngineSurface, log: Log) {
  const base = routerBase(log);
  return base.on.router({
    backfill: backfillRouter(base, surface.backfill),
    captures: capturesRouter(base, surface.captures),
    clientApi: clientApiRouter(base, surface.clientApi),
    compare: compareRouter(base, surface.compare),
    endpoints: endpointsRouter(base, surface.endpoints),
    mcp: mcpRouter(base, surface.mcp),
    notices: noticesRouter(base, surface.notices),
    packages: packagesRouter(base, surface.packages),
    prefs: prefsRouter(base, surface.prefs),
    project: projectRouter(base, surface.project),
    reading: readingRouter(base, surface.reading),
    replays: replaysRouter(base, surface.replays),
    simulator: simulatorRouter(base, surface.simulator),
    suites: suitesRouter(base, surface.suites),
    system: systemRouter(base, surface.system),
    apps: appsRouter(base, surface.apps),
    documents: documentsRouter(base, surface.documents),
    drafts: draftsRouter(base, surface.drafts),
    events: eventsRouter(base, surface.events),
    expectations: expectationsRouter(base, surface.expectations),
    exports: exportsRouter(base, surface.exports),
    redaction: redactionRouter(base, surface.redaction),
    imports: importsRouter(base, surface.imports),
    functions: functionsRouter(base, surface.functions),
    search: searchRouter(base, surface.search),
    secrets: secretsRouter(base, surface.secrets),
    services: servicesRouter(base, surface.services),
    sessions: sessionsRouter(base, surface.sessions),
    signatures: signaturesRouter(base, surface.signatures),
    users: usersRouter(base, surface.users),
    values: valuesRouter(base, surface.values),
    views: viewsRouter(base, surface.views),
    webhooks: webhooksRouter(base, surface.webhooks),
    integrations: integrationsRouter(base, surface.integrations),
    sql: sqlRouter(base, surface.sql),
    deliveries: deliveriesRouter(base, surface.deliveries),
    destinations: destinationsRouter(base, surface.destinations),
    traceExport: traceExportRouter(base, surface.traceExport),
    traces: tracesRouter(base, surface.traces),
    triggers: triggersRouter(base, surface.triggers),
    tunnel: tunnelRouter(base, surface.tunnel),
  });
}
