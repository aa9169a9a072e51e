import { isIP, Socket } from 'node:net';
import type pg from 'pg';
import { handOut } from './hand-out.ts';
import type { CheckedServer } from './guard/server.ts';

/** Looks a server up and says whether it may be connected to. */
export type CheckServer = (server: { host: string; port: number }) => Promise<CheckedServer>;

/**
 * Where a client is about to go, judged; null where that is a socket of this machine's file system.
 * Asked of the client, not of the URL: parameters of the URL name another host.
 *
 * @throws Error with the reason, or what the resolver throws
 */
export async function checkedAddresses(
  { host, port }: Pick<pg.Client, 'host' | 'port'>,
  judge: CheckServer,
): Promise<readonly string[] | null> {
  if (host.startsWith('/')) return null;
  const judged = await judge({ host: isIP(host) === 6 ? `[${host}]` : host, port });
  if (!judged.ok) throw new Error(judged.why);
  return judged.addresses;
}

/** A socket that connects to addresses which were judged before, whatever the name says by then. */
export class CheckedSocket extends Socket {
  #addresses: readonly string[] = [];

  /** @throws Error with the reason why the client may not go where it is about to */
  async judge(client: Pick<pg.Client, 'host' | 'port'>, judge: CheckServer): Promise<void> {
    this.#addresses = (await checkedAddresses(client, judge)) ?? [];
  }

  override connect(...args: unknown[]): this {
    const [port, host] = args;
    if (typeof port !== 'number' || typeof host !== 'string') {
      return Reflect.apply(Socket.prototype.connect, this, args) as this;
    }
    return super.connect({ port, host, lookup: handOut(this.#addresses) });
  }
}
