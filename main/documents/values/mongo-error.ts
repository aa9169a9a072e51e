/** A failure as a function sees it: `code` is the vendor's, `message` says what and why. */
export class MongoDBError extends Error {
  override readonly name = 'MongoDBError';
  readonly code = 'MongoDBError';
}

/** What anything thrown says about itself. */
export function messageOf(error: unknown): string {
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return 'the value is nested too deeply';
  }
  return error instanceof Error ? error.message : String(error);
}
