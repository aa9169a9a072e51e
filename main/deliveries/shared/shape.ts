import { z } from 'zod';

/** Says that a secret signs, without the secret. */
export const Mark = z.object({
  mark: z.string(),
  /** Epoch ms; null: without an end. */
  until: z.number().nullable(),
});
export type Mark = z.infer<typeof Mark>;

/** What is kept here of a destination that the team has. */
export const Shared = z.object({
  teamId: z.string(),
  version: z.number(),
  marks: z.array(Mark),
  authorizationAt: z.number().nullable(),
  /** It was made here, and stays when it is not shared any more. */
  here: z.boolean(),
  /** What a person at this computer agreed to; null: to nothing. */
  mine: z.object({ place: z.string(), authorizationAt: z.number().nullable() }).nullable(),
});
export type Shared = z.infer<typeof Shared>;

/** What this node lacks to send for a shared destination. */
export type Need = 'agreement' | 'secret' | 'authorization';
