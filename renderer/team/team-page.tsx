import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { RefreshCw, Users } from 'lucide-react';
import { useState } from 'react';
import type { TeamNodeId, TeamState } from '../../preload/contract/team.ts';
import { query } from '../api/client.ts';
import { navigate, useRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { CaptureTable } from './capture-table.tsx';
import { NodeList } from './node-list.tsx';
import { Standing } from './standing.tsx';
import { isConnected, STATES } from './words.ts';

const PAGE = 100;
/** Only those who follow a node are told of its captures; who looks at all of them asks. */
const ASK_MS = 5000;

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

function InTeam({ state }: { state: TeamState }) {
  const route = useRoute();
  const { node = null, q = '' } = route.page === 'team' ? route : {};
  const { label, tone } = STATES[state.state];
  return (
    <PageFrame
      title="Team"
      content="fixed"
      facts={<Badge tone={tone}>{label}</Badge>}
      actions={<Button onClick={toSettings}>Team settings</Button>}
    >
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <NodeList nodes={state.nodes} chosen={node} q={q} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {!isConnected(state.state) && (
            <div className="shrink-0 px-4 pt-3">
              <Standing state={state} />
            </div>
          )}
          <Captures
            key={`${node ?? ''} ${q}`}
            node={node}
            q={q}
            enabled={isConnected(state.state)}
          />
        </div>
      </div>
    </PageFrame>
  );
}

function Captures({ node, q, enabled }: { node: string | null; q: string; enabled: boolean }) {
  const list = useInfiniteQuery({
    ...query.team.captures.infiniteOptions({
      input: (before: string | undefined) => ({
        search: q,
        limit: PAGE,
        ...(node !== null && { node: node as TeamNodeId }),
        ...(before !== undefined && { before }),
      }),
      initialPageParam: undefined,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
    enabled,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : ASK_MS),
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <SearchBar
        node={node}
        q={q}
        busy={list.isFetching}
        onRefresh={enabled ? () => void list.refetch() : undefined}
      />
      <div className="min-h-0 flex-1 overflow-auto">
        {list.error !== null && enabled && (
          <div className="px-4 pb-3">
            <Problem error={list.error} onRetry={() => void list.refetch()} />
          </div>
        )}
        {items.length > 0 ? (
          <CaptureTable items={items} />
        ) : list.data !== undefined ? (
          <Nothing isSearch={q !== ''} />
        ) : (
          enabled && list.error === null && <Spinner label="Loading the captures of the team" />
        )}
        {list.hasNextPage && (
          <div className="flex justify-center p-3">
            <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Show older ones
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function Nothing({ isSearch }: { isSearch: boolean }) {
  return (
    <p className="p-6 text-center text-muted">
      {isSearch
        ? 'No capture of the team matches.'
        : 'Nothing has reached the team yet. What is caught from now on appears here.'}
    </p>
  );
}

function SearchBar(props: {
  node: string | null;
  q: string;
  busy: boolean;
  /** Left out: there is nothing to ask. */
  onRefresh: (() => void) | undefined;
}) {
  const { node, q } = props;
  const [typed, setTyped] = useState(q);
  const search = (text: string): void => {
    const next = text.trim();
    if (next !== q) navigate({ page: 'team', node, ...(next !== '' && { q: next }) });
  };
  return (
    <form
      role="search"
      className="flex shrink-0 items-center gap-2 px-4 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        search(typed);
      }}
    >
      <Field label="Search the team" hideLabel className="min-w-0 flex-1">
        <TextInput
          type="search"
          value={typed}
          placeholder="Search the team: words of the path, status:4xx, event:invoice.paid, after:2026-11-27"
          onValueChange={(next) => {
            setTyped(next);
            if (next === '') search(next);
          }}
        />
      </Field>
      <Button type="submit">Search</Button>
      {props.onRefresh !== undefined && (
        <IconButton
          label="Look for new ones"
          icon={<RefreshCw size={14} />}
          disabled={props.busy}
          onClick={props.onRefresh}
        />
      )}
    </form>
  );
}
