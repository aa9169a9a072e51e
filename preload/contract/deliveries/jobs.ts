import { oc } from '@orpc/contract';
import { z } from 'zod';
import { DeliveryState, DestinationId, onDelivery, onDestination } from '../deliveries.ts';
import { errors } from '../errors.ts';
import { EpochMs } from '../shapes.ts';

export const BulkJob = z.object({
  id: z.string(),
  kind: z.enum(['retry', 'recover', 'discard-held', 'replay-missing']),
  total: z.number().int(),
  done: z.number().int(),
  ok: z.number().int(),
  bad: z.number().int(),
  state: z.enum(['running', 'paused', 'finished', 'canceled']),
  createdAt: EpochMs,
});
export type BulkJob = z.infer<typeof BulkJob>;

/** One wish on many deliveries, which the engine goes through on its own. */
export const deliveryJobs = {
  /** Retry all failed, recover since a time, replay what was never sent, discard what is held. */
  startJob: oc
    .route({ method: 'POST', path: '/delivery-jobs', summary: 'Start a job on many deliveries' })
    .input(
      z.object({
        kind: BulkJob.shape.kind,
        destinationId: DestinationId.optional(),
        since: z.number().int().optional().describe('epoch ms'),
        state: DeliveryState.optional(),
        search: z
          .string()
          .max(2000)
          .optional()
          .describe('replay-missing: which captures; retry: which of the dead letters'),
      }),
    )
    .output(BulkJob)
    .errors({ ...onDestination, ...errors('SEARCH_INVALID') }),
  jobs: oc
    .route({ method: 'GET', path: '/delivery-jobs', summary: 'Jobs, newest first' })
    .output(z.array(BulkJob)),
  setJob: oc
    .route({ method: 'PUT', path: '/delivery-jobs/{id}', summary: 'Pause, resume, cancel a job' })
    .input(z.object({ id: z.string(), state: z.enum(['running', 'paused', 'canceled']) }))
    .output(BulkJob)
    .errors(onDelivery),
};
