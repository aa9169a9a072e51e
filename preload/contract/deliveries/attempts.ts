import { z } from 'zod';
import { EngineReceipt } from './engines.ts';
import { EpochMs, HeaderPair } from '../shapes.ts';

export const Attempt = z.object({
  id: z.number().int(),
  number: z.number().int(),
  generation: z.number().int(),
  trigger: z.enum(['auto', 'manual', 'bulk', 'forward']),
  startedAt: EpochMs,
  finishedAt: EpochMs.nullable(),
  outcome: z.enum(['sending', 'delivered', 'failed', 'refused', 'interrupted']),
  status: z.number().int().nullable(),
  error: z.string().nullable().describe('in plain words'),
  errorCode: z.string().nullable(),
  method: z.string(),
  url: z.string(),
  remoteAddress: z.string().nullable(),
  timings: z.object({
    dnsMs: z.number().nullable(),
    connectMs: z.number().nullable(),
    tlsMs: z.number().nullable(),
    firstByteMs: z.number().nullable(),
  }),
  totalMs: z.number().nullable(),
  requestHeaders: z.array(HeaderPair).describe('Authorization masked'),
  secretIds: z.array(z.string()).describe('which secrets signed'),
  responseHeaders: z.array(HeaderPair),
  responseBody: z.string().describe('at most the first 64 KiB, as UTF-8'),
  responseBytes: z.number().int(),
  responseCut: z.boolean(),
  engine: EngineReceipt.nullable().describe('for a destination that is an event engine; else null'),
  node: z
    .string()
    .nullable()
    .describe('name of the node of the team that made it; null: this Backstitch made it'),
  held: z
    .boolean()
    .describe(
      'what was sent and answered is kept here; false: the team knows how it ended, and no more',
    ),
  late: z
    .boolean()
    .describe('it ended after another node of the team had taken over: it changed nothing'),
});
export type Attempt = z.infer<typeof Attempt>;

export const PlannedAttempt = z.object({
  number: z.number().int(),
  at: EpochMs,
  earliest: EpochMs,
  latest: EpochMs,
});
