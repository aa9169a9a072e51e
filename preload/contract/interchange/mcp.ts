import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { EpochMs } from '../shapes.ts';

/** How an agent came in: by `backstitch mcp`, or at `/mcp`. */
export const AgentFace = z.enum(['stdio', 'http']);
export type AgentFace = z.infer<typeof AgentFace>;

/** One call of a tool by an agent. */
export const AgentCall = z.object({
  number: z.number().int().describe('1 for the first since the start'),
  at: EpochMs,
  face: AgentFace,
  tool: z.string(),
  arguments: z.string().describe('JSON, redacted, 500 characters at most'),
  answerChars: z.number().int().nullable().describe('length of the answer; null while it runs'),
  durationMs: z.number().nullable().describe('null while it runs'),
  outcome: z.enum(['running', 'answered', 'refused', 'canceled']),
  token: z.string().nullable().describe('name of the lasting token it came in with; null without'),
});
export type AgentCall = z.infer<typeof AgentCall>;

export const ToolAnswer = z.object({
  refused: z.boolean().describe('the answer says why, and what to do'),
  answer: z.record(z.string(), z.unknown()),
});
export type ToolAnswer = z.infer<typeof ToolAnswer>;

/** A lasting token of an agent, which opens `/mcp` and nothing else. Its text is never told again. */
export const AgentToken = z.object({
  id: z.number().int(),
  name: z.string(),
  mayChange: z
    .boolean()
    .describe('it may use tools that change something, where the settings let agents'),
  createdAt: EpochMs,
  lastUsedAt: EpochMs.nullable().describe('to the minute; null before the first use'),
});
export type AgentToken = z.infer<typeof AgentToken>;

/** What coding agents do here. Whether they may come in at `/mcp` is in the preferences. */
export const mcp = {
  calls: oc
    .route({ method: 'GET', path: '/mcp/calls', summary: 'The last 500 calls of agents' })
    .output(z.array(AgentCall).describe('newest first')),
  /** How `backstitch mcp` reaches its tools: they run in the engine, where secrets are known. */
  call: oc
    .route({ method: 'POST', path: '/mcp/call', summary: 'Call a tool as an agent does' })
    .input(
      z.object({
        tool: z.string().max(100),
        arguments: z.record(z.string(), z.unknown()).default({}),
        client: z.string().min(1).max(60).default('rest').describe('limits are counted by it'),
        allowWrite: z.boolean().default(false).describe('tools that change something, too'),
        redact: z.boolean().default(true).describe('cut credentials and known secrets'),
      }),
    )
    .output(ToolAnswer)
    .errors(errors('BAD_INPUT')),
  tokens: oc
    .route({ method: 'GET', path: '/mcp/tokens', summary: 'Lasting tokens of agents' })
    .output(z.array(AgentToken).describe('as they were made'))
    .errors(errors('FORBIDDEN')),
  /** Good at `/mcp` over HTTP until it is revoked, also after a restart. At most 50 are kept. */
  createToken: oc
    .route({
      method: 'POST',
      path: '/mcp/tokens',
      summary: 'Make a lasting token for an agent',
    })
    .input(
      z.object({
        name: z.string().trim().min(1).max(80).describe('whose it is; no two alike'),
        mayChange: z.boolean().default(false),
      }),
    )
    .output(AgentToken.extend({ token: z.string().describe('told this once') }))
    .errors(errors('FORBIDDEN', 'AGENT_TOKEN_INVALID')),
  /** What it is asking at the moment ends, too. */
  revokeToken: oc
    .route({ method: 'DELETE', path: '/mcp/tokens/{id}', summary: 'Revoke a token of an agent' })
    .input(z.object({ id: z.coerce.number().int() }))
    .output(z.object({ removed: z.boolean() }))
    .errors(errors('FORBIDDEN')),
};
