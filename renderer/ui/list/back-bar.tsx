import { ArrowDown, ArrowLeft, ArrowUp } from 'lucide-react';
import { Button, IconButton } from '../button.tsx';
import { formatCount } from '../format.ts';

/**
 * Above what covers its list in a narrow window: the way back, which of how many it is, and the ones
 * beside it.
 *
 * @param props.at place in the list from 0; negative where what is open is none of its rows.
 * @param props.count how many the list has; undefined while that is not known.
 * @param props.onMove moves by one, -1 upwards; left out where the rows are no plain list.
 */
export function BackBar(props: {
  at: number;
  count: { count: number; capped: boolean } | undefined;
  onBack: () => void;
  onMove?: ((step: 1 | -1) => void) | undefined;
}) {
  const { at, count, onMove } = props;
  const place =
    at < 0 || count === undefined || onMove === undefined
      ? null
      : `${formatCount(at + 1)} of ${formatCount(count.count, count.capped)}`;
  return (
    <div className="flex h-9 shrink-0 items-center border-b border-line bg-canvas px-1">
      <Button
        size="sm"
        variant="ghost"
        data-back
        icon={<ArrowLeft size={14} aria-hidden />}
        aria-label={place === null ? 'Back to the list' : `Back to the list, ${place}`}
        className="tabular-nums"
        onClick={props.onBack}
      >
        {place ?? 'Back to the list'}
      </Button>
      {onMove !== undefined && (
        <span className="ml-auto flex">
          <IconButton
            size="sm"
            label="Previous in the list"
            shortcut="k"
            icon={<ArrowUp size={14} aria-hidden />}
            disabled={at <= 0}
            onClick={() => onMove(-1)}
          />
          <IconButton
            size="sm"
            label="Next in the list"
            shortcut="j"
            icon={<ArrowDown size={14} aria-hidden />}
            disabled={at < 0 || (count !== undefined && !count.capped && at + 1 >= count.count)}
            onClick={() => onMove(1)}
          />
        </span>
      )}
    </div>
  );
}
