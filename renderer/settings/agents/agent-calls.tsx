import { useQuery } from '@tanstack/react-query';
import type { AgentCall } from '../../../preload/contract/interchange/mcp.ts';
import { query } from '../../api/client.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { formatCount, formatDuration } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import { Moment } from '../../ui/time/moment.tsx';

/** Agents ask seldom, and a list that is a few seconds old is as good. */
const LOOK_AGAIN_MS = 3000;

const TONES: Record<AgentCall['outcome'], Tone> = {
  answered: 'good',
  refused: 'warn',
  canceled: 'neutral',
  running: 'info',
};

/** What agents asked, the newest first. What they were told is kept nowhere. */
export function AgentCalls() {
  const found = useQuery(query.mcp.calls.queryOptions({ refetchInterval: LOOK_AGAIN_MS }));
  return (
    <Section title="Calls" help="The last 500 since the start: what agents asked.">
      {found.error && <Problem error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <p className="text-muted">No agent asked anything yet.</p>}
      {found.data !== undefined && found.data.length > 0 && (
        <ul
          aria-label="Calls of agents"
          className="max-h-96 divide-y divide-line overflow-y-auto rounded-lg border border-line bg-surface"
        >
          {found.data.map((call) => (
            <Line key={call.number} call={call} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Line({ call }: { call: AgentCall }) {
  const { tool, face, token, at, outcome, durationMs, answerChars } = call;
  return (
    <li className="flex flex-col gap-0.5 px-3 py-1.5">
      <span className="flex flex-wrap items-center gap-x-2">
        <span className="wire flex-1 font-medium">{tool}</span>
        <Badge tone={TONES[outcome]}>{outcome}</Badge>
        <span className="text-sm text-muted">
          {token ?? (face === 'http' ? 'HTTP' : 'program')}
          {durationMs !== null && ` · ${formatDuration(durationMs)}`}
          {answerChars !== null && ` · ${formatCount(answerChars)} characters`} · <Moment at={at} />
        </span>
      </span>
      {call.arguments !== '{}' && (
        <span className="wire truncate text-muted" title={call.arguments}>
          {call.arguments}
        </span>
      )}
    </li>
  );
}
