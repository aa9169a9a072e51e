import { createRequire } from 'node:module';
import { errorCode } from '../../../lib/errors.ts';
import { classifyAddress, sameAddress } from '../../../outbound/address.ts';
import type { Refusal, WorkerOrder } from '../session-protocol.ts';

/** The part of axios used here; it is localtunnel's dependency, not ours. */
interface HttpClient {
  defaults: Record<string, unknown>;
  interceptors: {
    response: {
      use(ok: (reply: HttpReply) => HttpReply, failed: (error: unknown) => never): unknown;
    };
  };
}

interface HttpReply {
  status: number;
  data: unknown;
}

const MOST_SOCKETS = 32;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Listens in on the registration. The client itself swallows every refusal and asks again each
 * second for ever; and it believes whatever it is answered, a million sockets for instance.
 */
export function watchRegistration(
  { host, addresses }: Pick<WorkerOrder, 'host' | 'addresses'>,
  refused: (refusal: Refusal) => void,
): void {
  const http = clientOfLocaltunnel();
  Object.assign(http.defaults, { timeout: 8_000, maxContentLength: 65_536 });
  if (LOOPBACK.test(new URL(host).hostname)) http.defaults.proxy = false;
  http.interceptors.response.use(
    (reply) => {
      if (reply.status === 200 && tame(reply.data, addresses)) return reply;
      refused({ status: 200, code: '', message: '' });
      throw new Error('not a registration');
    },
    (error) => {
      refused(readRefusal(error));
      throw error;
    },
  );
}

function clientOfLocaltunnel(): HttpClient {
  const fromHere = createRequire(import.meta.url);
  // The very copy that localtunnel loads, wherever the package manager has put it.
  return createRequire(fromHere.resolve('localtunnel'))('axios') as HttpClient;
}

/**
 * True for a registration that can be used. The number of sockets is brought down to a sane one, and
 * an address that leads somewhere else than to the relay or the internet is taken out: the client
 * would connect to it.
 */
function tame(data: unknown, addresses: readonly string[]): boolean {
  if (typeof data !== 'object' || data === null) return false;
  if (!('id' in data && 'port' in data && 'url' in data)) return false;
  if (typeof data.id !== 'string' || !isPort(data.port) || !isWebAddress(data.url)) return false;
  if ('ip' in data && !isReachable(String(data.ip), addresses))
    Object.assign(data, { ip: undefined });
  const asked = 'max_conn_count' in data ? Number(data.max_conn_count) : 1;
  Object.assign(data, {
    max_conn_count: Math.min(Math.max(Math.trunc(asked) || 1, 1), MOST_SOCKETS),
  });
  return true;
}

function isReachable(address: string, judged: readonly string[]): boolean {
  return (
    classifyAddress(address).kind === 'public' || judged.some((one) => sameAddress(one, address))
  );
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;
}

function isWebAddress(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 500) return false;
  const url = URL.parse(value);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'http:' || url.protocol === 'https:';
}

function readRefusal(error: unknown): Refusal {
  const code = errorCode(error);
  const reply = field(error, 'response');
  const status = field(reply, 'status');
  if (typeof status !== 'number') {
    return { status: null, code, message: plain(field(error, 'message')) };
  }
  return { status, code, message: plain(field(field(reply, 'data'), 'message')) };
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

/** Words of a stranger: one line, short. */
function plain(text: unknown): string {
  return typeof text === 'string'
    ? text
        .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
        .trim()
        .slice(0, 200)
    : '';
}
