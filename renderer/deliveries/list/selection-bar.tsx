import { Ban, RotateCcw, X } from 'lucide-react';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { changeDeliveries } from './actions.ts';
import { isDelivery, useDeliverySelection } from './selection.ts';

/** What can be done with the selected deliveries. */
export function SelectionBar(props: {
  /** How many the search finds. */
  count: number | undefined;
  /** Requeues all dead letters that are found. */
  onRequeueFound: () => void;
}) {
  const chosen = useDeliverySelection((s) => s.chosen);
  const isAll = useDeliverySelection((s) => s.allFound !== null);
  const clear = useDeliverySelection((s) => s.clearChosen);
  const ids = [...chosen].filter(isDelivery);
  return (
    <div role="toolbar" aria-label="Selected deliveries" className="flex flex-1 items-center gap-1">
      <span aria-live="polite" className="mr-2 truncate text-sm font-medium tabular-nums">
        {isAll
          ? `All ${props.count === undefined ? '' : formatCount(props.count)} found`
          : `${formatPlural(ids.length, 'delivery', 'deliveries')} selected`}
      </span>
      <Button
        size="sm"
        variant="ghost"
        icon={<RotateCcw size={14} />}
        onClick={() => {
          if (isAll) props.onRequeueFound();
          else void changeDeliveries(ids, 'requeue');
        }}
      >
        {isAll ? 'Requeue dead letters' : 'Requeue'}
      </Button>
      {!isAll && (
        <Button
          size="sm"
          variant="ghost"
          icon={<Ban size={14} />}
          onClick={() => void changeDeliveries(ids, 'cancel')}
        >
          Cancel
        </Button>
      )}
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
