import type { CommandTunnel, SshTunnel, TunnelDetail } from '../../../preload/contract/tunnel.ts';

/** What a session is asked for. An empty subdomain lets the relay choose. */
export type SessionOrder =
  | { mode: 'localtunnel'; host: string; subdomain: string }
  | { mode: 'ssh'; ssh: SshTunnel }
  | { mode: 'command'; command: CommandTunnel };

/** With the port of the intake, on 127.0.0.1. */
export type LocalOrder<Mode extends SessionOrder['mode'] = SessionOrder['mode']> = Extract<
  SessionOrder,
  { mode: Mode }
> & { localPort: number };

/** What the worker of a session of localtunnel is given. */
export interface WorkerOrder extends LocalOrder<'localtunnel'> {
  /** Those of the relay, which were judged: it connects to no others. */
  addresses: readonly string[];
}

/** Why there is no session. */
export interface Refusal {
  /** HTTP status of the relay; null where it never answered. */
  status: number | null;
  /**
   * System code such as ECONNREFUSED; BAD_ANSWER for a 200 that is no registration; a word of
   * `refusals/`; else ''.
   */
  code: string;
  /** The relay's own words, shortened; or what the code is about; may be empty. */
  message: string;
}

/** What the worker of a session tells. */
export type SessionReport =
  /** Again, with another URL, where it changes. */
  | { type: 'registered'; name: string; url: string }
  | { type: 'refused'; refusal: Refusal }
  /** Something failed that the session may survive. */
  | { type: 'suspicious' }
  /** Bytes came from the relay. At most once a second. */
  | { type: 'alive' }
  /** What a person may want to see of it. */
  | { type: 'detail'; detail: Partial<TunnelDetail> }
  /** The session is of no use any more. */
  | { type: 'lost'; reason: string };

/** A session that runs; throwing it away needs nothing from it. */
export interface Session {
  close(): Promise<void>;
}

export type OpenSession<Mode extends SessionOrder['mode'] = SessionOrder['mode']> = (
  order: LocalOrder<Mode>,
  report: (r: SessionReport) => void,
) => Session;
