import { useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import type { TeamState } from '../../preload/contract/team.ts';
import { query } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { ListAndDetail } from './list-and-detail.tsx';
import { usePlace } from './list/use-place.ts';
import { NodeList } from './node-list.tsx';
import { Standing } from './standing.tsx';
import { isConnected, STATES } from './words.ts';

const toSettings = (): void => navigate({ page: 'settings', section: 'team' });

/** What all nodes of the team caught, and who they are. */
export function TeamPage() {
  const team = useQuery(query.team.get.queryOptions());
  const state = team.data;
  if (state !== undefined && state.url !== null) return <InTeam state={state} />;
  return (
    <PageFrame title="Team">
      {team.error ? (
        <div className="p-4">
          <Problem error={team.error} onRetry={() => void team.refetch()} />
        </div>
      ) : state === undefined ? (
        <Spinner label="Loading the team" />
      ) : (
        <EmptyState
          icon={<Users size={28} aria-hidden />}
          title="Share what you catch"
          actions={
            <Button variant="primary" onClick={toSettings}>
              Join a team…
            </Button>
          }
        >
          Several Backstitches share captures through one PostgreSQL database. You see what the
          others caught, copy it here and replay it against your own code. Secrets are cut out
          before anything leaves.
        </EmptyState>
      )}
    </PageFrame>
  );
}

/** Who is there is not known while the database does not answer. */
const nodesOf = ({ state, nodes }: TeamState): TeamState['nodes'] =>
  isConnected(state) ? nodes : nodes.map((node) => ({ ...node, online: false, viewing: null }));

function InTeam({ state }: { state: TeamState }) {
  const { node, q = '' } = usePlace();
  const { label, tone } = STATES[state.state];
  return (
    <PageFrame
      title="Team"
      content="fixed"
      facts={<Badge tone={tone}>{label}</Badge>}
      actions={<Button onClick={toSettings}>Team settings</Button>}
    >
      <div className="flex min-h-0 flex-1 flex-col xl:flex-row">
        <NodeList nodes={nodesOf(state)} chosen={node} q={q} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {!isConnected(state.state) && (
            <div className="shrink-0 border-b border-line px-4 py-3">
              <Standing state={state} />
            </div>
          )}
          <ListAndDetail state={state} />
        </div>
      </div>
    </PageFrame>
  );
}
