import { useEffect, useState } from 'react';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { onCaptureEvent } from '../api/live.ts';
import { navigate, useRoute } from '../navigation/route.ts';
import { ManyReplaysPart } from '../replays/many-part.ts';
import { closeReplay, useManyReplays } from '../replays/open-replay.ts';
import { BackBar } from '../ui/list/back-bar.tsx';
import { later } from '../ui/parts/later.tsx';
import { Split } from '../ui/split.tsx';
import { useFocusAcross } from '../ui/platform/use-focus-across.ts';
import { useMedia } from '../ui/platform/use-media.ts';
import { useCaptureSelection } from './capture-selection.ts';
import { DisplayMenu } from './display/display-button.tsx';
import { closeRowMenu } from './menu/menu-store.ts';
import { RowMenu } from './menu/row-menu-host.tsx';
import { useFoundCount } from './list/count-line.tsx';
import { SelectionBar } from './list/list-bar.tsx';
import { ListPane } from './list/list-pane.tsx';
import { moveActive } from './list-moves.ts';
import { useListView } from './list-view.ts';
import { useSearchAddress } from './search-address.ts';
import { useFound } from './search-store.ts';
import { useTabAddress } from './tab-address.ts';

/** One capture: a script of its own, for the list is what is waited for. */
const CaptureDetailPanel = later(
  'This capture',
  async () => (await import('./detail/capture-detail-panel.tsx')).CaptureDetailPanel,
);

/** Parts that are fetched ahead, the likeliest first. */
export const CAPTURE_PARTS: readonly { fetch: () => Promise<void> }[] = [
  CaptureDetailPanel,
  SelectionBar,
  RowMenu,
  DisplayMenu,
];

const WIDE = '(min-width: 960px)';

/** Pane sizes are kept per class of width: what suits a wide screen does not suit a laptop. */
function widthClass(): { id: string; list: number } {
  const width = window.innerWidth;
  if (width >= 1680) return { id: 'captures-wide', list: 40 };
  return width >= 1280 ? { id: 'captures', list: 49 } : { id: 'captures-narrow', list: 50 };
}

/** The list, and beside it what is open; in a narrow window the detail covers the list. */
export function CapturesPage() {
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <h1 className="sr-only">Captures</h1>
      <ListAndDetail />
    </div>
  );
}

function ListAndDetail() {
  const route = useRoute();
  const id = route.page === 'captures' ? route.id : null;
  const wide = useMedia(WIDE);
  // Chosen once: a window that is dragged wider must not start its panes afresh.
  const [panes] = useState(widthClass);
  useOpenIsActive(id);
  useSearchAddress();
  useTabAddress();
  useForgetRemoved();
  const many = useManyReplays();
  const close = (): void => {
    if (many === null) navigate({ page: 'captures', id: null });
    else closeReplays();
  };
  const detail =
    many === null ? (
      id !== null && <CaptureDetailPanel key={id} id={id as CaptureId} onClose={close} />
    ) : (
      <ManyReplaysPart ids={many} onClose={close} />
    );

  useFocusAcross(
    `${wide} ${detail !== false}`,
    wide || !detail ? '[data-captures-grid]' : '[data-back]',
  );
  // It stands where its row was.
  useEffect(() => closeRowMenu, [wide]);

  if (wide) {
    return (
      <Split
        id={panes.id}
        label="Width of list and detail"
        startSize={panes.list}
        minPx={380}
        start={<ListPane openedId={id} />}
        {...(detail && {
          end: <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">{detail}</div>,
        })}
      />
    );
  }
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
      {/* Stays mounted below the detail: going back finds the list as it was left. */}
      <div className="flex min-h-0 flex-1 flex-col" inert={detail !== false}>
        <ListPane openedId={id} />
      </div>
      {detail && (
        <div className="absolute inset-0 z-20 flex min-h-0 flex-col bg-surface">
          <CaptureBackBar openedId={many === null ? id : null} onBack={close} />
          {detail}
        </div>
      )}
    </div>
  );
}

function CaptureBackBar(props: { openedId: string | null; onBack: () => void }) {
  const count = useFoundCount(useFound());
  const at = useListView(({ ids }) => ids.findIndex((id) => id === props.openedId));
  const isPlain = useListView(({ own }) => own === null) && props.openedId !== null;
  return (
    <BackBar at={at} count={count} onBack={props.onBack} {...(isPlain && { onMove: moveActive })} />
  );
}

/** Leaves the replays; the list, where they were chosen, has the focus then. */
function closeReplays(): void {
  closeReplay();
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-captures-grid]')?.focus());
}

/** A capture opened by a link is the one the keys move from. */
function useOpenIsActive(id: string | null): void {
  useEffect(() => {
    if (id === null || useCaptureSelection.getState().activeId === id) return;
    useCaptureSelection.getState().settle(id as CaptureId, false);
  }, [id]);
}

function useForgetRemoved(): void {
  useEffect(
    () =>
      onCaptureEvent((event) => {
        if (event.kind === 'removed') useCaptureSelection.getState().forget(event.ids);
      }),
    [],
  );
}
