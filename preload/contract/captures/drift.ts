import { z } from 'zod';
import { DRIFT_KINDS } from '../../rules/drift-kinds.ts';

export const EventTypeId = z
  .string()
  .regex(/^et_\d{1,15}$/)
  .brand<'EventTypeId'>();
export type EventTypeId = z.infer<typeof EventTypeId>;

export const DriftKindName = z.enum(DRIFT_KINDS);

/** How a capture differed from the baseline of its event type when it was looked at. */
export const CaptureDrift = z.object({
  typeId: EventTypeId,
  kinds: z.array(DriftKindName),
  breaking: z.boolean(),
});
export type CaptureDrift = z.infer<typeof CaptureDrift>;
