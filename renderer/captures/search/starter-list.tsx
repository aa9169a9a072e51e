import { cx } from '../../ui/cx.ts';
import type { Starter } from './use-starters.ts';

const SECTIONS: readonly Starter['section'][] = ['Recent', 'Views', 'Try'];

/** What an empty search box offers. The box keeps the focus and moves `active`. */
export function StarterList(props: {
  id: string;
  starters: readonly Starter[];
  active: number;
  onTake: (starter: Starter) => void;
}) {
  return (
    <div
      id={`${props.id}-list`}
      role="listbox"
      aria-label="Searches to begin with"
      className="absolute top-9 left-0 z-30 max-h-96 w-full max-w-xl overflow-auto rounded-lg border border-line bg-raised p-1 shadow-popup"
    >
      {SECTIONS.map((section) => {
        const mine = props.starters.filter((starter) => starter.section === section);
        if (mine.length === 0) return null;
        return (
          <div key={section} role="group" aria-label={section}>
            <div aria-hidden className="px-2 pt-1.5 pb-0.5 text-xs font-medium text-muted">
              {section}
            </div>
            {mine.map((starter) => {
              const index = props.starters.indexOf(starter);
              return (
                <button
                  type="button"
                  tabIndex={-1}
                  key={starter.label}
                  id={`${props.id}-option-${index}`}
                  role="option"
                  aria-selected={index === props.active}
                  // Pressing must not take the focus from the box, which would close the list first.
                  onPointerDown={(event) => event.preventDefault()}
                  onClick={() => props.onTake(starter)}
                  className={cx(
                    'flex h-7 w-full items-center gap-3 rounded-md px-2',
                    index === props.active ? 'bg-selected' : 'hover:bg-hover',
                  )}
                >
                  <span className={cx('truncate', section !== 'Views' && 'wire')}>
                    {starter.label}
                  </span>
                  <span className="wire ml-auto max-w-[50%] shrink-0 truncate text-muted tabular-nums">
                    {starter.detail}
                  </span>
                </button>
              );
            })}
          </div>
        );
      })}
    </div>
  );
}
