import { useInfiniteQuery } from '@tanstack/react-query';
import { Copy, Inbox, RefreshCw, SearchX, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { TeamCapture, TeamNodeId, TeamState } from '../../../preload/contract/team.ts';
import { query } from '../../api/client.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatPlural } from '../../ui/format.ts';
import { isSelecting } from '../../ui/list/selection.ts';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { NoteDialog } from '../note-dialog.tsx';
import { useTeamActions } from '../use-team.ts';
import { isConnected } from '../words.ts';
import { keyOf } from './listed.ts';
import { RowMenu } from './row-menu.tsx';
import { SearchBox } from './search-box.tsx';
import { useShownRows, useTeamSelection } from './selection.ts';
import { TeamGrid } from './team-grid.tsx';
import { goTo, openKey, usePlace } from './use-place.ts';

const PAGE = 100;
/** Only those who follow a node are told of its captures; who looks at all of them asks. */
const ASK_MS = 5000;

const toGrid = (): void => document.querySelector<HTMLElement>('[data-list-grid]')?.focus();

/** The search of the team, and what it finds. */
export function ListPane({ state }: { state: TeamState }) {
  const { node, q = '', open } = usePlace();
  const enabled = isConnected(state.state);
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
    // The list keeps its place, and the focus, while the next is looked for.
    placeholderData: (before) => before,
    refetchInterval: ({ state: now }) => ((now.data?.pages.length ?? 0) > 1 ? false : ASK_MS),
  });
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const whole = list.data !== undefined && !list.hasNextPage;
  useEffect(() => useShownRows.setState({ keys: items.map(keyOf), whole }), [items, whole]);
  const [menu, setMenu] = useState<{ key: string; point: { x: number; y: number } } | null>(null);
  const [noting, setNoting] = useState<TeamCapture | null>(null);
  const chosen = useTeamSelection((s) => s.chosen);
  const many = items.filter((item) => chosen.has(keyOf(item)));
  const pointed = menu === null ? undefined : items.find((item) => keyOf(item) === menu.key);
  const openNow = open === undefined ? null : keyOf(open);
  const nodeName = node === null ? null : nameOf(state, node);
  const error = enabled ? list.error : null;
  const onRetry = (): void => void list.refetch();
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex h-11 shrink-0 items-center gap-1.5 border-b border-line px-2">
        {useTeamSelection(isSelecting) ? (
          <SelectionBar many={many} />
        ) : (
          <>
            <SearchBox q={q} nodeName={nodeName} onLeave={toGrid} />
            <IconButton
              label="Look for new ones"
              icon={<RefreshCw size={14} />}
              disabled={!enabled || list.isFetching}
              onClick={() => void list.refetch()}
            />
          </>
        )}
      </div>
      {error !== null && (
        <div className="p-3">
          <Problem error={error} {...(!isMistake(error) && { onRetry })} />
        </div>
      )}
      {items.length > 0 ? (
        <TeamGrid
          items={items}
          openKey={openNow}
          hasMore={list.hasNextPage}
          viewers={enabled ? viewersOf(state) : NO_VIEWERS}
          onOpen={openKey}
          onClose={() => {
            if (open !== undefined) goTo({ open: null });
            else if (q !== '' || node !== null) goTo({ q: '', node: null });
          }}
          onMenu={(key, point) => setMenu({ key, point })}
          onNearEnd={() => {
            if (!list.isFetchingNextPage && error === null) void list.fetchNextPage();
          }}
        />
      ) : list.data !== undefined ? (
        <Nothing q={q} nodeName={nodeName} />
      ) : (
        enabled && error === null && <Spinner label="Loading the captures of the team" />
      )}
      {menu !== null && pointed !== undefined && (
        <RowMenu
          item={pointed}
          many={many}
          point={menu.point}
          onOpen={() => openKey(menu.key, openNow !== null)}
          onNote={() => setNoting(pointed)}
          onClose={() => setMenu(null)}
        />
      )}
      {noting !== null && <NoteDialog item={noting} onClose={() => setNoting(null)} />}
    </div>
  );
}

/** What is asked for has to be changed: asked again it is refused again. */
const isMistake = (error: unknown): boolean => readProblem(error).code === 'SEARCH_INVALID';

const NO_VIEWERS: ReadonlyMap<string, readonly string[]> = new Map();

const nameOf = (state: TeamState, node: string): string =>
  state.nodes.find(({ id }) => id === node)?.name ?? 'a node that is gone';

/** Who has what open, by the key of the capture: others than this node. */
function viewersOf({ nodes }: TeamState): Map<string, string[]> {
  const viewers = new Map<string, string[]>();
  for (const { own, name, viewing } of nodes) {
    if (own || viewing === null) continue;
    viewers.set(keyOf(viewing), [...(viewers.get(keyOf(viewing)) ?? []), name]);
  }
  return viewers;
}

function SelectionBar({ many }: { many: readonly TeamCapture[] }) {
  const clear = useTeamSelection((s) => s.clearChosen);
  const { copyAll, busy } = useTeamActions();
  return (
    <div
      role="toolbar"
      aria-label="Selected captures of the team"
      className="flex flex-1 items-center gap-1"
    >
      <span aria-live="polite" className="mr-2 truncate text-sm font-medium tabular-nums">
        {formatPlural(many.length, 'capture')} selected
      </span>
      <Button
        size="sm"
        variant="ghost"
        icon={<Copy size={14} />}
        disabled={busy}
        onClick={() => copyAll(many)}
      >
        Copy here
      </Button>
      <IconButton
        className="ml-auto"
        label="Clear selection"
        shortcut="Esc"
        size="sm"
        icon={<X size={14} />}
        onClick={clear}
      />
    </div>
  );
}

function Nothing({ q, nodeName }: { q: string; nodeName: string | null }) {
  if (q !== '') {
    return (
      <EmptyState
        icon={<SearchX size={28} aria-hidden />}
        title="No capture of the team matches"
        actions={<Button onClick={() => goTo({ q: '', node: null })}>Clear search</Button>}
      >
        Search by words of the path, or by method, status, provider, event, sig, endpoint, after or
        before.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Inbox size={28} aria-hidden />}
      title={nodeName === null ? 'Nothing has reached the team yet' : `Nothing of ${nodeName} yet`}
      {...(nodeName !== null && {
        actions: <Button onClick={() => goTo({ node: null })}>Show all nodes</Button>,
      })}
    >
      What is caught from now on appears here by itself.
    </EmptyState>
  );
}
