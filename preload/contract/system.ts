import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { EpochMs } from './shapes.ts';

export const CaptureHealth = z.discriminatedUnion('state', [
  z.object({ state: z.literal('running') }),
  z.object({
    state: z.literal('paused'),
    since: EpochMs,
    cause: z.enum(['full', 'locked', 'read-only', 'unwritable']),
    why: z.string(),
    hint: z.string(),
  }),
]);
export type CaptureHealth = z.infer<typeof CaptureHealth>;

/** How far the database is compacted, or what came of it the last time since the start. */
export const CompactState = z.object({
  state: z.enum(['none', 'running', 'done', 'stopped', 'failed', 'next-start']),
  freedBytes: z.number().int(),
  totalBytes: z.number().int().describe('to be freed, with what is freed already'),
  at: EpochMs.nullable().describe('when it ended'),
  why: z.string().nullable().describe('why it failed'),
});
export type CompactState = z.infer<typeof CompactState>;

export const Status = z.object({
  version: z.string(),
  newer: z
    .string()
    .nullable()
    .describe('a newer version that npm has; null where none is known, or nobody wants to know'),
  intakeUrl: z.string(),
  tls: z
    .object({
      url: z.string(),
      names: z.array(z.string()).describe('of the certificate'),
      validTo: EpochMs,
      problem: z.string().nullable().describe('why its newest files are not in use'),
    })
    .nullable()
    .describe('the listener for webhooks that speaks TLS'),
  dataDir: z.string(),
  face: z.enum(['desktop', 'browser']),
  startedAt: EpochMs,
  capture: CaptureHealth,
  held: z.number().int().describe('captures held'),
  heldBytes: z.number().int().describe('bytes they take in bodies and headers'),
  perSecond: z.array(z.number()).describe('requests in each of the last 60 seconds, oldest first'),
  lastSweep: z
    .object({ at: EpochMs, removed: z.number().int(), why: z.string() })
    .nullable()
    .describe('what retention removed last'),
  compact: CompactState,
});
export type Status = z.infer<typeof Status>;

export const Settings = z.object({
  bodyCapBytes: z.number().int().min(1024).max(2_000_000_000),
  keepCount: z.number().int().min(100).max(10_000_000),
  keepDays: z.number().int().min(1).max(3650),
  keepBytes: z.number().int().min(10_000_000).max(1_000_000_000_000),
  keepDeliveryDays: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe('deliveries that ended; left out: as it was, at first 30'),
  keepDeliveryBytes: z
    .number()
    .int()
    .min(10_000_000)
    .max(1_000_000_000_000)
    .optional()
    .describe('bodies and answers of deliveries that ended; left out: as it was, at first 1 GB'),
  notifyOnArrival: z.boolean().describe('desktop notification when the window is not in front'),
});
export type Settings = z.infer<typeof Settings>;

/** Captures or deliveries that each limit by itself would delete now. */
export const LimitsEffect = z.object({
  keepCount: z.number().int(),
  keepDays: z.number().int(),
  keepBytes: z.number().int(),
  keepDeliveryDays: z.number().int(),
  keepDeliveryBytes: z.number().int(),
});
export type LimitsEffect = z.infer<typeof LimitsEffect>;

/** Bytes on disk. */
export const StorageSizes = z.object({
  database: z.number().int().describe('with its log'),
  unused: z.number().int().describe('of the database: what compacting gives back'),
  bodies: z.number().int().describe('long bodies, each a file'),
  tables: z.number().int().describe('tables of integrations'),
  copies: z.number().int().describe('made before a migration or a repair'),
  other: z.number().int(),
});
export type StorageSizes = z.infer<typeof StorageSizes>;

export const system = {
  health: oc
    .route({ method: 'GET', path: '/health', summary: 'Is the engine up, does it capture' })
    .output(
      z.object({
        status: z.enum(['ok', 'paused']),
        version: z.string(),
        instance: z.string().describe('of this run, as in engine.json of the data directory'),
        capture: CaptureHealth,
      }),
    ),
  status: oc
    .route({ method: 'GET', path: '/status', summary: 'Addresses, counts, rate' })
    .output(Status),
  /** The present status first, then at most once a second when something changed. */
  live: oc
    .route({ method: 'GET', path: '/system/live', summary: 'The status as it changes' })
    .output(eventIterator(Status)),
  changes: oc
    .route({
      method: 'GET',
      path: '/changes/live',
      summary:
        'Parts in which something changed, in a page, by a script or by a file; none at first',
    })
    .output(
      eventIterator(
        z.object({ domains: z.array(z.string()).describe('parts of the contract, such as views') }),
      ),
    ),
  settings: oc
    .route({ method: 'GET', path: '/settings', summary: 'Limits and retention' })
    .output(Settings),
  saveSettings: oc
    .route({ method: 'PUT', path: '/settings', summary: 'Change limits and retention' })
    .input(Settings)
    .output(Settings)
    .errors(errors('STORE_UNAVAILABLE')),
  limitsEffect: oc
    .route({
      method: 'POST',
      path: '/settings/effect',
      summary: 'How much each limit by itself would delete now; deletes nothing',
    })
    .input(Settings)
    .output(LimitsEffect),
  storage: oc
    .route({ method: 'GET', path: '/storage', summary: 'What the data directory takes on disk' })
    .output(StorageSizes),
  compact: oc
    .route({
      method: 'POST',
      path: '/storage/compact',
      summary: 'Begin to give back the space of what was deleted; the status tells how far it is',
    })
    .output(CompactState.describe('next-start: this database can only be compacted as a whole'))
    .errors(errors('STORE_UNAVAILABLE')),
  stopCompact: oc
    .route({
      method: 'POST',
      path: '/storage/compact/stop',
      summary: 'Stop compacting, or give up what was planned for the next start',
    })
    .output(CompactState)
    .errors(errors('STORE_UNAVAILABLE')),
  openFolder: oc
    .route({
      method: 'POST',
      path: '/storage/open',
      summary: 'Show the data directory in the file manager of this computer',
    })
    .errors(errors('FOLDER_NOT_OPENED')),
  diagnostics: oc
    .route({
      method: 'GET',
      path: '/diagnostics',
      summary: 'Versions and counts for a report, without secrets, addresses or paths',
    })
    .output(z.object({ text: z.string() })),
};
