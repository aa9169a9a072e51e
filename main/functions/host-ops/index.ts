import { bytes } from './bytes.ts';
import { crypto } from './crypto.ts';
import { intl } from './intl.ts';
import { jwt } from './jwt.ts';
import { nodeCrypto } from './node-crypto.ts';
import { web } from './web.ts';
import { zlib } from './zlib.ts';

export { isHeavy } from './cost.ts';

/** What may cross into the sandbox and out of it. Buffers are copied. */
export type HostValue = string | number | boolean | null | ArrayBuffer;

/** An operation, and what it is given. */
export interface Computation {
  operation: string;
  args: HostValue[];
}

export type ComputeAnswer = { ok: true; value: HostValue } | { ok: false; message: string };

export type HostOperation = (...args: HostValue[]) => HostValue;

const OPERATIONS: Readonly<Record<string, HostOperation>> = {
  ...bytes,
  ...crypto,
  ...intl,
  ...jwt,
  ...nodeCrypto,
  ...web,
  ...zlib,
};

/**
 * A pure computation for a function: no state, no I/O.
 *
 * @throws Error with words for the author of the function.
 */
export function compute(operation: string, args: HostValue[]): HostValue {
  const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (run === undefined) throw new Error(`there is no operation ${operation}`);
  return run(...args);
}
