import type { QueryClient } from '@tanstack/react-query';
import { type Api } from './transport.ts';
import { query } from './client.ts';
import { invalidate } from './invalidate.ts';

type Domain = keyof Api;
interface Room {
  key: () => readonly unknown[];
}

/** Those with a stream of their own, which says more than that something changed, and those without anything kept. */
const NONE: readonly Room[] = [];

/** What has to be asked for again when something changed in a part of the contract. */
const ASKED_AGAIN: Record<Domain, readonly Room[]> = {
  apps: [query.clientApi],
  backfill: NONE,
  captures: NONE,
  clientApi: [query.clientApi],
  compare: NONE,
  deliveries: NONE,
  destinations: [query.destinations],
  documents: [query.documents],
  drafts: [query.drafts.list],
  endpoints: NONE,
  events: NONE,
  expectations: [query.expectations],
  exports: [query.exports.list],
  functions: [query.functions],
  imports: [query.imports.list],
  integrations: NONE,
  mcp: [query.mcp.calls, query.mcp.tokens],
  notices: NONE,
  packages: [query.packages],
  prefs: NONE,
  project: [query.project.secrets, query.signatures],
  reading: [query.reading],
  redaction: [query.redaction],
  replays: [query.replays],
  search: NONE,
  secrets: [query.secrets, query.values, query.services],
  services: [query.services],
  sessions: [query.sessions],
  signatures: [query.signatures, query.endpoints.facts],
  simulator: [query.simulator.list],
  sql: [query.sql.queries],
  suites: NONE,
  system: [query.system.settings, query.system.storage],
  team: NONE,
  traceExport: [query.traceExport],
  traces: NONE,
  triggers: [query.triggers, query.documents, query.users],
  tunnel: NONE,
  users: [query.users],
  values: [query.values],
  views: NONE,
  webhooks: [query.webhooks],
};

/** What is changed again and again, such as documents by a script, is asked for this often at most. */
const PAUSE_MS = 500;

/** Asks again for what changed: at once, and then at this pace. */
export function askAgain(cache: QueryClient): (domains: readonly string[]) => void {
  const resting = new Map<string, { again: boolean }>();
  const ask = (domain: string): void => {
    const rest = resting.get(domain);
    if (rest !== undefined) {
      rest.again = true;
      return;
    }
    // A newer engine may know of parts that this page does not.
    const rooms = domain in ASKED_AGAIN ? ASKED_AGAIN[domain as Domain] : NONE;
    if (rooms.length === 0) return;
    for (const room of rooms) invalidate(cache, room.key());
    const begun = { again: false };
    resting.set(domain, begun);
    setTimeout(() => {
      resting.delete(domain);
      if (begun.again) ask(domain);
    }, PAUSE_MS);
  };
  return (domains) => domains.forEach(ask);
}
