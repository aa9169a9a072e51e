import { lookAt, type Looked } from '../../main/expectations/evaluate/looked.ts';
import type { Subject } from '../../main/expectations/subject.ts';
import type { CaptureId, HeaderPair } from '../../preload/contract/shapes.ts';

interface Given extends Partial<Omit<Subject, 'id' | 'body' | 'reply'>> {
  id?: string;
  /** Text of the body. */
  body?: string;
  reply?: { status?: number; headers?: HeaderPair[]; durationMs?: number | null; body?: string };
}

const bodyOf = (text: string) => {
  const bytes = Buffer.from(text);
  return { bytes, sizeBytes: bytes.length, sha256: null, cut: false };
};

/** A capture of a paid invoice, with what a test says otherwise. */
export function subject({ id = '0a0000000a0', body, reply, ...given }: Given = {}): Subject {
  const { headers = [] } = given;
  return {
    receivedAt: 1000,
    method: 'POST',
    target: '/hooks?shop=a&shop=b',
    path: '/hooks',
    provider: 'stripe',
    eventType: 'invoice.paid',
    deliveryId: 'evt_1',
    signature: 'ok',
    contentType: headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null,
    charset: null,
    deliveries: [],
    ...given,
    id: id as CaptureId,
    headers,
    body: bodyOf(body ?? '{"type":"invoice.paid"}'),
    reply: {
      status: reply?.status ?? 200,
      headers: reply?.headers ?? [],
      durationMs: reply?.durationMs === undefined ? 12 : reply.durationMs,
      body: bodyOf(reply?.body ?? ''),
    },
  };
}

export const looked = (given: Given = {}): Promise<Looked> => lookAt(subject(given));
