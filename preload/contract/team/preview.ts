import { z } from 'zod';
import { HeaderPair } from '../shapes.ts';

export const TeamRule = z.object({
  place: z.enum(['header', 'query', 'json']),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe('of the header or parameter; a path such as customer.email for json'),
});
export type TeamRule = z.infer<typeof TeamRule>;

/** What of a capture would leave this node. */
export const TeamPreview = z.object({
  shared: z.boolean(),
  why: z.string().nullable().describe('why it would not leave; null where it would'),
  target: z.string(),
  headers: z.array(HeaderPair),
  body: z.string().describe('the first 20,000 characters, as text'),
  cuts: z
    .array(z.object({ place: z.string(), name: z.string(), count: z.number().int() }))
    .describe('where something is cut out, and by which rule'),
});
export type TeamPreview = z.infer<typeof TeamPreview>;
