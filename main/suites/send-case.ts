import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { exchange, type ExchangeTools } from '../outbound/exchange.ts';
import { type Target, targetUrl } from '../outbound/target.ts';
import { replayHeaders } from '../replays/replay-headers.ts';
import type { CaseRequest } from './case.ts';
import { type Answer, KEPT_BYTES } from './answer.ts';
import type { SendOptions, SentOnce } from './parts.ts';

/** A request as it is to be signed, or to lose its signature. */
export interface CaseToSign {
  request: CaseRequest;
  mode: 'resign' | 'strip';
  /** Path and query. */
  target: string;
  url: string;
  newId: boolean;
}

export type SignedCase =
  | { ok: true; headers: HeaderPair[]; body: Uint8Array; target: string; note: string }
  | { ok: false; text: string };

interface Way {
  target: Target;
  options: SendOptions;
  /** Whether Cookie and Authorization may go there. */
  credentials: boolean;
  sign: (input: CaseToSign) => SignedCase;
}

/** Sends the request of a case that no capture is held of. That there is no answer is an answer, too. */
export async function sendCase(
  request: CaseRequest,
  way: Way,
  tools: Omit<ExchangeTools, 'pool' | 'onConnect'>,
  signal: AbortSignal,
): Promise<SentOnce> {
  const at = tools.clock.now();
  const signed = signedFor(request, way);
  if ('problem' in signed) return { answer: unsent(at, signed.problem), note: null };
  const { headers } = replayHeaders(signed.headers, {
    method: request.method,
    bodyBytes: signed.body.length,
    authority: way.target.authority,
    credentials: way.credentials,
    dropRelayNoise: true,
    origin: { sender: null, publicHost: null, add: false },
    mark: null,
  });
  const result = await exchange(
    {
      target: { ...way.target, path: signed.target },
      method: request.method,
      headers,
      body: { kind: 'memory', bytes: signed.body },
      timeoutMs: way.options.timeoutMs,
      answerCapBytes: KEPT_BYTES,
      signal,
    },
    tools,
  );
  const answer: Answer = {
    at,
    outcome: result.outcome === 'canceled' ? 'failed' : result.outcome,
    status: result.status,
    error: result.error,
    errorCode: result.errorCode,
    totalMs: result.totalMs,
    headers: result.headers,
    body: result.status === null ? null : result.body,
    sizeBytes: result.body.length,
    cut: result.bodyCut,
    replayId: null,
  };
  return { answer, note: signed.note };
}

interface ToSend {
  headers: HeaderPair[];
  body: Buffer;
  target: string;
  note: string | null;
}

/** A request with the signature that its run asks for, or why there can be none. */
export function signedFor(
  request: CaseRequest,
  { target, options, sign }: Omit<Way, 'credentials'>,
): ToSend | { problem: string } {
  const { headers, body, provider } = request;
  const asItIs = { headers, body, target: target.path };
  const { signature } = options;
  if (signature === 'keep' || (signature === 'fitting' && provider === null)) {
    return { ...asItIs, note: null };
  }
  const signed = sign({
    request,
    mode: signature === 'strip' ? 'strip' : 'resign',
    target: target.path,
    url: targetUrl(target),
    newId: options.deliveryId === 'new',
  });
  if (signed.ok) return { ...signed, body: Buffer.from(signed.body) };
  if (signature === 'resign') return { problem: signed.text };
  return { ...asItIs, note: `Sent without a fresh signature. ${signed.text}` };
}

/** Nothing was sent. */
export const unsent = (at: number, error: string, errorCode: string | null = null): Answer => ({
  at,
  outcome: 'refused',
  status: null,
  error,
  errorCode,
  totalMs: null,
  headers: [],
  body: null,
  sizeBytes: 0,
  cut: false,
  replayId: null,
});
