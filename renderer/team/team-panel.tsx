import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { toast } from '../ui/toast.tsx';
import { FollowList } from './follow-list.tsx';
import { LeaveTeam } from './leave-team.tsx';
import { draftOf } from './draft.ts';
import { Preview } from './preview.tsx';
import { Standing } from './standing.tsx';
import { TeamForm } from './team-form.tsx';
import { useEdited } from '../ui/form/use-edited.ts';
import type { TeamState } from '../../preload/contract/team.ts';

/** The team in the settings: how it stands, how one takes part, and what leaves this computer. */
export function TeamPanel() {
  const team = useQuery(query.team.get.queryOptions());
  const [round, setRound] = useState(0);
  if (team.error) return <Problem error={team.error} onRetry={() => void team.refetch()} />;
  if (team.data === undefined) return <Spinner label="Loading the team" />;
  const saved = (): void => {
    toast({ title: 'Team saved' });
    setRound(round + 1);
  };
  // In another team, or in none, nothing that was typed holds.
  return <Panel key={`${round} ${team.data.url === null}`} state={team.data} onSaved={saved} />;
}

function Panel({ state, onSaved }: { state: TeamState; onSaved: () => void }) {
  const [draft, setDraft] = useEdited(draftOf(state));
  const isIn = state.url !== null;
  return (
    <>
      <p className="text-muted">
        Several Backstitches share what they catch through one PostgreSQL database, and through
        nothing else. Your captures stay on this computer; the database holds a copy for the others.
        {isIn && (
          <>
            {' '}
            <a
              href={formatRoute({ page: 'team', node: null })}
              className="text-accent-ink underline underline-offset-2"
            >
              What the team caught
            </a>
          </>
        )}
      </p>
      {isIn && <Standing state={state} />}
      <TeamForm state={state} draft={draft} onChange={setDraft} onSaved={onSaved} />
      <Preview draft={draft} />
      {isIn && <FollowList state={state} />}
      {isIn && <LeaveTeam state={state} />}
    </>
  );
}
