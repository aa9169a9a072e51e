import { useEffect } from 'react';
import type { DeliveryId } from '../../preload/contract/deliveries.ts';
import { BackBar } from '../ui/list/back-bar.tsx';
import { useFocusAcross } from '../ui/platform/use-focus-across.ts';
import { useMedia } from '../ui/platform/use-media.ts';
import { Split } from '../ui/split.tsx';
import { DeliveryDetail } from './detail/delivery-detail.tsx';
import { ListPane } from './list/list-pane.tsx';
import { useDeliverySelection, useShownDeliveries } from './list/selection.ts';
import { goTo, usePlace } from './search/place.ts';

/** The deliveries and the one that is open; in a narrow window it covers the list. */
export function QueuePart() {
  const place = usePlace();
  const { id } = place;
  const wide = useMedia('(min-width: 960px)');
  useOpenIsActive(id);
  const close = (): void => goTo({ ...place, id: null });
  const detail = id !== null && <DeliveryDetail key={id} id={id as DeliveryId} onClose={close} />;
  useFocusAcross(
    `${wide} ${detail !== false}`,
    wide || !detail ? '[data-list-grid]' : '[data-back]',
  );
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
          <DeliveryBackBar onBack={close} />
          {detail}
        </div>
      )}
    </div>
  );
}

function DeliveryBackBar({ onBack }: { onBack: () => void }) {
  const place = usePlace();
  const ids = useShownDeliveries((shown) => shown.ids);
  const count = useShownDeliveries((shown) => shown.count);
  const at = place.id === null ? -1 : ids.indexOf(place.id);
  const move = (step: 1 | -1): void => {
    const id = ids[at + step];
    if (id === undefined) return;
    useDeliverySelection.getState().activate(id);
    goTo({ ...place, id }, true);
  };
  return (
    <BackBar
      at={at}
      count={count === undefined ? undefined : { count, capped: false }}
      onBack={onBack}
      {...(ids.length > 0 && { onMove: move })}
    />
  );
}

/** A delivery opened by a link is the one the keys move from. */
function useOpenIsActive(id: string | null): void {
  useEffect(() => {
    if (id === null || useDeliverySelection.getState().activeId === id) return;
    useDeliverySelection.getState().settle(id, false);
  }, [id]);
}
