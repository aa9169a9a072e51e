import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestTls } from 'node:https';
import { errorCode } from '../lib/errors.ts';
import type { Probes } from './probe-responder.ts';

export type ProbeResult =
  | { ok: true; roundTripMs: number }
  /** `timedOut`: nothing came back at all, as on a path that is full or dead. */
  | { ok: false; timedOut: boolean; reason: string };

export type Probe = (
  publicUrl: string,
  timeoutMs: number,
  signal: AbortSignal,
) => Promise<ProbeResult>;

const MOST_BYTES = 4096;

const HEADERS = {
  accept: 'text/plain',
  'cache-control': 'no-store',
  'user-agent': 'backstitch-probe',
  // Public relays put a page for people in front unless a client says it is a program.
  'bypass-tunnel-reminder': '1',
  'ngrok-skip-browser-warning': '1',
};

/** Goes out to the public URL and expects to come in at our own intake. */
export function createProbe(probes: Probes): Probe {
  return async (publicUrl, timeoutMs, signal) => {
    using question = probes.ask();
    const timeout = AbortSignal.timeout(timeoutMs);
    const started = performance.now();
    try {
      const reply = await get(publicUrl + question.path, AbortSignal.any([signal, timeout]));
      if (reply.status === 200 && reply.body === question.expected) {
        return { ok: true, roundTripMs: Math.round(performance.now() - started) };
      }
      return { ok: false, timedOut: false, reason: explainReply(reply) };
    } catch (error) {
      if (timeout.aborted) return { ok: false, timedOut: true, reason: tooSlow(timeoutMs) };
      return { ok: false, timedOut: false, reason: explainError(error, publicUrl) };
    }
  };
}

interface Reply {
  status: number;
  location: string;
  body: string;
}

function get(url: string, signal: AbortSignal): Promise<Reply> {
  const request = url.startsWith('https:') ? requestTls : requestPlain;
  // agent: false gives every probe a connection of its own, as a new sender would have.
  const options: RequestOptions = { agent: false, signal, headers: HEADERS };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (response) => {
      read(response).then(resolve, reject);
    });
    outgoing.once('error', reject).end();
  });
}

async function read(response: IncomingMessage): Promise<Reply> {
  response.setEncoding('latin1');
  let body = '';
  for await (const chunk of response) {
    body += String(chunk);
    // Leaving the loop destroys the response; a page this long is not our answer.
    if (body.length > MOST_BYTES) break;
  }
  return { status: response.statusCode ?? 0, location: response.headers.location ?? '', body };
}

function explainReply({ status, location }: Reply): string {
  if (status >= 300 && status < 400) {
    const target = location.slice(0, 200);
    return `The public URL redirects to ${target || 'another address'}; senders do not follow. Use that address.`;
  }
  if (status === 200) return 'The public URL answers, but not from this Backstitch.';
  return `The public URL answers ${status}: it does not reach this Backstitch.`;
}

function tooSlow(timeoutMs: number): string {
  return `The public URL did not answer within ${Math.ceil(timeoutMs / 1000)} s.`;
}

function explainError(error: unknown, publicUrl: string): string {
  const { host } = new URL(publicUrl);
  const code = errorCode(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The name ${host} cannot be found.`;
  if (code === 'ECONNREFUSED') return `Nothing answers at ${host}.`;
  if (code === 'ECONNRESET') return `${host} closed the connection.`;
  const why = error instanceof Error && error.message !== '' ? error.message : code;
  return `The public URL cannot be reached: ${why || 'no reason was given'}.`;
}
