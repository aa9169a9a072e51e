import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { pino } from 'pino';
import { openControl } from '../../main/control/listener.ts';
import { engineEntry } from '../helpers/run-cli.ts';
import { startTestEngine } from '../helpers/start-engine.ts';

/** A real engine with `/mcp` on a control listener of its own. */
export async function startDoor(open = true) {
  const t = await startTestEngine();
  const control = await openControl({
    surface: t.engine,
    port: 0,
    staticDir: '.',
    log: pino({ level: 'silent' }),
    agents: t.engine.agents.door,
  });
  if (open) await t.engine.prefs.put({ patch: { 'agents.connect': true } });
  return {
    ...t,
    control,
    mcpUrl: new URL('/mcp', control.url),
    async [Symbol.asyncDispose]() {
      await control[Symbol.asyncDispose]();
      await t[Symbol.asyncDispose]();
    },
  };
}

const IDENTITY = { name: 'test', version: '1' };

/** The official client, at `/mcp`. */
export async function httpAgent(
  url: URL,
  token: string,
  protocol: 'auto' | 'legacy' = 'auto',
): Promise<Client> {
  const client = new Client(IDENTITY, { versionNegotiation: { mode: protocol } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
  return client;
}

/** The official client, with `backstitch mcp` as the process it starts. */
export async function stdioAgent(...argv: string[]): Promise<Client> {
  const client = new Client(IDENTITY);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [engineEntry(), 'mcp', ...argv],
    stderr: 'ignore',
  });
  await client.connect(transport);
  return client;
}

export interface Told {
  refused: boolean;
  answer: Record<string, unknown>;
  /** All of it, as a model may be shown it. */
  text: string;
}

/** What a tool tells: the same in both forms, which every call checks. */
export async function ask(client: Client, name: string, args: object = {}): Promise<Told> {
  const result = await client.callTool({ name, arguments: { ...args } });
  const [block] = result.content as { type: string; text: string }[];
  const answer = result.structuredContent as Record<string, unknown>;
  if (block?.text !== JSON.stringify(answer)) throw new Error('The two forms differ.');
  return { refused: result.isError === true, answer, text: block.text };
}
