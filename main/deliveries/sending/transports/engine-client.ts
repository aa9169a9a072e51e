import type { EngineReceipt } from '../../../../preload/contract/deliveries/engines.ts';
import type { Guard } from '../../../outbound/guard/guard.ts';
import type { Refusal } from '../../../outbound/refusal.ts';
import type { Resolve } from '../../../outbound/resolve.ts';
import { isLiteral, type Target } from '../../../outbound/target.ts';
import type { EngineEvent } from '../../engines/event.ts';
import type { KeptDestination } from '../../store/destination-store.ts';
import { EngineFailure, networkFailure } from './engine-failure.ts';

/** A connection to an engine. What goes wrong is an `EngineFailure`. */
export interface EngineClient {
  /** The address it is connected to; null where there is no lasting connection. */
  remoteAddress: string | null;
  /** False once it was cut: the next message opens another. */
  isOpen(): boolean;
  /** Hands a message over and waits until the engine says that it has it. */
  send(event: EngineEvent, timeoutMs: number): Promise<NonNullable<EngineReceipt['receipt']>>;
  /** Looks whether messages of the destination could be taken. Publishes nothing. */
  check(destination: KeptDestination, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

export type OpenClient = (destination: KeptDestination, timeoutMs: number) => Promise<EngineClient>;

export interface ReachParts {
  guard: Guard;
  resolve: Resolve;
}

/**
 * The addresses of a server, all of them judged. Only these may be connected to: a name that is looked up again
 * may lead elsewhere.
 */
export async function reach(
  { guard, resolve }: ReachParts,
  target: Target,
  allowPrivate: boolean,
  timeoutMs: number,
): Promise<string[]> {
  const seen = guard.atSight(target, allowPrivate);
  if (seen !== undefined) throw refusedBy(seen);
  if (isLiteral(target)) return [target.hostname];
  let addresses: string[];
  try {
    addresses = await resolve(target.hostname);
  } catch (cause) {
    throw networkFailure(cause, target, timeoutMs);
  }
  const refusal = guard.judge(target, addresses, allowPrivate);
  if (refusal !== undefined) throw refusedBy(refusal);
  return addresses;
}

function refusedBy({ text, hint, code }: Refusal): EngineFailure {
  const words = hint === undefined ? text : `${text} ${hint}`;
  return new EngineFailure('refused', code, words, { field: 'url' });
}
