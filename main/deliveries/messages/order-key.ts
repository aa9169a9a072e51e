import { createHash } from 'node:crypto';
import type { OrderKey } from '../../../preload/contract/deliveries/rules.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerValue } from '../../lib/headers.ts';

/** Longer keys are told apart by a hash. */
const LONGEST = 200;

/**
 * The key by which a message waits for others of the same destination; null where it has none, so
 * that it waits for nobody.
 */
export function orderKeyOf(
  where: OrderKey,
  { headers, body }: { headers: readonly HeaderPair[] | null; body: Buffer },
): string | null {
  const found =
    where.from === 'header'
      ? headerValue(headers ?? [], where.name)
      : atPointer(parsed(body), where.pointer);
  if (found === undefined || found === null) return null;
  const key = typeof found === 'string' ? found : JSON.stringify(found);
  if (key === '') return null;
  return key.length <= LONGEST ? key : createHash('sha256').update(key).digest('hex');
}

/** Why a text is no JSON pointer; null where it is one. */
export function pointerProblem(text: string): string | null {
  const isPointer = text === '' || (text.startsWith('/') && !/~(?![01])/.test(text));
  return isPointer ? null : 'Write it as a JSON pointer, such as /data/id.';
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // Not JSON: it has no key.
    return undefined;
  }
}

/** @see RFC 6901 */
function atPointer(root: unknown, pointer: string): unknown {
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = Reflect.get(value, name);
  }
  return value;
}
