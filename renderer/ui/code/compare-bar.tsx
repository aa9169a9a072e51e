import { Button } from '../button.tsx';

/** Above two texts that are compared: which side of both is shown, and the way back. */
export function CompareBar<Side extends string>(props: {
  sides: readonly { side: Side; label: string }[];
  side: Side;
  onSide: (side: Side) => void;
  /** The words of the way back. */
  back: string;
  onBack: () => void;
}) {
  return (
    <div className="flex flex-wrap items-center gap-1">
      {props.sides.map(({ side, label }) => (
        <Button
          key={side}
          size="sm"
          variant={side === props.side ? 'secondary' : 'ghost'}
          aria-pressed={side === props.side}
          onClick={() => props.onSide(side)}
        >
          {label}
        </Button>
      ))}
      <span className="flex-1" />
      <Button size="sm" variant="ghost" onClick={props.onBack}>
        {props.back}
      </Button>
    </div>
  );
}
