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
import { useListKeys, type ListKeys } from '../../keys/list-keys.ts';

const PAGE_STEP = 15;

/** What a key does in the list of another page, or else in that of the captures. */
const inList = (there: (keys: ListKeys) => void, captures: () => void) => (): void => {
  const { present } = useListKeys.getState();
  if (present === null) captures();
  else there(present);
};

const by = (step: number, extending = false) =>
  inList(
    (keys) => keys.move(step, extending),
    () => moveActive(step, extending),
  );

/** How one moves and selects in the list of captures, and in lists like it. */
export const OF_LIST: readonly Command[] = [
  inAll('next', 'Next', ['j', 'ArrowDown'], by(1)),
  inAll('previous', 'Previous', ['k', 'ArrowUp'], by(-1)),
  inAll('page-down', 'A page down', ['PageDown'], by(PAGE_STEP)),
  inAll('page-up', 'A page up', ['PageUp'], by(-PAGE_STEP)),
  inAll('newest', 'Newest', ['Home'], by(Number.NEGATIVE_INFINITY)),
  inAll('oldest', 'Oldest', ['End'], by(Number.POSITIVE_INFINITY)),
  inAll(
    'open',
    'Open',
    ['Enter', 'o'],
    inList((keys) => keys.open(), openActive),
  ),
  {
    ...inAll(
      'close',
      'Close, or clear the selection',
      ['Escape'],
      inList((keys) => keys.close(), closeOpen),
    ),
    fixed: true,
  },
  inAll(
    'toggle',
    'Select or unselect',
    ['x', 'Space'],
    inList((keys) => keys.toggle(), toggleActive),
  ),
  inAll('extend-down', 'Extend selection down', ['Shift+ArrowDown', 'Shift+j'], by(1, true)),
  inAll('extend-up', 'Extend selection up', ['Shift+ArrowUp', 'Shift+k'], by(-1, true)),
  inAll(
    'select-all',
    'Select all found',
    ['Mod+a'],
    inList((keys) => keys.chooseAll(), chooseAll),
  ),
  inAll(
    'row-menu',
    'Menu of the row',
    ['Shift+F10', 'ContextMenu'],
    inList((keys) => keys.rowMenu(), showRowMenu),
  ),
  inAll(
    'show-open',
    'Show the open row',
    ['.'],
    inList((keys) => keys.showOpen(), showOpen),
  ),
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
    inLists: true,
    run: toggleTimeline,
  },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) =>
    move(`view-${n}`, `View ${n}`, [String(n)], () => showView(n)),
  ),
];

function move(id: string, title: string, keys: readonly string[], run: () => void): Command {
  return { id, title, group: 'List', keys, on: 'captures', keyOnly: true, run };
}

function inAll(id: string, title: string, keys: readonly string[], run: () => void): Command {
  return { ...move(id, title, keys, run), inLists: true };
}
