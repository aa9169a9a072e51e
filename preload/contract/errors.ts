import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../rules/error-table.ts';

/** What travels with an error: what to do next, and, where one host or field is meant, which. */
export const ErrorData = z.object({
  hint: z.string().optional(),
  field: z.string().optional().describe('path of the input field that is wrong'),
  host: z.string().optional().describe('the host that needs an allow'),
  place: z
    .object({ from: z.number().int(), to: z.number().int() })
    .optional()
    .describe('where in the text it is wrong, in UTF-16 units; `to` is exclusive'),
});

/** Picks the errors of one procedure out of the one table, in the form oRPC wants. */
export function errors<C extends ErrorCode>(
  ...codes: C[]
): { [K in C]: (typeof ERRORS)[K] & { data: typeof ErrorData } } {
  const picked = codes.map((code) => [code, { ...ERRORS[code], data: ErrorData }]);
  return Object.fromEntries(picked) as {
    [K in C]: (typeof ERRORS)[K] & { data: typeof ErrorData };
  };
}
