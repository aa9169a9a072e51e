import type { KeyboardEvent } from 'react';
import { isControl, openMenuOf } from './endpoint-row.tsx';
import { choose, extendTo, toggle, useChosen } from './use-chosen.ts';

/** What the keys of the list do beside selecting. Steps count rows that are shown. */
export interface KeyMoves {
  /** Ids of the rows that are shown, in their order. */
  order: readonly string[];
  /** How many rows fit the list. */
  page: number;
  focus: (id: string) => void;
  open: (id: string) => void;
  remove: (ids: readonly string[]) => void;
  /** By rows; Infinity to either end. */
  move: (id: string, by: number) => void;
}

const STEPS: Readonly<Record<string, (page: number) => number>> = {
  ArrowDown: () => 1,
  j: () => 1,
  ArrowUp: () => -1,
  k: () => -1,
  PageDown: (page) => page,
  PageUp: (page) => -page,
  End: () => Infinity,
  Home: () => -Infinity,
};

/** The keys of the list: they move, select, open, reorder and delete. */
export function onListKey(event: KeyboardEvent, moves: KeyMoves): void {
  // React hands on the keys of a row's menu, which lies elsewhere in the page.
  if (!event.currentTarget.contains(event.target as Node)) return;
  const { activeId } = useChosen.getState();
  const id = activeId ?? moves.order[0];
  if (id === undefined) return;
  const step = STEPS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (event.altKey) {
    if (step === undefined || event.key.length === 1) return;
    event.preventDefault();
    moves.move(id, step(moves.page));
    return;
  }
  // Inside of a control, keys are the control's; the arrows still lead through the list.
  if (isControl(event.target) && !event.key.startsWith('Arrow')) return;
  if (handles(event, id, moves, step)) event.preventDefault();
}

function handles(
  event: KeyboardEvent,
  id: string,
  moves: KeyMoves,
  step: ((page: number) => number) | undefined,
): boolean {
  const mod = event.ctrlKey || event.metaKey;
  if (mod && event.key.toLowerCase() === 'a') choose(moves.order);
  else if (mod) return false;
  else if (step !== undefined) {
    const to = stepTo(moves.order, id, step(moves.page));
    if (to === undefined) return false;
    if (event.shiftKey) extendTo(to, moves.order);
    moves.focus(to);
  } else if (event.key === 'Enter' || event.key === 'o') moves.open(id);
  else if (event.key === 'x' || event.key === ' ') toggle(id);
  else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    openMenuOf(event.currentTarget.querySelector(`[data-endpoint="${id}"]`) ?? event.currentTarget);
  } else if (event.key === 'Delete') {
    const { ids } = useChosen.getState();
    moves.remove(ids.size > 0 ? [...ids] : [id]);
  } else return false;
  return true;
}

function stepTo(order: readonly string[], from: string, by: number): string | undefined {
  const at = Math.max(0, order.indexOf(from)) + by;
  return order[Math.min(Math.max(at, 0), order.length - 1)];
}
