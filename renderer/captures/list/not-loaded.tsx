import { useEffect, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

/** Sooner, the answer is there before anybody has read that it is waited for. */
const SHOW_AFTER_MS = 200;
/** From here on somebody may want to give up. */
const LONG_MS = 4000;
/** More than any window shows. */
const ROWS = 40;

/** Whether something has been under way for so long. */
function useLasts(active: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setLasts(true), ms);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [active, ms]);
  return active && lasts;
}

/** In the place of rows that are being read: nothing at first, then rows without text, as high. */
export function NotLoaded(props: { reading: boolean; onCancel: () => void; onRetry: () => void }) {
  const { reading } = props;
  const isShown = useLasts(reading, SHOW_AFTER_MS);
  if (!reading) {
    return (
      <EmptyState title="Not read" actions={<Button onClick={props.onRetry}>Try again</Button>}>
        <p>You canceled it.</p>
      </EmptyState>
    );
  }
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <StillReading reading onCancel={props.onCancel} />
      <output
        aria-label={isShown ? 'Loading captures' : ''}
        className="min-h-0 flex-1 overflow-hidden"
      >
        {isShown &&
          Array.from({ length: ROWS }, (_, index) => <BlankRow key={index} index={index} />)}
      </output>
    </div>
  );
}

/** As wide as texts are: some longer, some shorter. */
const WIDTHS = ['w-2/5', 'w-1/3', 'w-1/2', 'w-1/4'];

function BlankRow({ index }: { index: number }) {
  return (
    <div
      data-blank-row
      className="flex h-12 items-center gap-2 border-b border-line/60 px-2.5 @min-[640px]:h-7"
    >
      <span className="size-[18px] shrink-0 rounded-full bg-hover" />
      <span className={`h-3 rounded bg-hover ${WIDTHS[index % WIDTHS.length]}`} />
    </div>
  );
}

/** Says after a while that something is still being read, and offers to give it up. */
export function StillReading(props: { reading: boolean; onCancel: () => void }) {
  const isLong = useLasts(props.reading, LONG_MS);
  if (!isLong) return null;
  return (
    <div
      role="status"
      className="flex h-9 shrink-0 items-center gap-3 border-b border-line bg-canvas px-3 text-sm text-muted"
    >
      Still reading
      <Button size="sm" onClick={props.onCancel}>
        Cancel
      </Button>
    </div>
  );
}
