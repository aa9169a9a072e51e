import { z } from 'zod';

/**
 * Every error that can reach a person, once. `code` is stable: scripts may rely on it. `status` is
 * what REST answers with; `message` is the text when the thrower has nothing more exact to say.
 */
export const ERRORS = {
  BAD_INPUT: { status: 400, message: 'The request has the wrong shape for this call.' },
  UNAUTHORIZED: { status: 401, message: 'The access token is missing or wrong.' },
  FORBIDDEN: { status: 403, message: 'This caller may not use the control interface.' },
  CAPTURE_NOT_FOUND: {
    status: 404,
    message: 'This capture no longer exists. You deleted it, or retention did.',
  },
  BODY_NOT_FOUND: { status: 404, message: 'The body of this capture is no longer on disk.' },
  ENDPOINT_NOT_FOUND: { status: 404, message: 'This endpoint no longer exists.' },
  ENDPOINT_INVALID: { status: 422, message: 'The endpoint cannot be saved as it is.' },
  SENDER_INVALID: { status: 422, message: 'This cannot be saved as it is.' },
  UNDO_EXPIRED: { status: 410, message: 'These captures are already deleted for good.' },
  COMPARE_FAILED: { status: 422, message: 'These captures cannot be compared.' },
  REPLAY_NOT_FOUND: { status: 404, message: 'This replay no longer exists.' },
  REPLAY_INVALID: { status: 422, message: 'The edited request cannot be sent as it is.' },
  TARGET_REFUSED: { status: 403, message: 'Backstitch does not send to this address.' },
  TARGET_NEEDS_ALLOW: { status: 409, message: 'Allow this host first.' },
  DRAFT_CHANGED: { status: 409, message: 'This draft was changed in another window.' },
  PREFS_INVALID: { status: 422, message: 'These preferences cannot be saved.' },
  DRAFT_TOO_LARGE: { status: 413, message: 'A draft holds 8 MB at most.' },
  TUNNEL_INVALID: { status: 422, message: 'The tunnel cannot be set up like this.' },
  FORWARD_INVALID: { status: 422, message: 'Captures cannot be forwarded to this address.' },
  VIEW_NOT_FOUND: { status: 404, message: 'This view no longer exists.' },
  VIEW_INVALID: { status: 422, message: 'The view cannot be saved like this.' },
  SEARCH_TOO_WIDE: {
    status: 422,
    message: 'More than 10,000 captures are found: they are not put in order by size or duration.',
  },
  SEARCH_INVALID: { status: 422, message: 'Fix the search first.' },
  APP_NOT_FOUND: { status: 404, message: 'There is no such app.' },
  APP_INVALID: { status: 422, message: 'The app cannot be saved like this.' },
  APP_CHANGED: {
    status: 409,
    message: 'It changed in another window or in its folder.',
  },
  SESSION_LIMIT: {
    status: 429,
    message: 'Too many sign-in links are open. Use one, or wait ten minutes.',
  },
  NOT_RUNNING: { status: 409, message: 'No Backstitch is running there.' },
  DATABASE_UNREADABLE: { status: 500, message: 'The database cannot be read.' },
  RECOVERY_REFUSED: { status: 409, message: 'There is nothing to recover.' },
  IMPORT_FAILED: { status: 422, message: 'The app cannot be imported.' },
  EXPORT_REFUSED: { status: 409, message: 'The app cannot be exported there.' },
  WEBHOOK_NOT_FOUND: { status: 404, message: 'There is no such webhook.' },
  FUNCTION_NOT_FOUND: { status: 404, message: 'There is no such function.' },
  RUN_NOT_FOUND: { status: 404, message: 'This run no longer exists.' },
  USER_NOT_FOUND: { status: 404, message: 'There is no such user.' },
  USER_INVALID: { status: 422, message: 'The user cannot be saved like this.' },
  DOCUMENTS_FAILED: { status: 422, message: 'The collection did not answer.' },
  INTEGRATION_NOT_FOUND: { status: 404, message: 'This integration no longer exists.' },
  INTEGRATION_INVALID: { status: 422, message: 'The integration cannot be saved as it is.' },
  INTEGRATION_BUSY: { status: 409, message: 'The tables are being rebuilt.' },
  QUERY_FAILED: { status: 422, message: 'The query cannot be run.' },
  DELIVERY_NOT_FOUND: { status: 404, message: 'This delivery no longer exists.' },
  DELIVERY_REFUSED: { status: 409, message: 'This delivery does not allow that now.' },
  DESTINATION_NOT_FOUND: { status: 404, message: 'This destination no longer exists.' },
  DESTINATION_INVALID: { status: 422, message: 'The destination cannot be saved as it is.' },
  SIMULATION_NOT_FOUND: { status: 404, message: 'This simulation no longer exists.' },
  SIMULATION_INVALID: { status: 422, message: 'The simulation cannot be run like this.' },
  SIMULATION_BUSY: { status: 409, message: 'A simulation is already running.' },
  STORE_UNAVAILABLE: { status: 503, message: 'The database cannot be written at the moment.' },
  FOLDER_NOT_OPENED: { status: 422, message: 'The folder could not be shown.' },
  NODE_TOO_OLD: { status: 500, message: 'This Node.js is too old for Backstitch.' },
  PORT_IN_USE: { status: 500, message: 'Another program uses this port.' },
  DATA_DIR_UNUSABLE: { status: 500, message: 'The data directory cannot be used.' },
  DATA_DIR_LOCKED: { status: 500, message: 'Backstitch already runs with this data directory.' },
  DATABASE_TOO_NEW: { status: 500, message: 'The database was written by a newer Backstitch.' },
  BAD_ARGUMENT: { status: 500, message: 'Backstitch does not understand this command line.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof ERRORS;

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
