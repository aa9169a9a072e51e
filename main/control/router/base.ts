import { implement } from '@orpc/server';
import { contract } from '../../../preload/contract.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { toPublicError } from '../public-error.ts';

/** What a transport knows of a caller; the desktop's own window is nobody in particular. */
export interface CallContext {
  /** The session of a browser that signed in. */
  session?: number | undefined;
  /** A REST call that has nothing but a cookie. */
  byCookie?: boolean;
  /** Ends what only waits, so that a stop need not. */
  stopping?: AbortSignal;
}

/** Aborts when the caller goes away, and when its transport stops. */
export function untilStop(
  signal: AbortSignal | undefined,
  { stopping }: CallContext,
): AbortSignal | undefined {
  const both = [signal, stopping].filter((one) => one !== undefined);
  return both.length === 0 ? undefined : AbortSignal.any(both);
}

/**
 * Other servers of this machine are sent the cookie: it must not be enough for what lets others in.
 *
 * @throws BackstitchError FORBIDDEN
 */
export function refuseCookies({ byCookie }: CallContext, what: string): void {
  if (byCookie !== true) return;
  throw new BackstitchError('FORBIDDEN', `Over REST, ${what} are for scripts with the token.`);
}

export type RouterBase = ReturnType<typeof routerBase>;

/**
 * What all domain routers start from: the contract with the one place where errors become public,
 * and `relay`, which does the same for streams that fail after they began.
 */
export function routerBase(log: Log) {
  const os = implement(contract).$context<CallContext>();
  const publicErrors = os.middleware(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toPublicError(error, log);
    }
  });

  async function* relay<T>(values: AsyncIterable<T>): AsyncGenerator<T, void, void> {
    try {
      yield* values;
    } catch (error) {
      throw toPublicError(error, log);
    }
  }

  return { on: os.use(publicErrors), relay };
}
