/** Why an action did not work, with the vendor's code. */
export class ActionError extends Error {
  override name = 'ActionError';
  readonly code: string;
  /** What Node calls it, where it is a failure of the network. */
  readonly systemCode: string | undefined;
  constructor(code: string, message: string, cause?: unknown, systemCode?: string) {
    super(message, { cause });
    this.code = code;
    this.systemCode = systemCode;
  }
}

/** Arguments that an action does not take. */
export const badArgument = (text: string): ActionError => new ActionError('InvalidParameter', text);
