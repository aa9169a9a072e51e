import type { RefObject } from 'react';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { useRowPresses } from '../../ui/list/row-presses.ts';
import { useCaptureSelection } from '../capture-selection.ts';
import { addTermOf } from '../menu/add-term.ts';
import { openRowMenu } from '../menu/menu-store.ts';
import { rowDomId } from '../row/capture-row.tsx';

const SELECTION = { getState: () => useCaptureSelection.getState() };

/** Hears the mouse for all rows of captures at once. */
export function usePresses(
  scroller: RefObject<HTMLElement | null>,
  ids: readonly CaptureId[],
  onOpen: (id: CaptureId) => void,
): void {
  useRowPresses(scroller, {
    ids,
    domId: rowDomId,
    selection: SELECTION,
    onOpen,
    onMenu: openRowMenu,
    onAlt: addTermOf,
  });
}
