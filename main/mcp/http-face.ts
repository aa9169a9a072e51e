import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import type { AgentHolder } from '../control/agent-door.ts';
import type { ProtocolParts } from './protocol.ts';

interface Parts {
  version: string;
  /** What one that came in may do, and how its calls are carried out. */
  of: (holder: AgentHolder | undefined) => Omit<ProtocolParts, 'version'>;
  log: (message: string, error: unknown) => void;
}

const MOST_BODY_BYTES = 4 * 1024 * 1024;

/**
 * MCP over HTTP: Streamable HTTP of today and, without sessions, of 2025. The protocol is loaded at the
 * first request: it costs a start 0.1 s and 13 MB.
 */
export function createHttpFace(parts: Parts) {
  let handler: Promise<McpHttpHandler> | undefined;

  async function load(): Promise<McpHttpHandler> {
    const [sdk, { serverFactory }] = await Promise.all([
      import('@modelcontextprotocol/server'),
      import('./protocol.ts'),
    ]);
    const { version, of, log } = parts;
    return sdk.createMcpHandler(
      (context) => {
        const holder = context.authInfo?.extra?.['holder'] as AgentHolder | undefined;
        return serverFactory(sdk, { version, ...of(holder) })(context);
      },
      {
        maxRequestBodySize: MOST_BODY_BYTES,
        onerror: (error) => log('An agent was answered with an error.', error),
      },
    );
  }

  return {
    async answer(
      request: IncomingMessage,
      response: ServerResponse,
      stopping: AbortSignal,
      holder?: AgentHolder,
    ): Promise<void> {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      handler ??= load();
      const { fetch } = await handler;
      const ends = [gone.signal, stopping, ...(holder === undefined ? [] : [holder.revoked])];
      const asked = webRequest(request, AbortSignal.any(ends));
      // The protocol hands this to what serves the request; the token itself stays here.
      const authInfo = { token: '', clientId: '', scopes: [], extra: { holder } };
      await send(await fetch(asked, { authInfo }), response);
    },
    async close(): Promise<void> {
      await (await handler)?.close();
    },
  };
}

/** The request without what proves who sent it: nothing behind this needs to know. */
function webRequest(request: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (name === 'authorization' || name === 'cookie') continue;
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  return new Request('http://backstitch/mcp', {
    method: request.method ?? 'GET',
    headers,
    signal,
    ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' }),
  });
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  // What an agent is told while it waits must not stay in a buffer.
  response.flushHeaders();
  if (answer.body !== null) {
    for await (const chunk of answer.body) {
      if (response.destroyed) return;
      if (!response.write(chunk))
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
  }
  response.end();
}
