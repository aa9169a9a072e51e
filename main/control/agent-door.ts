import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendError } from './answer.ts';
import { publicError } from './public-error.ts';

/** Where coding agents come in. */
export const AGENT_PATH = '/mcp';

/** Answers an agent whose token was looked at before. */
export interface AgentDoor {
  isOpen(): boolean;
  answer(request: IncomingMessage, response: ServerResponse, stopping: AbortSignal): Promise<void>;
}

/** Lets an agent in, where agents may come in at all. */
export async function answerAgent(
  agents: AgentDoor | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  if (agents === undefined) return sendError(response, publicError('NOT_FOUND'));
  if (!agents.isOpen()) {
    const hint = 'Turn on “Let agents connect” in Settings, or start with backstitch serve --mcp.';
    return sendError(response, publicError('FORBIDDEN', 'Agents are not let in here.', { hint }));
  }
  return agents.answer(request, response, stopping);
}
