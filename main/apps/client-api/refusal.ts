/** The names of the vendor's errors that a call may be refused with, and the status of each. */
const STATUS = {
  AppNotFound: 404,
  NotFound: 404,
  MethodNotAllowed: 405,
  DomainNotAllowed: 403,
  InvalidSession: 401,
  InvalidPassword: 401,
  AuthError: 401,
  MissingAuthReq: 401,
  UserDisabled: 401,
  UserNotFound: 404,
  UserAlreadyConfirmed: 400,
  AccountNameInUse: 409,
  AuthProviderNotFound: 404,
  NotImplemented: 501,
  ApiKeyNotFound: 404,
  ApiKeyAlreadyExists: 409,
  MissingParameter: 400,
  InvalidParameter: 400,
  ArgumentsNotAllowed: 400,
  ReadSizeLimitExceeded: 413,
  FunctionNotFound: 404,
  FunctionNotCallable: 403,
  FunctionExecutionError: 400,
  FunctionSyntaxError: 400,
  FunctionInvalid: 400,
  ServiceNotFound: 404,
  ServiceTypeNotFound: 400,
  ServiceCommandNotFound: 400,
  NoMatchingRuleFound: 403,
  ExecutionTimeLimitExceeded: 408,
  TooManyRequests: 429,
  TwilioError: 400,
  GCMError: 400,
  AWSError: 400,
  HTTPError: 400,
  RestrictedHost: 403,
  MongoDBError: 400,
  InternalServerError: 500,
} as const satisfies Record<string, number>;

export type RefusalCode = keyof typeof STATUS;

/** Why a call is not done: the vendor's name for it, and words. */
export interface CallRefusal {
  code: string;
  text: string;
  /** When to come again, in seconds. */
  retryAfterS?: number | undefined;
}

/** A call is refused by throwing this; the room catches it in one place. */
export class CallRefused extends Error {
  readonly code: string;
  readonly retryAfterS: number | undefined;
  constructor(code: RefusalCode, text: string, retryAfterS?: number) {
    super(text);
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** An error of a function or an action keeps its own name; one that is not known is a 400. */
export const statusOf = (code: string): number =>
  Object.hasOwn(STATUS, code) ? STATUS[code as RefusalCode] : 400;

/** What makes both libraries ask for a new access token by themselves. */
export const invalidSession = (more = ''): CallRefused =>
  new CallRefused('InvalidSession', `invalid session${more === '' ? '' : `: ${more}`}`);

/** Refuses with what a room below answered. */
export function refuse(code: string, text: string): CallRefused {
  return new CallRefused(
    Object.hasOwn(STATUS, code) ? (code as RefusalCode) : 'InvalidParameter',
    text,
  );
}
