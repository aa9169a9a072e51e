import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { EpochMs } from './shapes.ts';

export const CaptureHealth = z.discriminatedUnion('state', [
  z.object({ state: z.literal('running') }),
  z.object({ state: z.literal('paused'), since: EpochMs, why: z.string(), hint: z.string() }),
]);
export type CaptureHealth = z.infer<typeof CaptureHealth>;

export const Status = z.object({
  version: z.string(),
  intakeUrl: z.string(),
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

export const system = {
  health: oc
    .route({ method: 'GET', path: '/health', summary: 'Is the engine up, does it capture' })
    .output(
      z.object({ status: z.enum(['ok', 'paused']), version: z.string(), capture: CaptureHealth }),
    ),
  status: oc
    .route({ method: 'GET', path: '/status', summary: 'Addresses, counts, rate' })
    .output(Status),
  /** The present status first, then at most once a second when something changed. */
  live: oc.output(eventIterator(Status)),
  settings: oc
    .route({ method: 'GET', path: '/settings', summary: 'Limits and retention' })
    .output(Settings),
  saveSettings: oc
    .route({ method: 'PUT', path: '/settings', summary: 'Change limits and retention' })
    .input(Settings)
    .output(Settings)
    .errors(errors('STORE_UNAVAILABLE')),
};
