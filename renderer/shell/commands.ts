import {
  DETAIL_TABS,
  editTarget,
  hasButton,
  type PaneButton,
  press,
  replayTargetsNow,
  showPart,
} from '../captures/detail-moves.ts';
import {
  copyCurlOfTarget,
  removeTargets,
  replayTargets,
  sendSample,
  togglePinOfTargets,
} from '../captures/list-actions.ts';
import {
  chooseAll,
  closeOpen,
  moveActive,
  openActive,
  showOpen,
  showRowMenu,
  showView,
  toggleActive,
} from '../captures/list-moves.ts';
import { useFollowing } from '../captures/list-view.ts';
import { useOverlay } from '../navigation/overlays.ts';
import { currentRoute, navigate } from '../navigation/route.ts';
import { useTheme } from '../ui/platform/theme.ts';

export type CommandGroup = 'Go to' | 'Captures' | 'List' | 'View';

export type Command = {
  id: string;
  title: string;
  group: CommandGroup;
  /** Chords as `readChord` writes them: `r`, `Shift+ArrowDown`, `Mod+k`; or two in turn: `g c`. */
  keys?: readonly string[];
  /** Where it works; everywhere if left out. */
  on?: 'captures';
  /** Whether there is something for it to work on; left out: always. */
  when?: () => boolean;
  /** Left out of the palette: a move makes sense by key only. */
  keyOnly?: true;
  /** Works also while typing or with a dialog open. */
  always?: true;
  run: () => void;
};

const PAGE_STEP = 15;

function find(): void {
  // At once where that is possible: what is typed next belongs into the box already.
  if (focusSearch()) return;
  navigate({ page: 'captures', id: null });
  requestAnimationFrame(() => void focusSearch());
}

function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>('[data-search-input]');
  box?.focus();
  box?.select();
  return box !== null && document.activeElement === box;
}

/** Everything that can be asked for by key, palette or the desktop's menu. */
export const COMMANDS: readonly Command[] = [
  {
    id: 'palette',
    title: 'Command palette',
    group: 'View',
    keys: ['Mod+k'],
    keyOnly: true,
    always: true,
    run: () => {
      const { open, show, close } = useOverlay.getState();
      if (open === 'palette') close();
      else show('palette');
    },
  },
  { id: 'find', title: 'Search captures', group: 'Captures', keys: ['/'], run: find },
  {
    id: 'replay',
    title: 'Replay',
    group: 'Captures',
    keys: ['r'],
    on: 'captures',
    run: () => void replayTargetsNow(),
  },
  {
    id: 'replay-to',
    title: 'Replay to…',
    group: 'Captures',
    keys: ['Shift+r'],
    on: 'captures',
    run: () => void replayTargets(false),
  },
  {
    id: 'edit-replay',
    title: 'Edit and replay',
    group: 'Captures',
    keys: ['e'],
    on: 'captures',
    run: () => void editTarget(),
  },
  {
    id: 'copy-curl',
    title: 'Copy as curl',
    group: 'Captures',
    keys: ['c'],
    on: 'captures',
    run: () => void copyCurlOfTarget(),
  },
  {
    id: 'pin',
    title: 'Pin or unpin',
    group: 'Captures',
    keys: ['p'],
    on: 'captures',
    run: () => void togglePinOfTargets(),
  },
  {
    id: 'delete',
    title: 'Delete',
    group: 'Captures',
    keys: ['Delete', 'Backspace'],
    on: 'captures',
    run: () => void removeTargets(),
  },
  ...DETAIL_TABS.map(({ id, label, key }): Command => ({
    id: `show-${id}`,
    title: `Show ${label.toLowerCase()}`,
    group: 'Captures',
    keys: [key],
    on: 'captures',
    keyOnly: true,
    run: () => showPart(id),
  })),
  // By key only: the palette would take the focus back from the field.
  { ...ofPane('find-in-body', 'Find in the body', 'Mod+f', 'data-body-find'), keyOnly: true },
  ofPane('wrap', 'Wrap lines', 'Alt+z', 'data-body-wrap'),
  ofPane('split', 'Body beside another part', '|', 'data-split'),
  { id: 'sample', title: 'Send a sample', group: 'Captures', run: () => void sendSample() },
  move('next', 'Next', ['j', 'ArrowDown'], () => moveActive(1)),
  move('previous', 'Previous', ['k', 'ArrowUp'], () => moveActive(-1)),
  move('page-down', 'A page down', ['PageDown'], () => moveActive(PAGE_STEP)),
  move('page-up', 'A page up', ['PageUp'], () => moveActive(-PAGE_STEP)),
  move('newest', 'Newest', ['Home'], () => moveActive(Number.NEGATIVE_INFINITY)),
  move('oldest', 'Oldest loaded', ['End'], () => moveActive(Number.POSITIVE_INFINITY)),
  move('open', 'Open', ['Enter', 'o'], openActive),
  move('close', 'Close, or clear the selection', ['Escape'], closeOpen),
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
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) =>
    move(`view-${n}`, `View ${n}`, [String(n)], () => showView(n)),
  ),
  {
    id: 'captures',
    title: 'Captures',
    group: 'Go to',
    keys: ['g c'],
    run: () => navigate({ page: 'captures', id: null }),
  },
  {
    id: 'endpoints',
    title: 'Endpoints',
    group: 'Go to',
    keys: ['g e'],
    run: () => navigate({ page: 'endpoints', id: null }),
  },
  {
    id: 'apps',
    title: 'Apps',
    group: 'Go to',
    keys: ['g a'],
    run: () => navigate({ page: 'apps', appId: null, part: 'overview', item: null }),
  },
  {
    id: 'integrations',
    title: 'Data',
    group: 'Go to',
    keys: ['g d'],
    run: () => navigate({ page: 'integrations', id: null, part: 'rows' }),
  },
  {
    id: 'sql',
    title: 'SQL console',
    group: 'Go to',
    keys: ['g q'],
    run: () => navigate({ page: 'sql', query: null }),
  },
  {
    id: 'deliveries',
    title: 'Deliveries',
    group: 'Go to',
    keys: ['g s'],
    run: () => navigate({ page: 'deliveries', part: 'queue', id: null }),
  },
  {
    id: 'dead-letters',
    title: 'Dead letters',
    group: 'Go to',
    run: () => navigate({ page: 'deliveries', part: 'dead', id: null }),
  },
  {
    id: 'destinations',
    title: 'Destinations',
    group: 'Go to',
    run: () => navigate({ page: 'deliveries', part: 'destinations', id: null }),
  },
  {
    id: 'simulator',
    title: 'Simulator',
    group: 'Go to',
    keys: ['g m'],
    run: () => navigate({ page: 'simulator' }),
  },
  {
    id: 'settings',
    title: 'Settings',
    group: 'Go to',
    keys: ['g ,', 'Mod+,'],
    run: () => navigate({ page: 'settings' }),
  },
  {
    id: 'tunnel',
    title: 'Tunnel settings',
    group: 'View',
    run: () => useOverlay.getState().show('tunnel'),
  },
  {
    id: 'forward',
    title: 'Forward to localhost',
    group: 'View',
    run: () => useOverlay.getState().show('forward'),
  },
  {
    id: 'shortcuts',
    title: 'Keyboard shortcuts',
    group: 'View',
    keys: ['?'],
    run: () => useOverlay.getState().show('shortcuts'),
  },
  theme('theme-light', 'Light theme', 'light'),
  theme('theme-dark', 'Dark theme', 'dark'),
  theme('theme-system', 'System theme', 'system'),
];

function move(id: string, title: string, keys: readonly string[], run: () => void): Command {
  return { id, title, group: 'List', keys, on: 'captures', keyOnly: true, run };
}

function ofPane(id: string, title: string, key: string, button: PaneButton): Command {
  return {
    id,
    title,
    group: 'Captures',
    keys: [key],
    on: 'captures',
    when: () => hasButton(button),
    run: () => press(button),
  };
}

function theme(id: string, title: string, to: 'light' | 'dark' | 'system'): Command {
  return { id, title, group: 'View', run: () => useTheme.getState().setTheme(to) };
}

/** Whether a command makes sense on the present page, as it is now. */
export function isAvailable(command: Command): boolean {
  const isHere = command.on === undefined || currentRoute().page === command.on;
  return isHere && command.when?.() !== false;
}

/** Runs the command of that id; an unknown or unavailable one does nothing. */
export function runCommand(id: string): void {
  const command = COMMANDS.find((c) => c.id === id);
  if (command && isAvailable(command)) command.run();
}
