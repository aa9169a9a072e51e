import type { AgentCall, AgentFace } from '../../preload/contract/interchange/mcp.ts';

const KEPT = 500;
const ARGUMENT_CHARS = 500;

/** The last calls of agents, in memory: what they asked, never what they were told. */
export function openAudit(now: () => number) {
  let calls: AgentCall[] = [];
  let made = 0;

  return {
    /** @param args already redacted */
    begin({ face, token }: { face: AgentFace; token: string | null }, tool: string, args: unknown) {
      made += 1;
      const text = JSON.stringify(args);
      const call: AgentCall = {
        number: made,
        at: now(),
        face,
        tool: tool.slice(0, 100),
        arguments: text.length > ARGUMENT_CHARS ? `${text.slice(0, ARGUMENT_CHARS - 1)}…` : text,
        answerChars: null,
        durationMs: null,
        outcome: 'running',
        token,
      };
      calls = [call, ...calls].slice(0, KEPT);
      return (outcome: Exclude<AgentCall['outcome'], 'running'>, answerChars: number): void => {
        Object.assign(call, { outcome, answerChars, durationMs: now() - call.at });
      };
    },
    /** Newest first. */
    list: (): AgentCall[] => calls.map((call) => ({ ...call })),
  };
}
