import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import type { DeliveryId } from '../../preload/contract/deliveries.ts';
import { Button } from '../ui/button.tsx';
import { useMedia } from '../ui/platform/use-media.ts';
import { Split } from '../ui/split.tsx';
import { DeliveryDetail } from './detail/delivery-detail.tsx';
import { ListPane } from './list/list-pane.tsx';
import { useDeliverySelection } from './list/selection.ts';
import { goTo, usePlace } from './search/place.ts';

/** The deliveries and the one that is open; in a narrow window it covers the list. */
export function QueuePart() {
  const place = usePlace();
  const { id } = place;
  const wide = useMedia('(min-width: 960px)');
  useOpenIsActive(id);
  const close = (): void => {
    goTo({ ...place, id: null });
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-list-grid]')?.focus());
  };
  const detail = id !== null && <DeliveryDetail key={id} id={id as DeliveryId} onClose={close} />;
  if (wide) {
    return (
      <Split
        id="deliveries"
        label="Width of list and detail"
        startSize={49}
        minPx={380}
        start={<ListPane />}
        {...(detail && {
          end: <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">{detail}</div>,
        })}
      />
    );
  }
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col" inert={detail !== false}>
        <ListPane />
      </div>
      {detail && (
        <div className="absolute inset-0 z-20 flex min-h-0 flex-col bg-surface">
          <div className="flex h-9 shrink-0 items-center border-b border-line bg-canvas px-1">
            <Button size="sm" variant="ghost" icon={<ArrowLeft size={14} />} onClick={close}>
              Back to the list
            </Button>
          </div>
          {detail}
        </div>
      )}
    </div>
  );
}

/** A delivery opened by a link is the one the keys move from. */
function useOpenIsActive(id: string | null): void {
  useEffect(() => {
    if (id === null || useDeliverySelection.getState().activeId === id) return;
    useDeliverySelection.getState().settle(id, false);
  }, [id]);
}
