import type { KeyboardEvent } from 'react';
import { within } from '../../ui/list/within.ts';
import { isKeyOf } from '../../keys/keymap.ts';
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
  ArrowUp: () => -1,
  PageDown: (page) => page,
  PageUp: (page) => -page,
  End: () => Infinity,
  Home: () => -Infinity,
};

/** Where the keys of the table lead; arrows and their like lead there in every list. */
const STEP_KEYS = [
  { key: 'endpoint-next', by: 1, extends: false },
  { key: 'endpoint-previous', by: -1, extends: false },
  { key: 'endpoint-extend-down', by: 1, extends: true },
  { key: 'endpoint-extend-up', by: -1, extends: true },
] as const;

const MOVE_KEYS = [
  ['endpoint-up', -1],
  ['endpoint-down', 1],
  ['endpoint-top', -Infinity],
  ['endpoint-bottom', Infinity],
] as const;

interface Step {
  by: number;
  extends: boolean;
}

/** How far a key leads; undefined where it leads nowhere. */
function stepOf(event: KeyboardEvent, page: number): Step | undefined {
  const known = STEP_KEYS.find(({ key }) => isKeyOf(event, key));
  if (known !== undefined) return known;
  if (event.ctrlKey || event.metaKey) return undefined;
  const by = STEPS[event.key]?.(page);
  return by === undefined ? undefined : { by, extends: event.shiftKey };
}

/** The keys of the list: they move, select, open, reorder and delete. */
export function onListKey(event: KeyboardEvent, moves: KeyMoves): void {
  // React hands on the keys of a row's menu, which lies elsewhere in the page.
  if (!event.currentTarget.contains(event.target as Node)) return;
  const { activeId } = useChosen.getState();
  const id = activeId ?? moves.order[0];
  if (id === undefined) return;
  const move = MOVE_KEYS.find(([key]) => isKeyOf(event, key));
  if (move !== undefined) {
    event.preventDefault();
    moves.move(id, move[1]);
    return;
  }
  if (event.altKey) return;
  // Inside of a control, keys are the control's; the arrows still lead through the list.
  if (isControl(event.target) && !event.key.startsWith('Arrow')) return;
  if (handles(event, id, moves, stepOf(event, moves.page))) event.preventDefault();
}

function handles(
  event: KeyboardEvent,
  id: string,
  moves: KeyMoves,
  step: Step | undefined,
): boolean {
  if (isKeyOf(event, 'endpoint-all')) choose(moves.order);
  else if (step !== undefined) {
    const to = stepTo(moves.order, id, step.by);
    if (to === undefined) return false;
    if (step.extends) extendTo(to, moves.order);
    moves.focus(to);
  } else if (event.key === 'Enter' || isKeyOf(event, 'endpoint-open')) moves.open(id);
  else if (event.key === ' ' || isKeyOf(event, 'endpoint-toggle')) toggle(id);
  else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    openMenuOf(event.currentTarget.querySelector(`[data-endpoint="${id}"]`) ?? event.currentTarget);
  } else if (isKeyOf(event, 'endpoint-delete')) {
    const { ids } = useChosen.getState();
    moves.remove(ids.size > 0 ? [...ids] : [id]);
  } else return false;
  return true;
}

function stepTo(order: readonly string[], from: string, by: number): string | undefined {
  const at = Math.max(0, order.indexOf(from)) + by;
  return order[within(at, order.length)];
}
