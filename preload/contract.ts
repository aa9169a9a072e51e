import { secrets, users, values } from './contract/apps/app-data.ts';
import { apps } from './contract/apps.ts';
import { captures } from './contract/captures.ts';
import { clientApi } from './contract/apps/client-api.ts';
import { compare } from './contract/compare.ts';
import { deliveries } from './contract/deliveries.ts';
import { destinations } from './contract/destinations.ts';
import { drafts } from './contract/window/drafts.ts';
import { documents } from './contract/apps/documents.ts';
import { endpoints } from './contract/endpoints.ts';
import { exports } from './contract/interchange/exports.ts';
import { search } from './contract/window/everything.ts';
import { functions } from './contract/apps/functions.ts';
import { integrations } from './contract/integrations.ts';
import { sql } from './contract/sql.ts';
import { notices } from './contract/window/notices.ts';
import { prefs } from './contract/window/prefs.ts';
import { packages } from './contract/apps/packages.ts';
import { reading } from './contract/reading.ts';
import { replays } from './contract/replays.ts';
import { services } from './contract/apps/services.ts';
import { sessions } from './contract/sessions.ts';
import { signatures } from './contract/signatures.ts';
import { simulator } from './contract/simulator.ts';
import { system } from './contract/system.ts';
import { traces } from './contract/trace.ts';
import { triggers } from './contract/apps/triggers.ts';
import { tunnel } from './contract/tunnel.ts';
import { views } from './contract/captures/views.ts';
import { webhooks } from './contract/apps/webhooks.ts';

/** The whole API. Served over MessagePort, WebSocket and REST; the page knows nothing else. */
export const contract = {
  apps,
  captures,
  clientApi,
  compare,
  deliveries,
  destinations,
  documents,
  drafts,
  endpoints,
  exports,
  functions,
  integrations,
  notices,
  packages,
  prefs,
  reading,
  replays,
  search,
  secrets,
  services,
  sessions,
  signatures,
  simulator,
  sql,
  system,
  traces,
  triggers,
  tunnel,
  users,
  values,
  views,
  webhooks,
};
