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
  compareTargets,
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
  toggleTimeline,
} from '../captures/list-moves.ts';
import { useFollowing } from '../captures/list-view.ts';
import { openSameEvent } from '../captures/same-event.ts';
import type { Command } from '../keys/command.ts';
import { useOverlay } from '../navigation/overlays.ts';
import { currentRoute, navigate } from '../navigation/route.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { compose } from '../replays/compose.ts';
import { useTheme } from '../ui/platform/theme.ts';
import { canUndo, toast, undoNewest } from '../ui/toast.tsx';
import { goToPane } from './commands/panes.ts';
import { pageName } from './place-names.ts';

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
    id: 'compose',
    title: 'Compose a request',
    group: 'Captures',
    keys: ['Shift+n'],
    run: compose,
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
    id: 'compare',
    title: 'Compare',
    group: 'Captures',
    keys: ['='],
    on: 'captures',
    run: () => void compareTargets(),
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
    group: 'Open capture',
    keys: [key],
    on: 'captures',
    blocked: noneOpen,
    run: () => showPart(id),
  })),
  {
    id: 'same-older',
    title: 'Previous of the same event',
    group: 'Open capture',
    keys: ['['],
    on: 'captures',
    blocked: noneOpen,
    run: () => withOpen((id) => void openSameEvent(id, 'older')),
  },
  {
    id: 'same-newer',
    title: 'Next of the same event',
    group: 'Open capture',
    keys: [']'],
    on: 'captures',
    blocked: noneOpen,
    run: () => withOpen((id) => void openSameEvent(id, 'newer')),
  },
  {
    id: 'note',
    title: 'Write a note',
    group: 'Open capture',
    keys: ['n'],
    on: 'captures',
    blocked: noneOpen,
    run: writeNote,
  },
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
    id: 'notices',
    title: 'Notices',
    group: 'View',
    keys: ['g n'],
    run: () => useOverlay.getState().show('notices'),
  },
  {
    id: 'shortcuts',
    title: 'Keyboard shortcuts',
    group: 'View',
    keys: ['?'],
    run: () => useOverlay.getState().show('shortcuts'),
  },
  {
    id: 'start-here',
    title: 'Start here',
    group: 'View',
    also: 'first steps help next onboarding tour',
    run: () => useOverlay.getState().show('shortcuts'),
  },
  {
    id: 'undo',
    title: 'Undo',
    group: 'View',
    keys: ['Mod+z'],
    blocked: () => (canUndo() ? undefined : 'There is nothing to undo.'),
    run: undoNewest,
  },
  pane('pane-next', 'Next pane', 'F6', 1),
  pane('pane-previous', 'Previous pane', 'Shift+F6', -1),
  theme('theme-light', 'Light theme', 'light'),
  theme('theme-dark', 'Dark theme', 'dark'),
  theme('theme-system', 'System theme', 'system'),
];

function move(id: string, title: string, keys: readonly string[], run: () => void): Command {
  return { id, title, group: 'List', keys, on: 'captures', keyOnly: true, run };
}

function pane(id: string, title: string, key: string, step: 1 | -1): Command {
  const run = (): void => goToPane(step);
  return { id, title, group: 'View', keys: [key], keyOnly: true, typing: true, fixed: true, run };
}

function openId(): CaptureId | null {
  const route = currentRoute();
  return route.page === 'captures' ? (route.id as CaptureId | null) : null;
}

function noneOpen(): string | undefined {
  return openId() === null ? 'No capture is open.' : undefined;
}

function withOpen(work: (id: CaptureId) => void): void {
  const id = openId();
  if (id !== null) work(id);
}

/** The field of the note stands among the activity of a capture. */
function writeNote(): void {
  showPart('activity');
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-note-field]')?.focus());
}

function ofPane(id: string, title: string, key: string, button: PaneButton): Command {
  return {
    id,
    title,
    group: 'Open capture',
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

/** Why a command cannot run now, in a sentence; undefined where it can. */
export function whyNot(command: Command): string | undefined {
  if (isAvailable(command)) return command.blocked?.();
  return `Works on the page ${pageName(command.on ?? 'captures')}.`;
}

/** Runs a command, or says why it cannot run now: a key that does nothing is taken for broken. */
export function perform(command: Command): void {
  const why = command.blocked?.();
  if (why === undefined) {
    command.run();
    // Hints go once what they point at was used, also by key.
    window.dispatchEvent(new CustomEvent('backstitch:command', { detail: command.id }));
    return;
  }
  if (command.keyOnly !== true) toast({ title: why });
}
