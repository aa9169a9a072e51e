/** What may cross into the sandbox and out of it. Buffers are copied. */
export type HostValue = string | number | boolean | null | ArrayBuffer;

/** An operation, and what it is given. */
export interface Computation {
  operation: string;
  args: HostValue[];
}

/** What came of it; the message is for the author of the function. */
export type ComputeAnswer = { ok: true; value: HostValue } | { ok: false; message: string };

/** @throws Error with words for the author of the function. */
export type HostOperation = (...args: HostValue[]) => HostValue;
