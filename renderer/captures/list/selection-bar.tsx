import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Download, GitCompare, Pin, Repeat, Trash2, X } from 'lucide-react';
import { query } from '../../api/client.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { useCaptureSelection } from '../capture-selection.ts';
import {
  compareTargets,
  exportTargets,
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
    <div
      role="toolbar"
      aria-label="Selected captures"
      className="@container flex min-w-0 flex-1 items-center gap-1"
    >
      <span aria-live="polite" className="mr-2 truncate text-sm font-medium tabular-nums">
        <HowMany />
      </span>
      <Act label="Replay" icon={<Repeat size={14} />} run={() => replayTargets(false)} />
      {comparable && (
        <Act label="Compare" icon={<GitCompare size={14} />} run={() => compareTargets()} />
      )}
      <Act label="Pin" icon={<Pin size={14} />} run={() => togglePinOfTargets()} />
      <Act label="Export" icon={<Download size={14} />} run={() => exportTargets()} />
      <Act label="Delete" icon={<Trash2 size={14} />} run={() => removeTargets()} />
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

/** Where there is no room for its word, only its icon is seen. */
function Act(props: { label: string; icon: ReactNode; run: () => Promise<unknown> }) {
  const { label } = props;
  return (
    <Button
      size="sm"
      variant="ghost"
      icon={props.icon}
      aria-label={label}
      title={label}
      onClick={() => void props.run()}
    >
      <span className="hidden @min-[36rem]:inline">{label}</span>
    </Button>
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
