import type { SshTunnel } from '../../../../preload/contract/tunnel.ts';

/** What the worker of an SSH session is given. Secrets are here as texts, and nowhere else. */
export interface SshOrder {
  ssh: SshTunnel;
  user: string;
  passphrase: string | undefined;
  password: string | undefined;
  /** Socket of the agent; undefined: it is not asked. */
  agent: string | undefined;
  /** Those of the host, which were judged: it connects to no others. */
  addresses: readonly string[];
  /** The user's `known_hosts`, as text; '' where there is none. */
  knownHosts: string;
  localPort: number;
}
