import { z } from 'zod';
import { headerValue } from '../../../lib/headers.ts';
import type { ReadEntry } from '../../formats/entry.ts';
import { rawTarget } from '../../formats/wire-text.ts';
import { headersOf, readItems, withHost } from './items.ts';

/** `GET /token/<id>/requests` of webhook.site, as its documentation has it. */
const Request = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.unknown()).catch({}),
  content: z.string().nullish().catch(''),
  ip: z.string().optional().catch(undefined),
  created_at: z.string().optional().catch(undefined),
});

/** Reads the requests that webhook.site kept. Its times are UTC. */
export function readWebhookSite(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  return readItems(chunks, ['data'], Request, ({ method, url, content, ip, ...told }) => {
    const parsed = URL.parse(url);
    if (parsed === null) return `“${url.slice(0, 80)}” is not a URL.`;
    const headers = withHost(headersOf(told.headers), parsed.host);
    const body = Buffer.from(content ?? '', 'utf8');
    const declared = headerValue(headers, 'content-length');
    const at = Date.parse(`${(told.created_at ?? '').replace(' ', 'T').replace(/Z$/, '')}Z`);
    return {
      receivedAt: Number.isNaN(at) ? null : at,
      durationMs: null,
      method,
      target: rawTarget(url),
      httpVersion: '1.1',
      headers,
      body,
      ...(ip !== undefined && { remoteAddress: ip }),
      reply: null,
      // Forms with files, and what is no UTF-8, are not what was sent.
      rebuilt:
        body.includes('\uFFFD') || (declared !== undefined && Number(declared) !== body.length),
    };
  });
}
