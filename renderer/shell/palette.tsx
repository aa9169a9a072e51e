import { Dialog } from '@base-ui/react/dialog';
import { useLayoutEffect, useRef, useState } from 'react';
import { useOverlay } from '../navigation/overlays.ts';
import { later } from '../ui/parts/later.tsx';
import { PALETTE_FIELD } from './palette/palette-field.ts';
import type { PaletteListProps } from './palette/palette-list.tsx';

/** Ctrl+K: every action, and everything that has a name. */
export function Palette() {
  const open = useOverlay((s) => s.open === 'palette');
  const close = useOverlay((s) => s.close);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <Dialog.Popup
          aria-label="Command palette"
          // Its field takes the focus before the dialog could see who had it.
          finalFocus={() => {
            const { from } = useOverlay.getState();
            return from instanceof HTMLElement && from !== document.body ? from : true;
          }}
          className="fixed top-[14vh] left-1/2 z-40 flex max-h-[60vh] w-[36rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-popup"
        >
          <Typed onDone={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Typed({ onDone }: { onDone: () => void }) {
  const [typed, setTyped] = useState('');
  const [entered, setEntered] = useState(false);
  return (
    <PaletteList
      typed={typed}
      entered={entered}
      onTyped={setTyped}
      onEntered={setEntered}
      onDone={onDone}
    />
  );
}

/** The field alone: what is typed and entered before the list is there is done when it is. */
function Field({ typed, onTyped, onEntered }: PaletteListProps) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  return (
    <input
      ref={input}
      aria-label="Command"
      value={typed}
      onChange={(event) => {
        onEntered(false);
        onTyped(event.target.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEntered(true);
      }}
      className={PALETTE_FIELD}
    />
  );
}

export const PaletteList = later<PaletteListProps>(
  'The palette',
  async () => (await import('./palette/palette-list.tsx')).PaletteList,
  Field,
);
