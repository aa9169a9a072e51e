import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { CaptureId, EpochMs } from '../shapes.ts';

export const Removal = z.object({
  removed: z.number().int(),
  undo: z.string().nullable().describe('pass to captures.undo until the next start'),
});

/** When a capture went, and by what. */
export const Gone = z.object({
  by: z
    .enum(['person', 'retention'])
    .describe('person: somebody asked for it, perhaps by a script'),
  at: EpochMs,
  why: z.string().nullable().describe('which limit, where it was retention'),
  undo: z.string().nullable().describe('pass to captures.undo until the next start'),
  together: z.number().int().describe('captures that undo brings back, this one included'),
});
export type Gone = z.infer<typeof Gone>;

const byId = z.object({ id: CaptureId });

/** Deleting captures, undoing it, and what is known of those that are gone. */
export const captureRemoval = {
  remove: oc
    .route({ method: 'DELETE', path: '/captures/{id}', summary: 'Delete one capture' })
    .input(byId)
    .output(Removal)
    .errors(errors('CAPTURE_NOT_FOUND', 'STORE_UNAVAILABLE')),
  removeMany: oc
    .route({
      method: 'POST',
      path: '/captures/remove-many',
      summary: 'Delete captures by their ids',
    })
    .input(z.object({ ids: z.array(CaptureId).min(1).max(5000) }))
    .output(Removal)
    .errors(errors('STORE_UNAVAILABLE')),
  removeFound: oc
    .route({
      method: 'POST',
      path: '/captures/remove-found',
      summary: 'Delete every capture a search finds',
    })
    // No default here: a forgotten search must not mean everything.
    .input(z.object({ search: z.string().max(2000), includePinned: z.boolean().default(false) }))
    .output(Removal)
    .errors(errors('SEARCH_INVALID', 'STORE_UNAVAILABLE')),
  gone: oc
    .route({
      method: 'GET',
      path: '/captures/{id}/gone',
      summary: 'When a capture was deleted and by what',
    })
    .input(byId)
    .output(Gone.nullable().describe('null where it is held, or where nobody knows')),
  undo: oc
    .route({ method: 'POST', path: '/captures/undo', summary: 'Restore deleted captures' })
    .input(z.object({ undo: z.string().max(60) }))
    .output(z.object({ restored: z.number().int() }))
    .errors(errors('UNDO_EXPIRED', 'STORE_UNAVAILABLE')),
};
