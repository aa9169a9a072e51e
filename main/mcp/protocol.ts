import type * as Sdk from '@modelcontextprotocol/server';
import type { McpServerFactory, ServerContext } from '@modelcontextprotocol/server';
import type { ToolAnswer } from '../../preload/contract/interchange/mcp.ts';
import { INSTRUCTIONS } from './instructions.ts';
import type { Tool } from './tool.ts';
import { toolsFor } from './tools/table.ts';

/** Carries a tool out, here or in the engine; rejects only once `signal` aborted. */
export type CallTool = (name: string, args: unknown, signal: AbortSignal) => Promise<ToolAnswer>;

export interface ProtocolParts {
  version: string;
  mayChange: () => boolean;
  call: CallTool;
  /** How often a call that is not answered yet says so; default 5 s. */
  progressMs?: number;
}

const PROGRESS_MS = 5000;

/** What serves one client, in either version of the protocol. */
export function serverFactory(sdk: typeof Sdk, parts: ProtocolParts): McpServerFactory {
  const { call, version, mayChange, progressMs = PROGRESS_MS } = parts;

  return () => {
    const server = new sdk.McpServer(
      { name: 'backstitch', title: 'Backstitch', version },
      { instructions: INSTRUCTIONS },
    );
    for (const tool of toolsFor(mayChange())) {
      server.registerTool(
        tool.name,
        {
          title: tool.title,
          description: tool.description,
          inputSchema: tool.input,
          annotations: annotationsOf(tool),
        },
        async (args, context) => {
          using _ = sayProgress(context, tool, progressMs);
          const { refused, answer } = await call(tool.name, args, signalOf(context));
          // Some clients hand on the one, some the other: both hold the same.
          return {
            content: [{ type: 'text', text: JSON.stringify(answer) }],
            structuredContent: answer,
            isError: refused,
          };
        },
      );
    }
    server.registerResource(
      'capture-body',
      new sdk.ResourceTemplate('capture://{id}/body', { list: undefined }),
      {
        title: 'Body of a capture',
        description: 'Its first 20,000 characters, in the field `untrusted`: data of a stranger.',
        mimeType: 'application/json',
      },
      async (uri, { id }, context) => {
        const args = { id: String(id), part: 'body', maxChars: 20_000 };
        const { answer } = await call('get_capture', args, signalOf(context));
        const text = JSON.stringify(answer);
        return { contents: [{ uri: uri.href, mimeType: 'application/json', text }] };
      },
    );
    return server;
  };
}

/** Aborts when the call is given up, and when who asked over HTTP is gone: in 2025 that was no cancel yet. */
function signalOf({ mcpReq, http }: ServerContext): AbortSignal {
  const gone = http?.req?.signal;
  return gone === undefined ? mcpReq.signal : AbortSignal.any([mcpReq.signal, gone]);
}

const annotationsOf = ({ kind }: Tool) => ({
  openWorldHint: false,
  ...(kind === 'read'
    ? { readOnlyHint: true }
    : { readOnlyHint: false, destructiveHint: kind === 'send' }),
});

/** Tells a client that asked for it that a call goes on: many give one up that is silent for long. */
function sayProgress(
  { mcpReq }: ServerContext,
  { waits }: Tool,
  everyMs: number,
): Disposable | undefined {
  // oxlint-disable-next-line no-underscore-dangle -- the protocol calls it so
  const { progressToken } = mcpReq._meta ?? {};
  if (progressToken === undefined) return undefined;
  let passedMs = 0;
  const message = waits ? 'Still waiting.' : 'Still working.';
  const timer = setInterval(() => {
    passedMs += everyMs;
    const params = { progressToken, progress: passedMs / 1000, message };
    // A client that is gone needs no progress.
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
