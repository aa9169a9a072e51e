import { z } from 'zod';
import { headerValue } from '../../../lib/headers.ts';
import type { ReadEntry } from '../../formats/entry.ts';
import { rawTarget } from '../../formats/wire-text.ts';
import { readMessage } from './http-message.ts';
import { headersOf, readItems } from './items.ts';

const Side = {
  headers: z.record(z.string(), z.unknown()).nullish().catch({}),
  raw: z.string().nullish().catch(null),
};

/** `GET /api/requests/http` of the agent of ngrok: both messages are there as bytes. */
const Request = z.object({
  start: z.string().optional().catch(undefined),
  duration: z.number().optional().catch(undefined),
  remote_addr: z.string().optional().catch(undefined),
  request: z.object({ method: z.string(), uri: z.string(), ...Side }),
  response: z
    .object({ status_code: z.number().int().optional().catch(undefined), ...Side })
    .nullish()
    .catch(null),
});

const NANOS = 1_000_000;

/** Reads what the agent of ngrok kept. Its durations are nanoseconds. */
export function readNgrok(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  return readItems(chunks, ['requests'], Request, ({ request, response, ...told }) => {
    const raw = readMessage(Buffer.from(request.raw ?? '', 'base64'));
    const headers = raw?.headers ?? headersOf(request.headers ?? {});
    const body = raw?.body ?? Buffer.alloc(0);
    const at = Date.parse(told.start ?? '');
    const declared = Number(headerValue(headers, 'content-length') ?? Number.NaN);
    return {
      receivedAt: Number.isNaN(at) ? null : at,
      durationMs: told.duration === undefined ? null : told.duration / NANOS,
      method: raw?.start[0] ?? request.method,
      target: raw?.start[1] ?? rawTarget(request.uri),
      httpVersion: (raw?.start[2] ?? '1.1').replace(/^HTTP\//i, ''),
      headers,
      body,
      ...(told.remote_addr !== undefined && { remoteAddress: told.remote_addr }),
      reply: replyOf(response),
      rebuilt: raw === undefined,
      // The agent keeps the beginning of large bodies only.
      cut: declared > body.length,
    };
  });
}

function replyOf(response: z.infer<typeof Request>['response']) {
  const raw = readMessage(Buffer.from(response?.raw ?? '', 'base64'));
  const status = Number(raw?.start[1] ?? response?.status_code ?? 0);
  if (!response || !Number.isInteger(status) || status < 100) return null;
  return {
    status,
    reason: raw?.start[2] ?? '',
    headers: raw?.headers ?? headersOf(response.headers ?? {}),
    body: raw?.body ?? Buffer.alloc(0),
  };
}
