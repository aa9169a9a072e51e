import { oc } from '@orpc/contract';
import { z } from 'zod';

/** A way out of a mistake: what stands on its button, and the whole search as it then reads. */
export const SearchFix = z.object({ label: z.string(), text: z.string() });
export type SearchFix = z.infer<typeof SearchFix>;

/** A mistake in a search, at its place in the text. Offsets are UTF-16 units, `to` exclusive. */
export const SearchProblem = z.object({
  from: z.number().int(),
  to: z.number().int(),
  message: z.string(),
  kind: z
    .enum(['mistake', 'slip'])
    .describe('slip: the search is right, but no recent capture has this value'),
  fixes: z.array(SearchFix).describe('the likeliest first; each has fewer mistakes'),
});
export type SearchProblem = z.infer<typeof SearchProblem>;

export const Suggestion = z.object({
  text: z.string().describe('what to insert between `from` and `to`'),
  label: z.string(),
  detail: z.string(),
  from: z.number().int(),
  to: z.number().int(),
});
export type Suggestion = z.infer<typeof Suggestion>;

/** Help with a search while it is written. */
export const searchText = {
  problemsOf: oc
    .route({
      method: 'GET',
      path: '/captures/problems',
      summary: 'What is wrong with a search, with ways to mend it',
    })
    .input(z.object({ text: z.string().max(4000) }))
    .output(z.array(SearchProblem).describe('slips only where there is no mistake')),
  complete: oc
    .route({ method: 'GET', path: '/captures/complete', summary: 'Completions for a search box' })
    .input(z.object({ text: z.string().max(2000), cursor: z.coerce.number().int().min(0) }))
    .output(z.array(Suggestion)),
};
