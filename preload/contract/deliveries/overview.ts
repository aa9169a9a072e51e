import { z } from 'zod';
import { EpochMs } from '../shapes.ts';

/** How many deliveries were created in one span of time, by what became of them. */
export const DeliveryBar = z.object({
  delivered: z.number().int(),
  waiting: z.number().int().describe('scheduled, sending or held'),
  canceled: z.number().int(),
  failed: z.number().int().describe('given up, or not to be retried'),
});
export type DeliveryBar = z.infer<typeof DeliveryBar>;

export const DeliveryHistogram = z.object({
  from: EpochMs.describe('where the first bucket begins: at or before the time asked for'),
  bucketMs: z.number().int().describe('width of a bucket: a round time, from 10 ms up'),
  counts: z.array(DeliveryBar).describe('oldest first; empty where nothing is found'),
});
export type DeliveryHistogram = z.infer<typeof DeliveryHistogram>;

/** What a histogram asks beside its filter. */
export const DeliveryHistogramInput = z.object({
  from: z.coerce.number().int().optional().describe('epoch ms; left out: the oldest found'),
  to: z.coerce.number().int().optional().describe('epoch ms, exclusive; left out: now'),
  buckets: z.coerce.number().int().min(1).max(240).default(120).describe('the number at most'),
});

/** What groups ask beside their filter. */
export const DeliveryGroupsInput = z.object({
  by: z.enum(['destination', 'event']),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const DeliveryGroup = z.object({
  key: z.string().describe('id of the destination, or the event type; empty: no event type'),
  label: z.string(),
  search: z.string().describe('finds this group alone: to be added to a search'),
  count: z.number().int(),
  failed: z.number().int().describe('given up, or not to be retried'),
  waiting: z.number().int(),
  newest: EpochMs.describe('when its newest delivery was created'),
  spark: z.array(z.number().int()).length(24).describe('counts over time, oldest first'),
});
export type DeliveryGroup = z.infer<typeof DeliveryGroup>;

export const DeliveryGroupList = z.object({
  items: z.array(DeliveryGroup).describe('the group with the newest delivery first'),
  total: z.number().int().describe('number of groups'),
});
