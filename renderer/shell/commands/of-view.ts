import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Command } from '../../keys/command.ts';
import { useOverlay } from '../../navigation/overlays.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { formatMinute } from '../../ui/format.ts';
import { useTheme } from '../../ui/platform/theme.ts';
import { sayNot } from '../../ui/say-not.ts';
import { canUndo, toast, undoNewest } from '../../ui/toast.tsx';
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
  {
    id: 'another-browser',
    title: 'Open in another browser',
    group: 'Settings',
    also: 'sign in login link session second',
    // The desktop app has no browsers that sign in.
    when: () => queryClient.getQueryData(query.system.status.queryKey())?.face === 'browser',
    run: () => void copyLoginLink().catch(sayNot('No link was made')),
  },
  pane('pane-next', 'Next pane', 'F6', 1),
  pane('pane-previous', 'Previous pane', 'Shift+F6', -1),
  theme('theme-light', 'Light theme', 'light'),
  theme('theme-dark', 'Dark theme', 'dark'),
  theme('theme-system', 'System theme', 'system'),
];

/** Makes a link for one more browser. It is kept on the clipboard only. */
async function copyLoginLink(): Promise<void> {
  const { url, expiresAt } = await api.sessions.mint({});
  await copyText(url);
  const description = `Paste it into another browser on this computer. It works once, until ${formatMinute(expiresAt)}.`;
  toast({ title: 'Copied the link', description });
}

function pane(id: string, title: string, key: string, step: 1 | -1): Command {
  const run = (): void => goToPane(step);
  return { id, title, group: 'View', keys: [key], keyOnly: true, typing: true, fixed: true, run };
}

function theme(id: string, title: string, to: 'light' | 'dark' | 'system'): Command {
  return { id, title, group: 'View', run: () => useTheme.getState().setTheme(to) };
}
