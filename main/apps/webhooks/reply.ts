import { hasHeader } from '../../lib/headers.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { RunOutcome } from '../../functions/run-request.ts';

export interface FunctionAnswer {
  status: number;
  headers: HeaderPair[];
  body: Buffer;
}

const EMPTY = Buffer.alloc(0);
const TEXT: HeaderPair = ['Content-Type', 'text/plain; charset=utf-8'];
const JSON_TYPE: HeaderPair = ['Content-Type', 'application/json'];

/** The returned value as the vendor sent it: EJSON, `null` for undefined; Twilio texts a string. */
function returned(outcome: RunOutcome, serviceType: string): FunctionAnswer {
  if (serviceType === 'twilio' && outcome.resultString !== null) {
    return { status: 200, headers: [TEXT], body: Buffer.from(outcome.resultString, 'utf8') };
  }
  return { status: 200, headers: [JSON_TYPE], body: Buffer.from(outcome.result ?? 'null', 'utf8') };
}

/** What a webhook answers after its function returned. A touched response wins over the value. */
export function webhookReply(
  outcome: RunOutcome,
  respondResult: boolean,
  serviceType: string,
): FunctionAnswer {
  const { reply } = outcome;
  if (reply === null) {
    return respondResult
      ? returned(outcome, serviceType)
      : { status: 204, headers: [], body: EMPTY };
  }
  const body = Buffer.from(reply.bodyBase64 ?? '', 'base64');
  const typed = body.length === 0 || hasHeader(reply.headers, 'content-type');
  return {
    status: reply.status,
    headers: typed ? reply.headers : [...reply.headers, TEXT],
    body,
  };
}

/** The same for a successor endpoint, where the value fills a body that was not set. */
export function endpointReply(
  outcome: RunOutcome,
  respondResult: boolean,
  format: 'JSON' | 'EJSON',
): FunctionAnswer {
  const { reply } = outcome;
  const text = (format === 'EJSON' ? outcome.result : outcome.resultJson) ?? 'null';
  const value = Buffer.from(text, 'utf8');
  if (reply === null) {
    return respondResult
      ? { status: 200, headers: [JSON_TYPE], body: value }
      : { status: 204, headers: [], body: EMPTY };
  }
  if (reply.bodyBase64 !== null || !respondResult) return webhookReply(outcome, respondResult, '');
  const headers = hasHeader(reply.headers, 'content-type')
    ? reply.headers
    : [...reply.headers, JSON_TYPE];
  return { status: reply.status, headers, body: value };
}

/** What an endpoint answers in: the `Accept` header first, then its own setting. */
export function endpointFormat(
  accept: string | undefined,
  returnType: 'JSON' | 'EJSON',
): 'JSON' | 'EJSON' {
  if (accept?.includes('application/ejson')) return 'EJSON';
  return accept?.includes('application/json') ? 'JSON' : returnType;
}
