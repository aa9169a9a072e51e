/** Why an action did not work, with the vendor's code. */
export class ActionError extends Error {
  override name = 'ActionError';
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Arguments that an action does not take. */
export const badArgument = (text: string): ActionError => new ActionError('InvalidParameter', text);
