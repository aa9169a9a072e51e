import { Maximize2, Minimize2 } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';

/** Keeps focus and readers off everything beside an element, beside what it stands in, and off that. */
function inertAround(element: Element): () => void {
  const asleep: Element[] = [];
  const stops: Element[] = [];
  for (let at: Element | null = element; at !== null && at.id !== 'root'; at = at.parentElement) {
    if (at.getAttribute('tabindex') === '0') {
      at.setAttribute('tabindex', '-1');
      stops.push(at);
    }
    for (const beside of at.parentElement?.children ?? []) {
      if (beside === at || beside.hasAttribute('inert')) continue;
      beside.setAttribute('inert', '');
      asleep.push(beside);
    }
  }
  return () => {
    for (const one of asleep) one.removeAttribute('inert');
    for (const one of stops) one.setAttribute('tabindex', '0');
  };
}

/** A pane that can fill the window, by the button that `children` puts into its toolbar. */
export function FullPane({ children }: { children: (button: ReactNode) => ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [full, setFull] = useState(false);
  // Before the next key: Tab must not find what is behind.
  useLayoutEffect(() => {
    if (full && box.current) return inertAround(box.current);
    return undefined;
  }, [full]);
  return (
    <div
      ref={box}
      role="presentation"
      className={cx(
        'flex min-h-0 min-w-0 flex-col bg-surface',
        full ? 'fixed inset-0 z-40' : 'flex-1',
      )}
      onKeyDown={(event) => {
        if (!full || event.key !== 'Escape' || event.defaultPrevented) return;
        setFull(false);
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {children(
        <IconButton
          size="sm"
          label={full ? 'Back to its place' : 'Fill the window'}
          aria-pressed={full}
          className="size-6!"
          icon={full ? <Minimize2 size={14} /> : <Maximize2 size={14} />}
          {...(full && { shortcut: 'Escape' })}
          onClick={() => setFull(!full)}
        />,
      )}
    </div>
  );
}
