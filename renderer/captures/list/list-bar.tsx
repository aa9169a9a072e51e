import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Pin, Repeat, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { SearchProblem } from '../../../preload/contract/captures.ts';
import { query } from '../../api/client.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { Menu } from '../../ui/menu.tsx';
import { useCaptureSelection } from '../capture-selection.ts';
import { ProblemList } from '../search/problem-list.tsx';
import { SearchBox } from '../search/search-box.tsx';
import { useSearch } from '../search-store.ts';
import { removeTargets, replayTargets, sendSample, togglePinOfTargets } from '../list-actions.ts';
import { chooseAll } from '../list-moves.ts';
import { RemoveFoundDialog } from './remove-found-dialog.tsx';

/** Above the list: the search, how many it finds, and what can be done with them. */
export function ListBar({ problems }: { problems: readonly SearchProblem[] }) {
  const search = useSearch((s) => s.applied);
  const chosen = useCaptureSelection((s) => s.chosen.size);
  const [removing, setRemoving] = useState(false);
  const invalid = problems.length > 0;
  return (
    <div className="shrink-0 border-b border-line bg-canvas">
      <div className="flex items-start gap-2 p-2">
        <SearchBox problems={problems} />
        <Menu
          trigger={<IconButton label="More for this list" icon={<Ellipsis size={16} />} />}
          items={[
            { id: 'all', label: 'Select all loaded', shortcut: 'Ctrl A', onSelect: chooseAll },
            { id: 'sample', label: 'Send a sample', onSelect: () => void sendSample() },
            'separator',
            {
              id: 'remove',
              label: search === '' ? 'Delete all captures…' : 'Delete all found…',
              icon: <Trash2 size={14} />,
              danger: true,
              disabled: invalid,
              onSelect: () => setRemoving(true),
            },
          ]}
        />
      </div>
      <div className="flex h-8 items-center gap-1 border-t border-line pr-1 pl-3">
        {chosen > 0 ? (
          <ChosenBar count={chosen} />
        ) : invalid ? (
          <ProblemList problems={problems} />
        ) : (
          <Count search={search} />
        )}
      </div>
      <RemoveFoundDialog open={removing} search={search} onClose={() => setRemoving(false)} />
    </div>
  );
}

function Count({ search }: { search: string }) {
  const count = useQuery({
    ...query.captures.count.queryOptions({ input: { search } }),
    placeholderData: (previous) => previous,
  });
  const { data } = count;
  const words = search === '' ? (data?.count === 1 ? 'capture' : 'captures') : 'found';
  return (
    <p aria-live="polite" className="text-sm text-muted tabular-nums">
      {data ? `${formatCount(data.count, data.capped)} ${words}` : ''}
    </p>
  );
}

function ChosenBar({ count }: { count: number }) {
  const clearChosen = useCaptureSelection((s) => s.clearChosen);
  return (
    <div role="toolbar" aria-label="Selected captures" className="flex flex-1 items-center gap-1">
      <span aria-live="polite" className="mr-2 text-sm font-medium tabular-nums">
        {formatPlural(count, 'capture')} selected
      </span>
      <Button
        size="sm"
        variant="ghost"
        icon={<Repeat size={14} />}
        onClick={() => replayTargets(false)}
      >
        Replay
      </Button>
      <Button
        size="sm"
        variant="ghost"
        icon={<Pin size={14} />}
        onClick={() => void togglePinOfTargets()}
      >
        Pin
      </Button>
      <Button
        size="sm"
        variant="ghost"
        icon={<Trash2 size={14} />}
        onClick={() => void removeTargets()}
      >
        Delete
      </Button>
      <IconButton
        className="ml-auto"
        label="Clear selection"
        shortcut="Esc"
        size="sm"
        icon={<X size={14} />}
        onClick={clearChosen}
      />
    </div>
  );
}
