import { Dialog } from '@base-ui/react/dialog';
import { useLayoutEffect, useRef, useState } from 'react';
import { useOverlay } from '../navigation/overlays.ts';
import { leaveMenu } from '../ui/menus/leave-menu.ts';
import { later } from '../ui/parts/later.tsx';
import { PALETTE_LIST, type PaletteKeys } from './palette/palette-field.ts';
import type { PaletteListProps } from './palette/palette-list.tsx';

/** Ctrl+K: every action, and everything that has a name. */
export function Palette() {
  const open = useOverlay((s) => s.open === 'palette');
  const close = useOverlay((s) => s.close);
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (next) return;
        leaveMenu(cameFrom, '[data-palette]');
        close();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <Dialog.Popup
          data-palette
          aria-label="Command palette"
          finalFocus={() => cameFrom() ?? true}
          className="fixed top-[14vh] left-1/2 z-40 flex max-h-[60vh] w-[36rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-popup"
        >
          <Typed onDone={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What had the focus before: the field takes it before the dialog could see who had it. */
function cameFrom(): HTMLElement | null {
  const { from } = useOverlay.getState();
  return from instanceof HTMLElement && from !== document.body ? from : null;
}

/**
 * The field is one element from the first letter on, while its list is still on the way: a field that
 * takes the place of another loses the caret, and letters typed meanwhile stand in the wrong order.
 */
function Typed({ onDone }: { onDone: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const ofList = useRef<PaletteKeys>(null);
  const [typed, setTyped] = useState('');
  const [entered, setEntered] = useState(false);
  const [active, setActive] = useState<string>();
  // The dialog moves the focus a frame later; fast fingers have typed by then.
  useLayoutEffect(() => input.current?.focus(), []);
  return (
    <>
      <input
        ref={input}
        role="combobox"
        aria-label="Command"
        aria-autocomplete="list"
        aria-expanded={active !== undefined}
        aria-controls={PALETTE_LIST}
        aria-activedescendant={active}
        autoComplete="off"
        spellCheck={false}
        placeholder="Find anything or run an action"
        maxLength={2000}
        value={typed}
        onChange={(event) => {
          setEntered(false);
          setTyped(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (ofList.current !== null) ofList.current(event);
          else if (event.key === 'Enter') setEntered(true);
        }}
        className="h-11 w-full shrink-0 border-b border-line bg-transparent px-4 text-lg outline-none"
      />
      <PaletteList
        typed={typed}
        entered={entered}
        keys={ofList}
        onEntered={setEntered}
        onActive={setActive}
        onDone={onDone}
      />
    </>
  );
}

export const PaletteList = later<PaletteListProps>(
  'The palette',
  async () => (await import('./palette/palette-list.tsx')).PaletteList,
  () => null,
);
