import { apps } from './contract/apps.ts';
import { secrets, users, values } from './contract/apps/app-data.ts';
import { clientApi } from './contract/apps/client-api.ts';
import { documents } from './contract/apps/documents.ts';
import { expectations } from './contract/interchange/expectations.ts';
import { exports } from './contract/interchange/exports.ts';
import { imports } from './contract/interchange/imports.ts';
import { redaction } from './contract/interchange/redaction.ts';
import { suites } from './contract/interchange/suites.ts';
import { project } from './contract/interchange/project.ts';
import { functions } from './contract/apps/functions.ts';
import { packages } from './contract/apps/packages.ts';
import { services } from './contract/apps/services.ts';
import { triggers } from './contract/apps/triggers.ts';
import { webhooks } from './contract/apps/webhooks.ts';
import { backfill } from './contract/backfill.ts';
import { captures } from './contract/captures.ts';
import { compare } from './contract/captures/compare.ts';
import { captureRemoval } from './contract/captures/removal.ts';
import { searchText } from './contract/captures/search-text.ts';
import { traces } from './contract/captures/trace.ts';
import { traceExport } from './contract/captures/trace-export.ts';
import { snippet } from './contract/captures/snippets.ts';
import { views } from './contract/captures/views.ts';
import { captureWaits } from './contract/captures/waiting.ts';
import { deliveries } from './contract/deliveries.ts';
import { forwards } from './contract/deliveries/forwards.ts';
import { deliveryJobs } from './contract/deliveries/jobs.ts';
import { destinations } from './contract/destinations.ts';
import { events } from './contract/captures/events.ts';
import { endpoints } from './contract/endpoints.ts';
import { reading } from './contract/endpoints/reading.ts';
import { mcp } from './contract/interchange/mcp.ts';
import { integrations } from './contract/integrations.ts';
import { integrationRows } from './contract/integrations/rows.ts';
import { sql } from './contract/integrations/sql.ts';
import { replays } from './contract/replays.ts';
import { signatures } from './contract/signatures.ts';
import { senderSecrets } from './contract/signatures/secrets.ts';
import { simulator } from './contract/simulator.ts';
import { system } from './contract/system.ts';
import { tunnel } from './contract/tunnel.ts';
import { drafts } from './contract/window/drafts.ts';
import { search } from './contract/window/everything.ts';
import { notices } from './contract/window/notices.ts';
import { prefs } from './contract/window/prefs.ts';
import { sessions } from './contract/window/sessions.ts';

/** The whole API. Served over MessagePort, WebSocket and REST; the page knows nothing else. */
export const contract = {
  apps,
  backfill,
  captures: { ...captures, ...captureWaits, ...captureRemoval, ...searchText, snippet },
  clientApi,
  compare,
  deliveries: { ...deliveries, ...deliveryJobs },
  destinations: { ...destinations, ...forwards },
  documents,
  drafts,
  endpoints,
  events,
  expectations,
  exports,
  functions,
  imports,
  integrations: { ...integrations, ...integrationRows },
  mcp,
  notices,
  packages,
  prefs,
  project,
  reading,
  redaction,
  replays,
  search,
  secrets,
  services,
  sessions,
  signatures: { ...signatures, ...senderSecrets },
  simulator,
  sql,
  suites,
  system,
  traceExport,
  traces,
  triggers,
  tunnel,
  users,
  values,
  views,
  webhooks,
};
