/** What a session is asked for. An empty subdomain lets the relay choose. */
export interface SessionOrder {
  host: string;
  subdomain: string;
  localPort: number;
}

/** What the worker of a session is given. */
export interface WorkerOrder extends SessionOrder {
  /** Those of the relay, which were judged: it connects to no others. */
  addresses: readonly string[];
}

/** Why a relay gave no session. */
export interface Refusal {
  /** HTTP status of the relay; null where it never answered. */
  status: number | null;
  /** System code such as ECONNREFUSED; BAD_ANSWER for a 200 that is no registration; else ''. */
  code: string;
  /** The relay's own words, shortened; may be empty. */
  message: string;
}

/** What the worker of a session tells. */
export type SessionReport =
  | { type: 'registered'; name: string; url: string }
  | { type: 'refused'; refusal: Refusal }
  /** Something failed that the session may survive. */
  | { type: 'suspicious' }
  /** Bytes came from the relay. At most once a second. */
  | { type: 'alive' }
  /** The session is of no use any more. */
  | { type: 'lost'; reason: string };

/** A session that runs; throwing it away needs nothing from it. */
export interface Session {
  close(): Promise<void>;
}

export type OpenSession = (order: SessionOrder, report: (r: SessionReport) => void) => Session;
