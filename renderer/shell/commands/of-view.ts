import type { Command } from '../../keys/command.ts';
import { useOverlay } from '../../navigation/overlays.ts';
import { useTheme } from '../../ui/platform/theme.ts';
import { canUndo, undoNewest } from '../../ui/toast.tsx';
import { goToPane } from './panes.ts';

/** What works everywhere in the window. */
export const OF_VIEW: readonly Command[] = [
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

function pane(id: string, title: string, key: string, step: 1 | -1): Command {
  const run = (): void => goToPane(step);
  return { id, title, group: 'View', keys: [key], keyOnly: true, typing: true, fixed: true, run };
}

function theme(id: string, title: string, to: 'light' | 'dark' | 'system'): Command {
  return { id, title, group: 'View', run: () => useTheme.getState().setTheme(to) };
}
