/** Names of the server's older error codes; newer ones are called by their number. */
const CODE_NAMES: Readonly<Record<number, string>> = {
  2: 'BadValue',
  4: 'NoSuchKey',
  9: 'FailedToParse',
  14: 'TypeMismatch',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  52: 'DollarPrefixedFieldName',
  54: 'NotSingleValueField',
  56: 'EmptyFieldName',
  66: 'ImmutableField',
  72: 'InvalidOptions',
  168: 'InvalidPipelineOperator',
  224: 'QueryFeatureNotAllowed',
  241: 'ConversionFailure',
  263: 'OperationNotSupportedInTransaction',
  11000: 'DuplicateKey',
};

/**
 * A failure as a function sees it: `code` is the vendor's, `message` says what and why.
 *
 * @param serverCode the number a server gives this failure. Its name stands in front of the
 *   message, as it did in the vendor's.
 */
export class MongoDBError extends Error {
  override readonly name = 'MongoDBError';
  readonly code = 'MongoDBError';
  readonly serverCode: number | undefined;

  constructor(message: string, serverCode?: number) {
    super(serverCode === undefined ? message : `(${nameOf(serverCode)}) ${message}`);
    this.serverCode = serverCode;
  }
}

function nameOf(code: number): string {
  return CODE_NAMES[code] ?? `Location${code}`;
}

/** What anything thrown says about itself. */
export function messageOf(error: unknown): string {
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return 'the value is nested too deeply';
  }
  return error instanceof Error ? error.message : String(error);
}
