import type { z } from 'zod';
import type { HistogramInput } from '../../preload/contract/captures/overview.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { sendSample } from '../captures/sample.ts';
import type { Clock } from '../lib/clock.ts';
import { createEverything } from '../everything/everything.ts';
import type { StatusRoom } from '../status/status.ts';
import { openMcp } from '../mcp/mcp.ts';
import type { Addresses } from './addresses.ts';
import type { createChanges } from './changes/changes.ts';
import { captureSnippets, snippetsOf } from './captures/capture-snippets.ts';
import { cutCaptures } from './captures/cut-captures.ts';
import { endpointFacts } from './endpoint-facts.ts';
import { originOf, withOrigin } from './captures/imported-captures.ts';
import { forwardsTo } from './forward-to.ts';
import { namedThings } from './named-things.ts';
import { portableCaptures } from './captures/portable-captures.ts';
import { telling } from './project/telling.ts';
import type { Rooms } from './rooms.ts';
import type { createUpkeep } from './upkeep.ts';
import { tracesOf } from './traced.ts';

interface Parts {
  rooms: Rooms;
  status: StatusRoom;
  addresses: Addresses;
  clock: Clock;
  upkeep: ReturnType<typeof createUpkeep>;
  changes: ReturnType<typeof createChanges>;
  /** Of this run. */
  instance: string;
  say: (message: string, error: unknown) => void;
}

/** Calls that change what a project may hold. */
const CHANGES = {
  endpoints: ['create', 'update', 'remove', 'removeMany', 'restore', 'switchMany', 'move'],
  views: ['save', 'remove', 'move'],
  destinations: ['create', 'update', 'remove', 'setState', 'saveForward', 'removeForward'],
  integrations: ['create', 'update', 'remove'],
} as const;

/** What the engine offers: one object for each part of the contract, under its name there. */
export function surfaceOf(parts: Parts) {
  const { rooms, status, addresses, clock, upkeep, changes, instance, say } = parts;
  const { captures, replays, deliveries, integrations, settings, apps, tunnel } = rooms;
  const { touched } = rooms.project;
  const expectations = {
    ...rooms.expectations,
    rename: (input: { name: string; to: string }) =>
      rooms.project.renaming('expectations', rooms.expectations.get(input).name, () =>
        rooms.expectations.rename(input),
      ),
  };
  const { integrations: tables, sql } = integrations.surfaces;
  const surface = changes.toldBy({
    captures: {
      ...captures,
      get: (input: { id: CaptureId }) =>
        withOrigin(
          { ...captures.get(input), replayCount: replays.countOf(input.id) },
          captures,
          originOf(rooms),
        ),
      histogram: async (input: z.infer<typeof HistogramInput>, signal?: AbortSignal) => {
        const histogram = await captures.histogram(input, signal);
        const end = histogram.from + histogram.bucketMs * histogram.counts.length;
        const outages = tunnel
          .outages({ since: histogram.from })
          .filter((outage) => outage.from < end);
        return { ...histogram, outages };
      },
      snippet: captureSnippets(rooms, addresses.intakeUrl),
      sample: () => sendSample(addresses.intakeUrl(), clock.now()),
    },
    backfill: rooms.backfill.surface,
    compare: rooms.compare,
    drafts: rooms.drafts,
    notices: rooms.notices.surface,
    prefs: rooms.prefs,
    endpoints: {
      ...telling(rooms.endpoints, CHANGES.endpoints, touched),
      facts: endpointFacts(rooms),
      ...telling({ forwardTo: forwardsTo(rooms) }, ['forwardTo'], touched),
    },
    reading: captures.reading,
    views: telling(captures.views, CHANGES.views, touched),
    search: {
      everything: createEverything({
        captures: captures.quickFind,
        things: () => namedThings(rooms),
        now: () => clock.now(),
      }),
    },
    replays: telling(replays, ['allowHost', 'forgetHost'], touched),
    events: rooms.catalogue.surface,
    expectations: telling(expectations, ['save', 'rename', 'remove'], touched),
    exports: rooms.exports,
    redaction: telling(rooms.redaction, ['save', 'remove'], touched),
    imports: rooms.imports,
    simulator: rooms.simulator,
    deliveries: deliveries.surface,
    destinations: telling(deliveries.destinations, CHANGES.destinations, touched),
    ...apps.surfaces,
    apps: telling(apps.surfaces.apps, ['remove', 'watch', 'import', 'undoRemove'], touched),
    integrations: telling(tables, CHANGES.integrations, touched),
    suites: rooms.suites,
    sql: telling(sql, ['saveQuery', 'removeQuery'], touched),
    signatures: {
      ...telling(rooms.senders.surface, ['saveSettings'], touched),
      lastFits: captures.lastFits,
    },
    project: rooms.project.surface,
    sessions: rooms.sessions.surface,
    team: { ...rooms.team.surface, ...deliveries.sharing },
    traceExport: rooms.traceExport.surface,
    traces: { ...tracesOf(rooms), ...rooms.traceExport.traces },
    tunnel: {
      ...telling(tunnel, ['put', 'choose'], touched),
      live: (_input?: undefined, signal?: AbortSignal) => tunnel.subscribe(signal),
    },
    system: {
      health: () => ({ ...status.health(), instance }),
      status: status.get,
      settings: settings.get,
      saveSettings: telling(settings, ['save'], touched).save,
      ...upkeep,
      live: (_input?: undefined, signal?: AbortSignal) => status.live(signal),
      changes: changes.live,
    },
  });
  const agents = openMcp({
    surface,
    read: portableCaptures(captures).read,
    snippet: snippetsOf(addresses.intakeUrl),
    judge: (input, cut, signal) =>
      rooms.expectations.check(input, signal, cutCaptures(rooms, cut).read),
    secrets: rooms.secretTexts,
    prefs: rooms.prefs,
    tokens: rooms.agentTokens,
    version: rooms.version,
    now: () => clock.now(),
    log: say,
    called: () => changes.tell('mcp'),
  });
  return { ...surface, ...changes.toldBy({ mcp: agents.surface }), agents };
}
