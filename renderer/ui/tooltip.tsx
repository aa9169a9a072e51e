import { Tooltip as Base } from '@base-ui/react/tooltip';
import { type ReactElement, useRef } from 'react';
import { Kbd } from './signs/kbd.tsx';

/** Adds words to a control on hover and keyboard focus. The control keeps its own accessible name. */
export function Tooltip(props: {
  label: string;
  shortcut?: string | undefined;
  side?: 'top' | 'bottom' | 'left' | 'right';
  children: ReactElement<Record<string, unknown>>;
}) {
  const actions = useRef<Base.Root.Actions>(null);
  return (
    <Base.Root
      actionsRef={actions}
      onOpenChange={(_, change) => {
        if (change.reason !== 'escape-key') return;
        // It goes, but Escape is for what it stands on: a button that got the focus back from its menu has its
        // words shown, and the dialog around it took two keys to close.
        change.cancel();
        change.allowPropagation();
        actions.current?.close();
      }}
    >
      <Base.Trigger render={props.children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} side={props.side ?? 'top'} className="z-50">
          <Base.Popup className="flex max-w-80 items-center gap-2 rounded-md bg-ink px-2 py-1 text-sm text-canvas shadow-popup">
            <span className="min-w-0 break-words">{props.label}</span>
            {props.shortcut !== undefined && <Kbd keys={props.shortcut} inverted />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Lets neighbouring tooltips follow each other without a new delay. Stands once around the page. */
export const TooltipProvider = Base.Provider;
