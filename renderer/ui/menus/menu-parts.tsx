import { Menu as Base } from '@base-ui/react/menu';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import { keysAtOnce } from './keys-at-once.ts';
import { leaveMenu } from './leave-menu.ts';
import { Kbd } from '../signs/kbd.tsx';

export const POPUP =
  'max-h-[var(--available-height)] min-w-52 overflow-auto rounded-lg border border-line bg-raised p-1 shadow-popup outline-none';
const ITEM =
  'flex h-7 items-center gap-2 rounded-md px-2 outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover data-[popup-open]:bg-hover';

/** An entry that leads to further ones. */
export function Sub({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={ITEM}>
        <span className="flex-1">{label}</span>
        <ChevronRight size={14} aria-hidden className="text-muted" />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner sideOffset={2} className="z-50">
          <Base.Popup className={cx(POPUP, 'max-w-96')}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}

export function Entry(props: {
  label: string;
  shortcut?: string | undefined;
  danger?: true;
  onSelect: () => void;
}) {
  return (
    <Base.Item onClick={props.onSelect} className={cx(ITEM, props.danger && 'text-bad')}>
      <span className="min-w-0 flex-1 truncate">{props.label}</span>
      {props.shortcut !== undefined && <Kbd keys={props.shortcut} />}
    </Base.Item>
  );
}

export function Rule() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}

/** A menu at a point of the window, open from the first moment on. */
export function MenuAt(props: {
  label: string;
  point: { x: number; y: number };
  onClose: () => void;
  /** What has the focus when it is closed. */
  finalFocus: () => HTMLElement | null;
  children: ReactNode;
}) {
  const { x, y } = props.point;
  return (
    <Base.Root
      open
      modal={false}
      onOpenChange={(open) => {
        if (open) return;
        props.onClose();
        leaveMenu(props.finalFocus);
      }}
    >
      <Base.Portal>
        <Base.Positioner
          anchor={{ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) }}
          align="start"
          side="bottom"
          className="z-50"
        >
          <Base.Popup
            ref={keysAtOnce}
            aria-label={props.label}
            className={POPUP}
            finalFocus={props.finalFocus}
          >
            {props.children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
