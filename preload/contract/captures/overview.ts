import { z } from 'zod';
import { CaptureId, EpochMs } from '../shapes.ts';
import { Outage } from '../tunnel.ts';

/** How many captures came in one span of time; each is counted once. */
export const HistogramCounts = z.object({
  ok: z.number().int().describe('answered below 400, or still open'),
  refused: z.number().int().describe('answered with 400 to 499'),
  failed: z.number().int().describe('answered with 500 or above, or never'),
  replays: z.number().int().describe('sent by Backstitch, whatever was answered'),
});
export type HistogramCounts = z.infer<typeof HistogramCounts>;

export const Histogram = z.object({
  from: EpochMs.describe('where the first bucket begins: at or before the time asked for'),
  bucketMs: z.number().int().describe('width of a bucket: a round time, from 10 ms up'),
  counts: z.array(HistogramCounts).describe('oldest first; empty where nothing is held'),
  outages: z.array(Outage).describe('of the tunnel, newest first; they may reach beyond the ends'),
});
export type Histogram = z.infer<typeof Histogram>;

export const GroupBy = z.enum(['event', 'provider', 'endpoint', 'status', 'path']);
export type GroupBy = z.infer<typeof GroupBy>;

export const Group = z.object({
  key: z.string().describe('the same for the same group at every call'),
  label: z.string(),
  search: z.string().describe('finds this group alone: to be added to a search'),
  provider: z.string().nullable().describe('of its newest capture'),
  count: z.number().int(),
  failed: z.number().int().describe('answered with 400 or above, or never'),
  newest: EpochMs.describe('when its newest capture came'),
  spark: z.array(z.number().int()).length(24).describe('counts over time, oldest first'),
  sample: CaptureId.describe('its newest capture'),
});
export type Group = z.infer<typeof Group>;

export const GroupPage = z.object({
  items: z.array(Group).describe('the group with the newest capture first'),
  next: z.string().nullable().describe('pass as `before` for the next page; null at the end'),
  total: z.number().int().describe('number of groups'),
});
export type GroupPage = z.infer<typeof GroupPage>;

export const HistogramInput = z.object({
  search: z.string().max(2000).default(''),
  from: z.coerce.number().int().optional().describe('epoch ms; left out: the oldest capture'),
  to: z.coerce.number().int().optional().describe('epoch ms, exclusive; left out: now'),
  buckets: z.coerce
    .number()
    .int()
    .min(1)
    .max(240)
    .default(120)
    .describe('the number of buckets, at most'),
});

export const GroupsInput = z.object({
  search: z.string().max(2000).default(''),
  by: GroupBy,
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z.string().max(60).optional(),
});
