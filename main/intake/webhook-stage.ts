import { readFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import type { Stage, StageName } from '../../preload/contract/captures.ts';
import type { EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import type { Arrival } from '../captures/arrival.ts';
import type { BodyFolder } from '../captures/body-sink.ts';
import { carriesBody, type ReplyPlan } from '../endpoints/reply-plan.ts';
import type { createStages, Decision } from './pipeline.ts';
import { plainReply } from './socket-replies.ts';

/** A captured request, as the webhooks of apps are handed it. */
export interface IncomingRequest {
  /** Row id of the capture. */
  rowId: number;
  receivedAt: number;
  method: string;
  target: string;
  headers: HeaderPair[];
  sizeBytes: number;
  body: () => Promise<Buffer>;
  remoteAddress: string;
  reportedClient: { address: string; header: string } | null;
  viaTunnel: boolean;
}

export interface WebhookAnswer {
  status: number;
  headers: HeaderPair[];
  body: Buffer;
  decidedBy: StageName;
  /** Why it was refused or failed; null where the function answered. */
  reason: string | null;
  endpoint: { id: EndpointId; name: string } | null;
}

export type MarkStage = (stage: StageName, result: Stage['result'], note: string) => void;

/** What the intake needs of apps. `M` stays closed to it. */
export interface Webhooks<M = unknown> {
  /** Reads memory only. null: no webhook and no HTTPS endpoint takes it. */
  match(method: string, target: string): { value: M } | null;
  /** Never rejects for what a sender or a function did. */
  handle(match: { value: M }, request: IncomingRequest, mark: MarkStage): Promise<WebhookAnswer>;
}

interface Parts {
  webhooks: Webhooks;
  bodies: BodyFolder;
  log: (message: string, error: unknown) => void;
}

const BROKE = 'Backstitch failed while it worked on this request.';

/** The stages authenticate, authorize and run of a request that an app takes. */
export async function decideByWebhook(
  { webhooks, bodies, log }: Parts,
  match: { value: unknown },
  arrival: Arrival,
  marks: ReturnType<typeof createStages>,
): Promise<Decision> {
  const { body } = arrival;
  const request: IncomingRequest = {
    rowId: arrival.id,
    receivedAt: arrival.receivedAt,
    method: arrival.method,
    target: arrival.target,
    headers: arrival.headers,
    sizeBytes: body.sizeBytes,
    body: async () => (body.kind === 'memory' ? body.bytes : readFile(bodies.path(body.file))),
    remoteAddress: arrival.remoteAddress,
    reportedClient: arrival.reportedClient,
    viaTunnel: arrival.viaTunnel,
  };
  try {
    const { endpoint, decidedBy, reason, ...answer } = await webhooks.handle(
      match,
      request,
      marks.end,
    );
    const plan = planOf(answer, arrival.method);
    return { decidedBy, reason, endpoint, plan, note: reason ?? `${answer.status}` };
  } catch (error) {
    log('A webhook could not be worked on.', error);
    marks.end('run', 'failed', BROKE);
    const plan = plainReply(500, BROKE);
    return { decidedBy: 'run', reason: BROKE, endpoint: null, plan, note: BROKE };
  }
}

/** Adds the length; HEAD, 204 and 304 carry no body whatever the function set. */
export function planOf(
  { status, headers, body }: Pick<WebhookAnswer, 'status' | 'headers' | 'body'>,
  method: string,
): ReplyPlan {
  const length: HeaderPair[] = status === 204 ? [] : [['Content-Length', String(body.length)]];
  return {
    status,
    reason: STATUS_CODES[status] ?? '',
    headers: [...headers, ...length],
    body: carriesBody(method, status) ? body : Buffer.alloc(0),
    ascii: null,
    delayMs: 0,
    note: null,
  };
}
