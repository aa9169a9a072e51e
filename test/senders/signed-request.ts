import { request as httpRequest } from 'node:http';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { findProvider } from '../../main/signatures/providers/providers.ts';
import { signRequest } from '../../main/signatures/sign.ts';

interface Sending {
  url: string;
  path?: string;
  method?: string;
  headers?: HeaderPair[];
  body?: string | Buffer;
  /** Signs as this provider with this secret. */
  as?: { provider: string; secret: string; at?: number; url?: string };
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Sends one request to the intake over HTTP, signed as a provider would, if asked. */
export function send(sending: Sending): Promise<Answer> {
  const { url, path = '/hook', method = 'POST', headers = [], as } = sending;
  const body = Buffer.from(sending.body ?? '');
  const { host, hostname, port } = new URL(url);
  let all: HeaderPair[] = [['Host', host], ...headers];
  if (as !== undefined) {
    const signed = signRequest({
      provider: findProvider(as.provider)!,
      request: { method, target: path, headers: all, body, urls: [as.url ?? url + path] },
      secrets: [{ id: 's', label: 's', value: as.secret }],
      now: as.at ?? Date.now(),
      newId: 'msg_sent',
    });
    if (!signed.ok) throw new Error(signed.text);
    all = signed.headers;
  }
  if (body.length > 0) all.push(['Content-Length', String(body.length)]);
  return new Promise((resolve, reject) => {
    const out = httpRequest(
      { host: hostname, port, method, path, headers: all.flat(), agent: false },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(parts).toString(),
          }),
        );
      },
    );
    out.on('error', reject);
    out.end(body);
  });
}
