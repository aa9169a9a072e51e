import { isIP, Socket } from 'node:net';
import type pg from 'pg';
import { handOut } from '../../outbound/hand-out.ts';
import type { JudgedServer } from '../../outbound/guard/server.ts';

/** Looks a server up and says whether it may be connected to. */
export type JudgeServer = (server: { host: string; port: number }) => Promise<JudgedServer>;

/** A socket that connects to addresses which were judged before, whatever the name says by then. */
export class JudgedSocket extends Socket {
  #addresses: readonly string[] = [];

  /**
   * Judges where a client is about to go. Asked of the client, not of the URL: parameters of the
   * URL name another host.
   *
   * @throws Error with the reason, or what the resolver throws
   */
  async judge({ host, port }: Pick<pg.Client, 'host' | 'port'>, judge: JudgeServer): Promise<void> {
    // A path is a socket of this machine's file system, not of its network.
    if (host.startsWith('/')) return;
    const judged = await judge({ host: isIP(host) === 6 ? `[${host}]` : host, port });
    if (!judged.ok) throw new Error(judged.why);
    this.#addresses = judged.addresses;
  }

  override connect(...args: unknown[]): this {
    const [port, host] = args;
    if (typeof port !== 'number' || typeof host !== 'string') {
      return Reflect.apply(Socket.prototype.connect, this, args) as this;
    }
    return super.connect({ port, host, lookup: handOut(this.#addresses) });
  }
}
