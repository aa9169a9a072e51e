import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendError } from './answer.ts';
import { publicError } from './public-error.ts';

/** Where coding agents come in. */
export const AGENT_PATH = '/mcp';

/** Who came in with a lasting token, which is good for this door only. */
export interface AgentHolder {
  id: number;
  name: string;
  /** As far as the settings let agents change anything. */
  mayChange: boolean;
  /** Aborts once somebody revokes the token. */
  revoked: AbortSignal;
}

/** Answers an agent whose token was looked at before. */
export interface AgentDoor {
  isOpen(): boolean;
  /** Whose lasting token it is; undefined for all other texts. */
  holderOf(token: string): AgentHolder | undefined;
  /** @param holder left out for who has the token of this run */
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    stopping: AbortSignal,
    holder?: AgentHolder,
  ): Promise<void>;
}

/** Lets an agent in, where agents may come in at all. */
export async function answerAgent(
  agents: AgentDoor | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
  holder?: AgentHolder,
): Promise<void> {
  if (agents === undefined) return sendError(response, publicError('NOT_FOUND'));
  if (!agents.isOpen()) {
    const hint = 'Turn on “Let agents connect” in Settings, or start with backstitch serve --mcp.';
    return sendError(response, publicError('FORBIDDEN', 'Agents are not let in here.', { hint }));
  }
  return agents.answer(request, response, stopping, holder);
}
