import {
  chooseAll,
  closeOpen,
  moveActive,
  openActive,
  showOpen,
  showRowMenu,
  showView,
  toggleActive,
  toggleTimeline,
} from '../../captures/list-moves.ts';
import { useFollowing } from '../../captures/list-view.ts';
import type { Command } from '../../keys/command.ts';

const PAGE_STEP = 15;

/** How one moves and selects in the list of captures. */
export const OF_LIST: readonly Command[] = [
  move('next', 'Next', ['j', 'ArrowDown'], () => moveActive(1)),
  move('previous', 'Previous', ['k', 'ArrowUp'], () => moveActive(-1)),
  move('page-down', 'A page down', ['PageDown'], () => moveActive(PAGE_STEP)),
  move('page-up', 'A page up', ['PageUp'], () => moveActive(-PAGE_STEP)),
  move('newest', 'Newest', ['Home'], () => moveActive(Number.NEGATIVE_INFINITY)),
  move('oldest', 'Oldest', ['End'], () => moveActive(Number.POSITIVE_INFINITY)),
  move('open', 'Open', ['Enter', 'o'], openActive),
  { ...move('close', 'Close, or clear the selection', ['Escape'], closeOpen), fixed: true },
  move('toggle', 'Select or unselect', ['x', 'Space'], toggleActive),
  move('extend-down', 'Extend selection down', ['Shift+ArrowDown', 'Shift+j'], () =>
    moveActive(1, true),
  ),
  move('extend-up', 'Extend selection up', ['Shift+ArrowUp', 'Shift+k'], () =>
    moveActive(-1, true),
  ),
  move('select-all', 'Select all found', ['Mod+a'], chooseAll),
  move('row-menu', 'Menu of the row', ['Shift+F10', 'ContextMenu'], showRowMenu),
  move('show-open', 'Show the open row', ['.'], showOpen),
  {
    id: 'follow',
    title: 'Follow the newest captures, or pause',
    group: 'List',
    keys: ['Shift+f'],
    on: 'captures',
    run: () => useFollowing.getState().toggle(),
  },
  {
    id: 'timeline',
    title: 'Show or hide the timeline',
    group: 'List',
    keys: ['t'],
    on: 'captures',
    run: toggleTimeline,
  },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) =>
    move(`view-${n}`, `View ${n}`, [String(n)], () => showView(n)),
  ),
];

function move(id: string, title: string, keys: readonly string[], run: () => void): Command {
  return { id, title, group: 'List', keys, on: 'captures', keyOnly: true, run };
}
