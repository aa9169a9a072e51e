import { useQuery } from '@tanstack/react-query';
import { GitCompare, Pin, Repeat, Trash2, X } from 'lucide-react';
import { query } from '../../api/client.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { useCaptureSelection } from '../capture-selection.ts';
import {
  compareTargets,
  removeTargets,
  replayTargets,
  togglePinOfTargets,
} from '../list-actions.ts';

/** What can be done with the selected captures. */
export function SelectionBar() {
  const clearChosen = useCaptureSelection((s) => s.clearChosen);
  // More do not fit side by side.
  const comparable = useCaptureSelection((s) => s.chosen.size > 1 && s.chosen.size <= 20);
  return (
    <div role="toolbar" aria-label="Selected captures" className="flex flex-1 items-center gap-1">
      <span aria-live="polite" className="mr-2 truncate text-sm font-medium tabular-nums">
        <HowMany />
      </span>
      <Button
        size="sm"
        variant="ghost"
        icon={<Repeat size={14} />}
        onClick={() => void replayTargets(false)}
      >
        Replay
      </Button>
      {comparable && (
        <Button
          size="sm"
          variant="ghost"
          icon={<GitCompare size={14} />}
          onClick={() => void compareTargets()}
        >
          Compare
        </Button>
      )}
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

function HowMany() {
  const chosen = useCaptureSelection((s) => s.chosen.size);
  const allFound = useCaptureSelection((s) => s.allFound);
  const count = useQuery({
    ...query.captures.count.queryOptions({ input: { search: allFound?.search ?? '' } }),
    enabled: allFound !== null,
    placeholderData: (previous) => previous,
  });
  if (allFound === null) return `${formatPlural(chosen, 'capture')} selected`;
  return count.data ? `All ${formatCount(count.data.count, count.data.capped)} found` : 'All found';
}
