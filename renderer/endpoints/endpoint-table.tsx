import { useEffect, useRef, useState } from 'react';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import type { EndpointCommands } from './endpoint-menu.tsx';
import { EndpointRow } from './endpoint-row.tsx';
import { useMoveEndpoint } from './use-endpoints.ts';

const HEAD = 'px-3 py-2 text-left text-sm font-medium text-muted whitespace-nowrap';

/** The endpoints in order of matching. Alt and an arrow key move the row the focus is in. */
export function EndpointTable(props: { list: readonly Endpoint[] } & EndpointCommands) {
  const { list, ...commands } = props;
  const move = useMoveEndpoint();
  const [said, setSaid] = useState('');
  const table = useRef<HTMLTableElement>(null);
  const focusAfter = useRef<string | null>(null);
  const last = list.length - 1;

  // Reordered rows are moved in the document, and what is moved loses the focus.
  useEffect(() => {
    if (focusAfter.current === null) return;
    table.current?.querySelector<HTMLElement>(`[data-move="${focusAfter.current}"]`)?.focus();
    focusAfter.current = null;
  });

  const moveBy = (endpoint: Endpoint, by: -1 | 1): void => {
    const position = endpoint.position + by;
    if (endpoint.isInbox || position < 1 || position > last || move.isPending) return;
    move.mutate(
      { id: endpoint.id, position },
      {
        onSuccess: () => {
          setSaid(`${endpoint.name} is now ${position} of ${last}`);
          focusAfter.current = `${endpoint.id}${by === -1 ? '-up' : '-down'}`;
        },
      },
    );
  };
  return (
    <div className="relative overflow-x-auto rounded-lg border border-line bg-surface">
      <table ref={table} className="w-full border-collapse">
        <caption className="sr-only">Endpoints in order of matching</caption>
        <thead className="border-b border-line">
          <tr>
            <th scope="col" className={HEAD}>
              Order
            </th>
            <th scope="col" className={HEAD}>
              Endpoint
            </th>
            <th scope="col" className={HEAD}>
              Reply
            </th>
            <th scope="col" className={`${HEAD} hidden xl:table-cell`}>
              Addresses
            </th>
            <th scope="col" className={`${HEAD} text-right`}>
              Captures
            </th>
            <th scope="col" className={HEAD}>
              On
            </th>
            <th scope="col" className={HEAD}>
              <span className="sr-only">More</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.map((endpoint) => (
            <EndpointRow
              key={endpoint.id}
              endpoint={endpoint}
              isLast={endpoint.position === last}
              onMove={(by) => moveBy(endpoint, by)}
              {...commands}
            />
          ))}
        </tbody>
      </table>
      <output className="sr-only">{said}</output>
    </div>
  );
}
