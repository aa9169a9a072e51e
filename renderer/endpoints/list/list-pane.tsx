import { useDeferredValue, useMemo, useState } from 'react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import type { Known } from './known.ts';
import { EndpointList } from './endpoint-list.tsx';
import { ListTools } from './list-tools.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { FIRST_SHOWN, type Shown, positionBefore, shownRows } from './shown-rows.ts';
import { readTested } from './test-path.ts';
import { TestPathBox } from './test-path-box.tsx';
import { choose, useChosen } from './use-chosen.ts';
import { useMoveEndpoint, useRemoveEndpoints, useSwitchEndpoints } from '../use-endpoints.ts';

/** The list with what narrows it, orders it and tests it. */
export function ListPane(props: {
  list: readonly Endpoint[];
  known: readonly Known[];
  openedId: string | null;
  isTesting: boolean;
  onTestEnd: () => void;
  onOpen: (endpoint: Endpoint, how: 'pointer' | 'key') => void;
  onDuplicate: (endpoint: Endpoint) => void;
}) {
  const { list, known } = props;
  const [shown, setShown] = useState<Shown>(FIRST_SHOWN);
  const [typed, setTyped] = useState('');
  const [moving, setMoving] = useState<Endpoint | null>(null);
  const own = useMemo(() => known.filter(({ endpoint }) => !endpoint.isInbox), [known]);
  const inbox = known.find(({ endpoint }) => endpoint.isInbox);
  const asked = useDeferredValue(shown);
  const rows = useMemo(() => shownRows(own, asked), [own, asked]);
  const chosen = useChosen((s) => s.ids);
  const selected = list.filter(({ id, isInbox }) => chosen.has(id) && !isInbox);
  const switching = useSwitchEndpoints();
  const remove = useRemoveEndpoints();
  const move = useMoveEndpoint();

  const found = rows.reduce((sum, row) => sum + (row.kind === 'group' ? 0 : 1), 0);
  const isMovable = asked.order === 'match' && asked.groupBy === 'none';
  const tested = props.isTesting ? readTested(typed) : null;
  const removeAll = (gone: readonly Endpoint[]): void => {
    const some = gone.filter(({ isInbox }) => !isInbox);
    if (some.length === 0 || remove.isPending) return;
    remove.mutate(some, {
      onSuccess: ({ removed }) => {
        const away = new Set<string>(removed);
        choose([...chosen].filter((id) => !away.has(id)));
      },
    });
  };
  const moveAbove = (endpoint: Endpoint, name: string): void => {
    const other = list.find((one) => one.name === name);
    if (other === undefined) return;
    const position = positionBefore(endpoint, other, own.length);
    move.mutate({ id: endpoint.id, position });
  };
  const fold = (key: string): void => {
    const turned = new Set(shown.turned);
    if (!turned.delete(key)) turned.add(key);
    setShown({ ...shown, turned });
  };

  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <div className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line bg-canvas px-4 py-1 sm:px-6">
        {selected.length > 0 ? (
          <SelectionBar selected={selected} onRemove={removeAll} />
        ) : (
          <ListTools
            shown={shown}
            found={shown.groupBy === 'none' ? found : countIn(rows)}
            total={own.length}
            onChange={(change) => setShown({ ...shown, ...change })}
          />
        )}
      </div>
      {props.isTesting && (
        <TestPathBox list={list} typed={typed} onType={setTyped} onClose={props.onTestEnd} />
      )}
      <EndpointList
        rows={rows}
        inbox={inbox}
        total={own.length}
        openedId={props.openedId}
        isMovable={isMovable}
        tested={tested}
        onOpen={props.onOpen}
        onSwitch={(endpoint, enabled) => switching.mutate({ ids: [endpoint.id], enabled })}
        onRemove={removeAll}
        onFold={fold}
        commands={{
          onDuplicate: props.onDuplicate,
          onMoveTo: isMovable ? setMoving : null,
          onMoveAbove: moveAbove,
        }}
      />
      {moving !== null && (
        <MoveDialog endpoint={moving} list={list} onClose={() => setMoving(null)} />
      )}
    </div>
  );
}

/** How many endpoints are found, folded ones included. */
const countIn = (rows: ReturnType<typeof shownRows>): number =>
  rows.reduce((sum, row) => sum + (row.kind === 'group' ? row.count : 0), 0);
