import { bytes } from './bytes.ts';
import { crypto } from './crypto.ts';
import { intl } from './intl.ts';
import { jwt } from './jwt.ts';
import { nodeCrypto } from './node-crypto.ts';
import type { HostOperation, HostValue } from './operation.ts';
import { web } from './web.ts';
import { zlib } from './zlib.ts';

export { isHeavy } from './cost.ts';

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
