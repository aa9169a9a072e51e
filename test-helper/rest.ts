import { Refused } from './errors.ts';
import { exchange, type Received } from './exchange.ts';

/** Where an engine listens, with the token of its run. */
export interface Address {
  token: string;
  /** `http://127.0.0.1:<port>`, or null where there is a socket alone. */
  control: string | null;
  socket: string | null;
}

export interface Rest {
  /** JSON in and out. Paths stand below `/api/v1`; undefined fields of a query are left out. */
  ask<T>(method: string, path: string, input?: Input): Promise<T>;
  bytes(method: string, path: string, input?: Input): Promise<Uint8Array>;
}

type Scalar = string | number | boolean | undefined;
/** A list is written as the same field several times. */
export type Query = Record<string, Scalar | readonly Scalar[]>;

interface Input {
  query?: Query;
  json?: unknown;
  bytes?: Uint8Array;
}

/** Longer than the engine holds any call. */
const PATIENCE_MS = 60_000;
const LOCAL_HOST = 'backstitch';

/** REST of one engine. What it refuses is thrown as `Refused`. */
export function restOf({ token, control, socket }: Address): Rest {
  async function send(method: string, path: string, input: Input = {}): Promise<Received> {
    const { query = {}, json, bytes } = input;
    const body = json === undefined ? bytes : Buffer.from(JSON.stringify(json));
    const headers: [string, string][] = [['Authorization', `Bearer ${token}`]];
    if (json !== undefined) headers.push(['Content-Type', 'application/json']);
    if (bytes !== undefined) headers.push(['Content-Type', 'application/octet-stream']);
    if (control === null) headers.push(['Host', LOCAL_HOST]);
    const target = `/api/v1${path}${queryOf(query)}`;
    const answer = await exchange({
      method,
      url: control === null ? target : control + target,
      ...(control === null && socket !== null && { socketPath: socket }),
      headers,
      body,
      timeoutMs: PATIENCE_MS,
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw refusal(answer, `${method} ${path}`);
  }
  return {
    async ask<T>(method: string, path: string, input?: Input) {
      const { body } = await send(method, path, input);
      return (body.length === 0 ? undefined : JSON.parse(Buffer.from(body).toString())) as T;
    },
    bytes: async (method, path, input) => (await send(method, path, input)).body,
  };
}

function queryOf(fields: Query): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) query.append(name, String(one));
    }
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function refusal({ status, body }: Received, call: string): Refused {
  let said: { code?: string; message?: string; data?: { hint?: string } } = {};
  try {
    said = JSON.parse(Buffer.from(body).toString()) as typeof said;
  } catch {
    // No engine of ours answers so: the status says all there is.
  }
  const { code = 'ENGINE_FAILED', message = `${call} was answered with ${status}.`, data } = said;
  return new Refused([message, data?.hint].filter(Boolean).join(' '), code, status);
}
