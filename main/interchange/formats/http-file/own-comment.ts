import { z } from 'zod';
import { HeaderPair } from '../../../../preload/contract/shapes.ts';

/** What a comment of ours says of a request, beside what its text says. */
export const OwnComment = z.object({
  id: z.string(),
  at: z.number().int(),
  version: z.string().optional(),
  /** Where the text cannot hold them, as Latin-1. */
  method: z.string().optional(),
  target: z.string().optional(),
  headers: z.array(HeaderPair).optional(),
  /** Headers that a client writes by itself, each with its place. */
  left: z.array(z.tuple([z.number().int().min(0), z.string(), z.string()])).optional(),
});
export type OwnComment = z.infer<typeof OwnComment>;
