import { type ComponentType, useState } from 'react';
import { type Overlay, useOverlay } from '../navigation/overlays.ts';
import { later } from '../ui/parts/later.tsx';

const nothing = (): null => null;

/** Dialogs of the shell whose scripts come with their first use. */
const DIALOGS = {
  tunnel: later(
    'The tunnel',
    async () => (await import('../tunnel/tunnel-dialog.tsx')).TunnelDialog,
    nothing,
  ),
  forward: later(
    'The field',
    async () => (await import('../forward/forward-dialog.tsx')).ForwardDialog,
    nothing,
  ),
  shortcuts: later(
    'The list of keys',
    async () => (await import('./shortcuts-dialog.tsx')).ShortcutsDialog,
    nothing,
  ),
  notices: later(
    'The list of notices',
    async () => (await import('../notices/notices-dialog.tsx')).NoticesDialog,
    nothing,
  ),
} as const satisfies Partial<Record<Overlay, unknown>>;

/** Fetches all of them, for a page that is idle. */
export const fetchOverlays: readonly (() => Promise<void>)[] = Object.values(DIALOGS).map(
  (dialog) => dialog.fetch,
);

/** Where the shell's dialogs appear. Stands once in the page. */
export function Overlays() {
  return (
    <>
      <OnceAsked what="tunnel" Shown={DIALOGS.tunnel} />
      <OnceAsked what="forward" Shown={DIALOGS.forward} />
      <OnceAsked what="notices" Shown={DIALOGS.notices} />
      <OnceAsked what="shortcuts" Shown={DIALOGS.shortcuts} />
    </>
  );
}

/** Stays after it was first opened: a dialog that closes gives the focus back by itself. */
function OnceAsked({ what, Shown }: { what: Overlay; Shown: ComponentType }) {
  const open = useOverlay((s) => s.open === what);
  const [asked, setAsked] = useState(open);
  if (open && !asked) setAsked(true);
  return asked ? <Shown /> : null;
}
