import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isOwnAddress } from '../lib/own-address.ts';
import { checkTarget } from '../lib/postgres/target.ts';
import { CheckedSocket, type CheckServer } from '../outbound/checked-socket.ts';
import { refuse } from './problem.ts';

const CONNECT_MS = 10_000;
const STATEMENT_MS = 30_000;
const IDLE_IN_TRANSACTION_MS = 15_000;
const KEEP_ALIVE_MS = 15_000;
/** How long a server may take to say goodbye. */
const PARTING_MS = 1000;
/** What a URL may say besides: others lead elsewhere than its host. */
const PARAMETERS: ReadonlySet<string> = new Set(['sslmode', 'sslrootcert']);

export interface TeamClient {
  client: pg.Client;
  /** Ends it, within a moment where nobody answers any more. */
  close(): Promise<void>;
}

/** How a team's database is reached. */
export interface TeamTarget {
  url: string;
  /** Whether who answers must prove with a certificate that it is the host; loopback never has to. */
  checkCertificate: boolean;
}

export interface ConnectParts {
  /** Shown by the server in its list of connections. */
  name: string;
  /** Judges where the connection goes; left out where a person typed the URL into this very process. */
  judge?: CheckServer;
  connectMs?: number;
}

/**
 * Why a URL is none of a team; null where it is one.
 *
 * Plain connections stay within this machine: everything that is captured would be readable on the way.
 */
export function targetRefusal({ url: text, checkCertificate }: TeamTarget): string | null {
  const wrong = checkTarget(text);
  if (wrong !== null) return wrong;
  const url = new URL(text);
  const odd = [...url.searchParams.keys()].find((name) => !PARAMETERS.has(name));
  if (odd !== undefined) return `The URL may not say “${odd}”: only sslmode and sslrootcert.`;
  const mode = url.searchParams.get('sslmode');
  if (isLoopback(url.hostname) || mode === null || mode === 'verify-full') return null;
  if (mode === 'require') {
    return checkCertificate
      ? 'sslmode=require takes any certificate: leave it out, or say that it is not to be checked.'
      : null;
  }
  return `sslmode=${mode} does not protect what is sent: leave it out.`;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || isOwnAddress(host.replace(/^\[|\]$/g, ''));

/**
 * A connection to the database of a team, whose statements end in time. The driver is loaded with the first one.
 *
 * @throws BackstitchError TEAM_INVALID; Error of the driver or of the guard
 */
export async function connectTeam(target: TeamTarget, parts: ConnectParts): Promise<TeamClient> {
  const refusal = targetRefusal(target);
  if (refusal !== null) throw refuse('TEAM_INVALID', refusal, 'url');
  const { default: driver } = await import('pg');
  const url = new URL(target.url);
  const tls = tlsOf(url, target.checkCertificate);
  url.search = '';
  const { judge } = parts;
  const checked = judge && new CheckedSocket();
  const socket = checked ?? new Socket();
  const client = new driver.Client({
    stream: () => socket,
    connectionString: url.href,
    ssl: tls,
    connectionTimeoutMillis: parts.connectMs ?? CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    // A server that is gone without a word says nothing of its own limit.
    query_timeout: STATEMENT_MS + CONNECT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: `backstitch ${parts.name}`,
  });
  // A connection that breaks between two statements says so here; the next statement fails.
  client.on('error', () => {});
  const close = async (): Promise<void> => {
    const ended = client.end().catch(() => {});
    await Promise.race([ended, sleep(PARTING_MS, undefined, { ref: false })]);
    socket.destroy();
  };
  if (judge && checked) await checked.judge(client, judge);
  try {
    await client.connect();
    await client.query('SET search_path = backstitch_team, pg_temp');
    return { client, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function tlsOf(url: URL, checkCertificate: boolean): pg.ClientConfig['ssl'] {
  const mode = url.searchParams.get('sslmode');
  if (isLoopback(url.hostname) && mode === null) return false;
  if (mode === 'disable') return false;
  const root = url.searchParams.get('sslrootcert');
  return {
    rejectUnauthorized: checkCertificate,
    ...(root !== null && { ca: readRoot(root) }),
  };
}

function readRoot(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw refuse('TEAM_INVALID', `The file ${file} of sslrootcert cannot be read.`, 'url');
  }
}
