import { z } from 'zod';

/**
 * Every error that can reach a person, once. `code` is stable: scripts may rely on it. `status` is
 * what REST answers with; `message` is the text when the thrower has nothing more exact to say.
 */
export const ERRORS = {
  BAD_INPUT: { status: 400, message: 'The request does not have the shape this call needs.' },
  UNAUTHORIZED: { status: 401, message: 'The access token is missing or wrong.' },
  FORBIDDEN: { status: 403, message: 'This caller may not use the control interface.' },
  CAPTURE_NOT_FOUND: {
    status: 404,
    message: 'This capture is gone; it was deleted or retention removed it.',
  },
  BODY_NOT_FOUND: { status: 404, message: 'The body of this capture is no longer on disk.' },
  ENDPOINT_NOT_FOUND: { status: 404, message: 'This endpoint no longer exists.' },
  ENDPOINT_INVALID: { status: 422, message: 'The endpoint cannot be saved as it is.' },
  SENDER_INVALID: { status: 422, message: 'This cannot be saved as it is.' },
  UNDO_EXPIRED: { status: 410, message: 'These captures were already removed for good.' },
  REPLAY_NOT_FOUND: { status: 404, message: 'This replay is gone.' },
  REPLAY_INVALID: { status: 422, message: 'The edited request cannot be sent as it is.' },
  TARGET_REFUSED: { status: 403, message: 'Backstitch does not send to this address.' },
  TARGET_NEEDS_ALLOW: { status: 409, message: 'This host was not allowed yet.' },
  TUNNEL_INVALID: { status: 422, message: 'The tunnel cannot be set up like this.' },
  SEARCH_INVALID: { status: 422, message: 'The search has a mistake in it.' },
  APP_NOT_FOUND: { status: 404, message: 'There is no such app.' },
  APP_INVALID: { status: 422, message: 'The app cannot be saved like this.' },
  APP_CHANGED: {
    status: 409,
    message: 'It was changed meanwhile, in another window or in its folder.',
  },
  NOT_RUNNING: { status: 409, message: 'No Backstitch runs there.' },
  DATABASE_UNREADABLE: { status: 500, message: 'The database does not read.' },
  RECOVERY_REFUSED: { status: 409, message: 'There is nothing to recover.' },
  IMPORT_FAILED: { status: 422, message: 'The app cannot be imported.' },
  EXPORT_REFUSED: { status: 409, message: 'The app cannot be exported there.' },
  WEBHOOK_NOT_FOUND: { status: 404, message: 'There is no such webhook.' },
  FUNCTION_NOT_FOUND: { status: 404, message: 'There is no such function.' },
  RUN_NOT_FOUND: { status: 404, message: 'This run is gone.' },
  USER_NOT_FOUND: { status: 404, message: 'There is no such user.' },
  USER_INVALID: { status: 422, message: 'The user cannot be saved like this.' },
  DOCUMENTS_FAILED: { status: 422, message: 'The collection did not answer.' },
  INTEGRATION_NOT_FOUND: { status: 404, message: 'This integration no longer exists.' },
  INTEGRATION_INVALID: { status: 422, message: 'The integration cannot be saved as it is.' },
  INTEGRATION_BUSY: { status: 409, message: 'The tables are being rebuilt.' },
  QUERY_FAILED: { status: 422, message: 'The query cannot be run.' },
  DELIVERY_NOT_FOUND: { status: 404, message: 'This delivery is gone.' },
  DELIVERY_REFUSED: { status: 409, message: 'This cannot be done with the delivery now.' },
  DESTINATION_NOT_FOUND: { status: 404, message: 'This destination no longer exists.' },
  DESTINATION_INVALID: { status: 422, message: 'The destination cannot be saved as it is.' },
  SIMULATION_NOT_FOUND: { status: 404, message: 'This simulation is gone.' },
  SIMULATION_INVALID: { status: 422, message: 'The simulation cannot be run like this.' },
  SIMULATION_BUSY: { status: 409, message: 'A simulation is running already.' },
  STORE_UNAVAILABLE: { status: 503, message: 'The database cannot be written at the moment.' },
  NODE_TOO_OLD: { status: 500, message: 'This Node.js is too old for Backstitch.' },
  PORT_IN_USE: { status: 500, message: 'The port is used by another program.' },
  DATA_DIR_UNUSABLE: { status: 500, message: 'The data directory cannot be used.' },
  DATA_DIR_LOCKED: { status: 500, message: 'Another Backstitch uses this data directory.' },
  DATABASE_TOO_NEW: { status: 500, message: 'The database was written by a newer Backstitch.' },
  BAD_ARGUMENT: { status: 500, message: 'The command line is not understood.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** What travels with an error: what to do next, and, where one host or field is meant, which. */
export const ErrorData = z.object({
  hint: z.string().optional(),
  field: z.string().optional().describe('path of the input field that is wrong'),
  host: z.string().optional().describe('the host that needs an allow'),
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
