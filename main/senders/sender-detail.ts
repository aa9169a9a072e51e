import { z } from 'zod';
import { Verdict } from '../../preload/contract/signatures/verdict.ts';

/** What is kept of a verification beside the columns of a capture. */
export const SenderDetail = z.object({
  confidence: z.enum(['set', 'certain', 'likely', 'guess']).nullable().default(null),
  looksLike: z.string().nullable().default(null),
  retry: z.string().nullable().default(null),
  verdict: Verdict.nullable().default(null),
  refused: z.boolean().default(false),
  handshake: z.string().nullable().default(null),
  offersSecret: z.boolean().default(false),
});
export type SenderDetail = z.infer<typeof SenderDetail>;
