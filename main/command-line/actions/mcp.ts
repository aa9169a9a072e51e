import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ToolAnswer } from '../../../preload/contract/interchange/mcp.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { readVersion } from '../../lib/version.ts';
import { serverFactory } from '../../mcp/protocol.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { printError } from '../print.ts';
import { startQuietly } from '../serving/start-quietly.ts';
import { interruption } from './answer.ts';
import { AsyncClosingStack } from '../../lib/closing-stack.ts';

export interface McpArguments extends Where {
  allowWrite: boolean;
  redact: boolean;
  /** Starts an engine where none runs. */
  start: boolean;
  /** Of the one that is started. */
  port?: number | undefined;
  /** As `ProtocolParts.progressMs`. */
  progressMs?: number;
}

/**
 * Serves MCP on standard input and output until the input ends. Nothing but the protocol goes to the output.
 * The engine is looked for at each call: it may start late, and start again.
 */
export async function runMcp(args: McpArguments): Promise<void> {
  await using stack = new AsyncClosingStack();
  if (!args.redact) printError('Credentials are shown to the agent: --no-redact.');
  // At the first call: some clients start a second process only to ask which protocol it speaks.
  let started: ReturnType<typeof ensureEngine> | undefined;
  stack.defer(async () => (await started?.catch(() => undefined))?.stop());
  const client = `stdio-${randomBytes(8).toString('hex')}`;
  const options = { client, allowWrite: args.allowWrite, redact: args.redact };

  async function call(tool: string, given: unknown, signal: AbortSignal): Promise<ToolAnswer> {
    try {
      if (args.start) await (started ??= ensureEngine(args));
      const engine = await findEngine(args);
      const input = { tool, arguments: given ?? {}, ...options };
      return (await engine.ask('POST', '/mcp/call', input, { signal })) as ToolAnswer;
    } catch (error) {
      if (signal.aborted || !(error instanceof BackstitchError)) throw error;
      return { refused: true, answer: asAnswer(error) };
    }
  }

  const sdk = await import('@modelcontextprotocol/server');
  const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
  const { allowWrite, progressMs } = args;
  const parts = {
    version: readVersion(),
    mayChange: () => allowWrite,
    call,
    ...(progressMs !== undefined && { progressMs }),
  };
  const served = serveStdio(serverFactory(sdk, parts), {
    onerror: (error) => printError(`backstitch mcp: ${error.message}`),
  });
  stack.defer(() => served.close());
  const stop = interruption();
  await Promise.race([once(process.stdin, 'close'), once(stop.signal, 'abort')]);
  process.exitCode = stop.exit();
}

/** Starts an engine, where none answers and one of this machine is meant. */
async function ensureEngine(
  args: McpArguments,
): Promise<{ stop: () => Promise<void> } | undefined> {
  try {
    await findEngine(args);
    return undefined;
  } catch (error) {
    const isAway = error instanceof BackstitchError && error.code === 'NOT_RUNNING';
    if (!isAway || args.url !== undefined) throw error;
  }
  return startQuietly(args);
}

function asAnswer({ code, message, hint }: BackstitchError): ToolAnswer['answer'] {
  const start =
    'Start it with: backstitch serve. Or let the agent start it: backstitch mcp --start.';
  const next = code === 'NOT_RUNNING' ? start : hint;
  return { code, problem: message, ...(next !== undefined && { hint: next }) };
}
